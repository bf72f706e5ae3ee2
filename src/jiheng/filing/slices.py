"""A large batch in slices, which are worked on side by side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import pairwise
from typing import TypeVar

import polars as pl

from jiheng.filing.frames import Frames

LEAST, MOST = 10_000, 50_000
"""Filings in a slice: fewer are not worth starting on it, more would need too much memory."""

Part = TypeVar("Part")
Done = TypeVar("Done")


def slices(frames: Frames) -> list[Frames]:
    """The frames of consecutive filings, about as many in each; nothing is copied."""
    filings = frames.filings["filing"]
    count = max(-(-len(filings) // MOST), min(len(filings) // LEAST, pl.thread_pool_size()))
    if count <= 1:
        return [frames]
    firsts = filings[[len(filings) * place // count for place in range(1, count)]]
    parts = {
        field.name: _cut(getattr(frames, field.name), firsts)
        for field in fields(frames)
        if field.name != "documents"
    }
    return [
        replace(frames, **{name: cut[place] for name, cut in parts.items()})
        for place in range(count)
    ]


def _cut(frame: pl.DataFrame, firsts: pl.Series) -> list[pl.DataFrame]:
    numbers = frame["filing"]
    places = [0, *(bisect_left(numbers, first) for first in firsts), frame.height]
    return [frame[start:end] for start, end in pairwise(places)]


def side_by_side(work: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
    """What some work makes of each part, in order, on as many cores as polars may use."""
    if len(parts) <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(min(len(parts), pl.thread_pool_size())) as pool:
        return list(pool.map(work, parts))
