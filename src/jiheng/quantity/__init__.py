"""What the words in a cell mean: numbers, units, dates, targets and answers."""

from jiheng.quantity.amounts import read_amount, read_rate, read_score, read_weight
from jiheng.quantity.cells import read
from jiheng.quantity.compare import (
    against,
    compatible,
    is_bound,
    is_no_less_for_more,
    lower_is_better,
    tier_of,
)
from jiheng.quantity.dates import read_date
from jiheng.quantity.labels import split_points
from jiheng.quantity.mentions import mentions
from jiheng.quantity.model import Amount, Mention, PartialDate, Quantity, Rate, Score

__all__ = [
    "Amount",
    "Mention",
    "PartialDate",
    "Quantity",
    "Rate",
    "Score",
    "against",
    "compatible",
    "is_bound",
    "is_no_less_for_more",
    "lower_is_better",
    "mentions",
    "read",
    "read_amount",
    "read_date",
    "read_rate",
    "read_score",
    "read_weight",
    "split_points",
    "tier_of",
]
