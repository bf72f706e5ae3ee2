"""How sure a recognised text is, and what else it may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import NamedTuple

COUNTED = frozenset("0123456789０１２３４５６７８９.．%％‰万亿千百元≥≤＞＜<>=＝-－+±☑□√■\ufffd")
"""Characters of which each one changes a value: one doubtful one makes the whole text doubtful."""
MOST = 48
"""How many other readings of one text are looked at."""


class Doubt(NamedTuple):
    """How sure a letter is, 0 to 1, and what may stand there instead, "" for nothing."""

    sure: float
    others: tuple[str, ...] = ()


Seen = tuple[str, Doubt | None]
"""A letter and the doubt about it, None for one that is certain."""


def sure(letters: Sequence[Seen]) -> float:
    """How sure a text is: as its least certain digit, and as its letters are on the average."""
    every = [1.0 if doubt is None else doubt.sure for _, doubt in letters]
    counted = (
        doubt.sure
        for text, doubt in letters
        if doubt is not None
        and (text in COUNTED or any(set(other) & COUNTED for other in doubt.others))
    )
    return min(sum(every) / len(every), min(counted, default=1.0)) if every else 1.0


def others(letters: Sequence[Seen]) -> tuple[str, ...]:
    """What else a text may be, its doubtful letters replaced; likely readings first."""
    choices = [(text, *(doubt.others if doubt else ())) for text, doubt in letters]
    if all(len(choice) == 1 for choice in choices):
        return ()
    return tuple(dict.fromkeys(map("".join, islice(product(*choices), 1, MOST))))
