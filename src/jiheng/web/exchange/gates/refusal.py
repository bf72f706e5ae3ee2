"""Why a file does not come in."""

from jiheng.web.filings.steps import Refused


class Stopped(Refused):
    """A file that a gate stopped; the message says which file, what is the matter, what to do."""
