"""Pages of lists that may be very long."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

COUNTED = 10_000
"""As many rows are counted; of more the page says that there are more."""


class Pages(Paginator):
    """Pages of a list, as far as it is counted.

    The database finds a page's rows by number first, and reads for these alone what is joined.
    """

    @cached_property
    def count(self) -> int:
        """How many there are, as far as they are counted."""
        return int(self.object_list.order_by()[: COUNTED + 1].count())

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED

    def page(self, number: Any) -> Page:
        """The rows of a page."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        numbers = self.object_list.values("pk")[start : start + self.per_page]
        return Page(list(self.object_list.filter(pk__in=numbers)), number, self)
