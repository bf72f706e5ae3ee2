"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People and how they sign in."""

    name = "jiheng.web.people"
    label = "people"
    verbose_name = "人员"

    def ready(self) -> None:
        """Listen for changed passwords."""
        from jiheng.web.people import renewal  # noqa: F401 - it listens
