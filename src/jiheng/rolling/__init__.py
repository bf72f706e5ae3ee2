"""Many filings into one: the roll-up."""

from jiheng.rolling.contract import encode
from jiheng.rolling.filings import as_filings
from jiheng.rolling.keys import BY, UnknownKey
from jiheng.rolling.report import report
from jiheng.rolling.rows import Held, Here
from jiheng.rolling.run import Rolled, roll, rolled
from jiheng.rolling.sameness import BadSameFile, Same, read
from jiheng.rolling.taken import Taken, taken, together

__all__ = [
    "BY",
    "BadSameFile",
    "Held",
    "Here",
    "Rolled",
    "Same",
    "Taken",
    "UnknownKey",
    "as_filings",
    "encode",
    "read",
    "report",
    "roll",
    "rolled",
    "taken",
    "together",
]
