"""Draws that follow from a seed, the name of what is drawn and a number: no state, no order.

The numbers are SplitMix64's (Steele, Lea, Flood 2014), worked out on whole columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Chance:
    """The draws of one seed, by a column of numbers (UInt64)."""

    seed: int

    def bits(self, name: str, by: pl.Expr) -> pl.Expr:
        """64 random bits for each number."""
        mixed = (by + _word(self._salt(name))) * _word(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed // _word(1 << 30))) * _word(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed // _word(1 << 27))) * _word(0x94D049BB133111EB)
        return mixed ^ (mixed // _word(1 << 31))

    def below(self, end: int | pl.Expr, name: str, by: pl.Expr) -> pl.Expr:
        """A whole number from 0, below `end`, for each number (Int64)."""
        drawn = (self.bits(name, by) // _word(1 << 24)).cast(pl.Int64)
        return drawn % end

    def share(self, percent: int, name: str, by: pl.Expr) -> pl.Expr:
        """Whether a number is among so many percent."""
        return self.below(100, name, by) < percent

    def one_of(self, values: Sequence[Any], name: str, by: pl.Expr) -> pl.Expr:
        """One of some values for each number."""
        return nth(values, self.below(len(values), name, by))

    def generator(self, name: str, number: int) -> Random:
        """A generator for what is drawn one by one."""
        return Random(self._salt(f"{name}/{number}"))

    def _salt(self, name: str) -> int:
        digest = blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "little")


def _word(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def nth(values: Sequence[Any], place: pl.Expr) -> pl.Expr:
    """The values at some places."""
    return pl.lit(pl.Series(list(values))).gather(place)
