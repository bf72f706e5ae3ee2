"""The words of lexicon.toml, ready to be looked up; read when the first cell needs them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jiheng.quantity.normal import plain


@cache
def lexicon() -> dict[str, Any]:
    """The tables of lexicon.toml."""
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


@cache
def words(table: str, key: str = "words") -> frozenset[str]:
    """One list of words."""
    return frozenset(map(plain, lexicon()[table][key]))


@cache
def meanings(table: str) -> dict[str, str]:
    """Word -> the key it stands under, for a table of word lists."""
    return {plain(word): key for key, listed in lexicon()[table].items() for word in listed}


def any_of(listed: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first."""
    return "|".join(map(re.escape, sorted(listed, key=lambda word: (-len(word), word))))


def ending(text: str, end: int, listed: Iterable[str], longest: int) -> str:
    """The longest listed word that ends at a position of the text, "" for none."""
    for start in range(max(0, end - longest), end):
        if text[start:end] in listed:
            return text[start:end]
    return ""


def beginning(text: str, start: int, listed: Iterable[str], longest: int) -> str:
    """The longest listed word that begins at a position of the text, "" for none."""
    for end in range(min(len(text), start + longest), start, -1):
        if text[start:end] in listed:
            return text[start:end]
    return ""
