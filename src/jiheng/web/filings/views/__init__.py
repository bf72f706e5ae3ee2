"""The pages of filings."""

from jiheng.web.filings.views.errors import broken, forbidden, not_found
from jiheng.web.filings.views.home import home

__all__ = ["broken", "forbidden", "home", "not_found"]
