"""The words of lexicon.toml, ready to be looked up."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST = 200
"""Characters of a cell that are analysed; a longer text is a sentence, and kept whole."""

SPACE = re.compile(r"\s+")


@cache
def lexicon() -> dict[str, Any]:
    """The tables of lexicon.toml."""
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


def normal(text: str) -> str:
    """A cell in half-width characters without white space, cut to what is analysed."""
    return SPACE.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, longer ones first."""
    ordered = sorted({normal(word) for word in words} - {""}, key=len, reverse=True)
    return "|".join(map(re.escape, ordered))


@cache
def words(*path: str) -> frozenset[str]:
    """A list of words, normalised."""
    found: Any = lexicon()
    for key in path:
        found = found[key]
    return frozenset(normal(word) for word in found)


@cache
def meanings(table: str) -> dict[str, str]:
    """Word -> the key it stands under, for one table of word lists."""
    return {normal(word): key for key, listed in lexicon()[table].items() for word in listed}


@cache
def pattern(table: str) -> re.Pattern[str]:
    """Any word of a table of word lists."""
    return re.compile(any_of(meanings(table)))


def longest(table: str, text: str) -> str | None:
    """The key whose longest word stands in the text; of equal ones, the first in the text."""
    best = max(
        (word for word in meanings(table) if word in text),
        key=lambda word: (len(word), -text.index(word)),
        default=None,
    )
    return None if best is None else meanings(table)[best]


@cache
def units() -> dict[str, tuple[str, float]]:
    """Unit -> its dimension and how many base units it is."""
    return {
        normal(unit): (dimension, float(factor))
        for dimension, table in lexicon()["units"].items()
        for unit, factor in table.items()
    }
