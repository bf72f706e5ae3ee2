"""Which texts are nearly the same, without comparing every pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from rapidfuzz import fuzz

from jiheng.filing.columns import ENGINE

LIKE = 85.0
"""Likeness, 0 to 100, from which two narratives count as copies."""
RUN = 6
"""Characters of the runs by which candidates find one another."""
SAMPLED = 8
"""Of a text's runs, how many stand for it: those of least hash, the same in every copy of it."""
COMMONEST = 64
"""Texts that may share a run before it says nothing any more."""

c = pl.col


def alike(
    numbers: Sequence[int], texts: Sequence[str], like: float = LIKE
) -> Iterator[tuple[int, int, float]]:
    """Pairs of numbers whose texts are at least `like`, 0 to 100, with their likeness, in order.

    Equal texts are paired with the first of them only.
    """
    first: dict[str, int] = {}
    pairs: list[tuple[int, int, float]] = []
    for number, text in zip(numbers, texts, strict=True):
        if text in first:
            pairs.append((first[text], number, 100.0))
        else:
            first[text] = number
    distinct = list(first)
    for a, b in _candidates(distinct):
        likeness = fuzz.ratio(distinct[a], distinct[b], score_cutoff=like)
        if likeness:
            one, other = sorted((first[distinct[a]], first[distinct[b]]))
            pairs.append((one, other, likeness))
    yield from sorted(pairs)


def _candidates(texts: list[str]) -> list[tuple[int, int]]:
    """Pairs of positions whose texts share one of their sampled runs of characters."""
    runs = [
        (place, run)
        for place, text in enumerate(texts)
        for run in sorted({text[at : at + RUN] for at in range(len(text) - RUN + 1)}, key=_order)[
            :SAMPLED
        ]
    ]
    if not runs:
        return []
    frame = pl.DataFrame(runs, schema={"place": pl.UInt32, "run": pl.String}, orient="row").lazy()
    shared = frame.filter(pl.len().over("run").is_between(2, COMMONEST))
    pairs = (
        shared.join(shared, on="run", suffix="_other")
        .filter(c.place < c.place_other)
        .select("place", "place_other")
        .unique()
        .collect(engine=ENGINE)
    )
    return pairs.rows()


def _order(run: str) -> bytes:
    """An order of runs that has nothing to do with their place, and is the same every time."""
    return run[::-1].encode("utf-16-le")
