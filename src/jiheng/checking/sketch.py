"""A few numbers that stand for a text: a MinHash sketch, and the parity of its characters.

**Sketch.** A text is the set of its runs of `RUN` characters. Each of `ROWS` hash functions orders
all runs in its own way, and the text's least hash in that order is one number of its sketch. Two
texts have the same number in a row with probability J, the share of runs that they have in common
(Broder 1997: J = |A∩B| / |A∪B|). Like sketches make texts worth comparing.

**Parity.** Each character falls on one of 128 bits, and a bit tells whether the text has an odd
number of the characters that fall on it. A character put in or taken out turns one bit over, so
two texts that differ in n bits are at least n such steps apart. Parities that differ too much rule
a pair out before the texts themselves are compared, and never a pair that is alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import polars as pl

from jiheng.filing.columns import ENGINE

RUN = 3
"""Characters of a run."""
ROWS = 16
"""Numbers of a sketch."""
WORDS = 2
"""Numbers of 64 bits that hold a parity."""
SLICE = 20_000
"""Texts sketched at a time: what bounds the memory."""

c = pl.col

WHOLE = pl.UInt64
HALF = 1 << 32


SKETCH = [f"row{number}" for number in range(ROWS)]
"""The columns of a sketch, UInt32."""
PARITY = [f"parity{number}" for number in range(WORDS)]
"""The columns of a parity, UInt64."""


def sketches(texts: pl.Series) -> pl.DataFrame:
    """The columns `SKETCH` and `PARITY` of some texts, a row for each; `text` is its place.

    A text shorter than a run has no sketch: null.
    """
    parts = [_sketched(texts.slice(at, SLICE), at) for at in range(0, len(texts), SLICE)]
    return pl.concat(parts) if parts else _sketched(texts, 0)


def _sketched(texts: pl.Series, first: int) -> pl.DataFrame:
    run = pl.sum_horizontal(c.character.shift(-place) * _odd(place) for place in range(RUN))
    whole = c.text == c.text.shift(1 - RUN)
    hashes = (_ordered(c.run, number).alias(row) for number, row in enumerate(SKETCH))
    return (
        _characters(texts, first)
        .lazy()
        .select(
            "text",
            run=pl.when(whole).then(_mixed(run)),
            bit=pl.lit(BITS).gather(_mixed(c.character * _odd(0)) % 64),
            word=_mixed(c.character * _odd(1)) % WORDS,
        )
        .select("text", "bit", "word", *hashes)
        .group_by("text", maintain_order=True)
        .agg(
            *((c(row).min() // HALF).cast(pl.UInt32) for row in SKETCH),
            *(
                pl.when(c.word == word)
                .then(c.bit)
                .otherwise(pl.lit(0, WHOLE))
                .bitwise_xor()
                .alias(name)
                for word, name in enumerate(PARITY)
            ),
        )
        .collect(engine=ENGINE)
    )


def _characters(texts: pl.Series, first: int) -> pl.DataFrame:
    """The code points of all texts one below another, each with its text's place."""
    joined = "".join(texts.to_list()).encode("utf-32-le")
    count = len(joined) // 4
    points = pl.Series([joined]).bin.reinterpret(
        dtype=pl.Array(pl.UInt32, count), endianness="little"
    )
    places = pl.select(
        text=pl.int_range(first, first + len(texts), dtype=pl.UInt32).repeat_by(
            pl.lit(texts.str.len_chars())
        )
    )
    return pl.DataFrame(
        [
            places["text"].explode(empty_as_null=False).set_sorted(),
            points.explode(empty_as_null=False).cast(WHOLE).alias("character"),
        ]
    )


def _numbers(seed: int) -> Iterator[int]:
    drawn = random.Random(seed)
    while True:
        yield drawn.getrandbits(64)


def _drawn(seed: int, count: int) -> list[int]:
    numbers = _numbers(seed)
    return [next(numbers) for _ in range(count)]


FACTORS = [number | 1 for number in _drawn(1, RUN + ROWS)]
"""Odd, so that multiplying by one modulo 2⁶⁴ loses nothing."""
MASKS = _drawn(2, ROWS)
BITS = pl.Series([1 << place for place in range(64)], dtype=WHOLE)


def _odd(place: int) -> pl.Expr:
    return pl.lit(FACTORS[place], WHOLE)


def _mixed(number: pl.Expr) -> pl.Expr:
    """A number whose upper half depends on all of its bits."""
    folded = (number ^ (number // HALF)) * _odd(0)
    return folded ^ (folded // HALF)


def _ordered(run: pl.Expr, number: int) -> pl.Expr:
    """The place of a run in the order of one hash function."""
    return (run ^ pl.lit(MASKS[number], WHOLE)) * _odd(RUN + number)
