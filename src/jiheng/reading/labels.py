"""The wordings of labels.toml, ready to be looked up."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jiheng import rulebook

BRACKETS = re.compile(r"[(\[〔【][^)\]〕】]{0,40}[)\]〕】]")
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[、.](?!\d)|其中:)")
LONGEST_LABEL = 60
SPACE = re.compile(r"\s+")


@cache
def labels() -> dict[str, Any]:
    """The wordings as they stand in labels.toml."""
    return tomllib.loads(files(__package__).joinpath("labels.toml").read_text("utf-8"))


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """A label without white space, brackets, numbering and colons; longer texts are no labels."""
    if len(text) > LONGEST_LABEL * 3:
        return ""
    bare = SPACE.sub("", unicodedata.normalize("NFKC", text))
    bare = NUMBERING.sub("", BRACKETS.sub("", bare)).strip(":;,")
    return bare if len(bare) <= LONGEST_LABEL else ""


@cache
def lookup(*path: str) -> dict[str, str]:
    """Normalised wording -> field for one table of labels.toml."""
    table: Any = labels()
    for key in path:
        table = table[key]
    return {normal(word): field for field, words in table.items() for word in words}


@cache
def words(*path: str) -> frozenset[str]:
    """The normalised wordings of one list of labels.toml."""
    found: Any = labels()
    for key in path:
        found = found[key]
    return frozenset(normal(word) or word for word in found)


@cache
def above() -> tuple[dict[str, str], re.Pattern[str]]:
    """The words of the line above the table -> field, and what finds them: 单位名称："""
    names = {word: name for name, ways in labels()["above"].items() for word in ways}
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = rf"[（(]?({'|'.join(longest_first)})(?:[（(][^（()）]{{0,10}}[）)])?[）)]?\s*[:：]"
    return names, re.compile(pattern)


@cache
def _row_labels() -> frozenset[str]:
    tables = (("beside",), ("blocks",), ("budget", "rows"), ("indicators", "columns"))
    return frozenset(word for path in tables for word in lookup(*path)) | words("notes", "words")


def begins_row(text: str) -> bool:
    """Whether a cell with this text is a label that begins a row of a form."""
    return normal(text) in _row_labels()


def is_header(texts: Iterable[str]) -> bool:
    """Whether the texts of a row are the headers of an indicator table."""
    found = {lookup("indicators", "columns").get(normal(text)) for text in texts}
    return len(found & {"level1", "level2", "level3"}) > 1


@cache
def _before_colons() -> frozenset[str]:
    signing = (words("signature", "words"), words("notes", "words"))
    return frozenset(normal(name) for name in above()[0]).union(*signing)


def takes_colon(text: str) -> bool:
    """Whether a text is a word that a colon follows: 备注：, 单位名称：."""
    return normal(text) in _before_colons()


@cache
def every() -> frozenset[str]:
    """Every label that a form may hold, normalised."""
    columns = (("indicators", "columns"), ("budget", "columns"), ("goals", "columns"))
    return _row_labels() | frozenset(word for path in columns for word in lookup(*path))


@cache
def _names() -> frozenset[str]:
    groups = [group for book in rulebook.all_rulebooks() for group in book.groups.values()]
    level1 = (name for group in groups for name in group.names)
    level2 = (name for group in groups for inner in group.level2.values() for name in inner.names)
    return _row_labels() | {normal(name) for name in (*level1, *level2)}


def is_torn(upper: str, lower: str) -> bool:
    """Whether two texts are one label, or one level's name, that was torn apart between them."""
    if not (upper.strip() and lower.strip()) or normal(upper + lower) not in _names():
        return False
    return normal(upper) not in _names() or normal(lower) not in _names()
