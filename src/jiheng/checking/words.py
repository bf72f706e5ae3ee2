"""The words of words.toml as patterns and lists."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Any:
    """One table of words.toml."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))[name]


def any_of(name: str, key: str = "words") -> str:
    """A pattern that matches any word of a table."""
    return "|".join(map(re.escape, table(name)[key]))
