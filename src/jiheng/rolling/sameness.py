"""What a person has confirmed to be the same indicator under several names.

A TOML file holds `same = [["群众满意度", "服务群众满意度"], ...]`; a CSV file one line for each,
the names apart by commas. A name is a level-3 name, which holds under one level 2 at a time, or all
three levels with "/" between them. The first of a line is what the others are counted under.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from jiheng.filing.columns import ENGINE
from jiheng.rolling.identity import NAMES, bare

c = pl.col

Same = tuple[tuple[str, ...], ...]
LEVELS = 3
HEADING = "甲"


class BadSameFile(ValueError):
    """A file of confirmed names cannot be read; the message says what to do."""


def read(path: Path) -> Same:
    """The confirmed names of a .toml or .csv file; raises BadSameFile."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSameFile(f"读不了 {path}；请核对路径，文件应为 UTF-8 编码") from error
    rows = _toml(path, text) if path.suffix.lower() == ".toml" else _csv(text)
    listed = tuple(tuple(filter(None, map(str.strip, row))) for row in rows)
    short = next((row for row in listed if len(row) == 1), None)
    if short:
        raise BadSameFile(f"{path}：“{short[0]}”单独成行；每行至少写两个名称")
    return tuple(filter(None, listed))


def _csv(text: str) -> Iterable[Sequence[str]]:
    rows = list(csv.reader(text.replace("，", ",").splitlines()))
    return rows[1:] if rows and rows[0] and rows[0][0].strip() == HEADING else rows


def _toml(path: Path, text: str) -> list[list[str]]:
    wrong = BadSameFile(f'{path}：请写成 same = [["群众满意度", "服务群众满意度"]] 的样子')
    try:
        listed = tomllib.loads(text).get("same")
    except tomllib.TOMLDecodeError as error:
        raise wrong from error
    if not isinstance(listed, list) or not all(map(_names, listed)):
        raise wrong
    return listed


def _names(row: object) -> bool:
    return isinstance(row, list) and all(isinstance(name, str) for name in row)


def renamed(names: pl.DataFrame, same: Same) -> tuple[pl.DataFrame, list[str]]:
    """For distinct `NAMES` those they are counted under (`*_new`), and confirmed names never met.

    Only the rows that change are given.
    """
    rows = [
        (line, place, name, *_parts(name))
        for line, row in enumerate(same)
        for place, name in enumerate(row)
    ]
    told = pl.DataFrame(
        rows, schema=["line", "place", "name", *NAMES], orient="row", schema_overrides=STRINGS
    ).with_columns(bare(c(name)) for name in NAMES)
    named = told.filter(c.level3_key != "")
    full = named.filter(c.level1_key.is_not_null())
    short = named.filter(c.level1_key.is_null()).select("line", "place", "name", NAMES[-1])
    met = pl.concat(
        [
            names.join(full, on=NAMES).with_columns(scope=pl.lit("")),
            names.join(short, on=NAMES[-1]).with_columns(scope=pl.concat_str(NAMES[:-1])),
        ],
        how="diagonal",
    )
    unmet = told.join(met, on="name", how="anti")["name"].unique(maintain_order=True).to_list()
    return _joined(met), unmet


STRINGS = {"name": pl.String, **dict.fromkeys(NAMES, pl.String)}


def _parts(name: str) -> tuple[str | None, ...]:
    parts = name.split("/")
    return tuple(parts) if len(parts) == LEVELS else (None, None, name)


def _joined(met: pl.DataFrame) -> pl.DataFrame:
    """The first name of each line, and of lines that share a name the first of the earliest."""
    lines = met.select("line", "scope").unique().sort("line", "scope").with_row_index("head")
    heads = met.join(lines, on=["line", "scope"]).sort("head", "place", *NAMES)
    while True:
        shared = heads.with_columns(c.head.min().over(NAMES)).with_columns(
            c.head.min().over("line", "scope")
        )
        if shared["head"].equals(heads["head"]):
            break
        heads = shared
    first = (
        heads.sort("head", "line", "scope", "place")
        .group_by("head", maintain_order=True)
        .agg(c(name).first().alias(f"{name}_new") for name in NAMES)
    )
    lazy = heads.lazy().join(first.lazy(), on="head").select(*NAMES, *_new()).unique()
    changed = pl.any_horizontal(c(name) != c(f"{name}_new") for name in NAMES)
    return lazy.filter(changed).sort(NAMES).collect(engine=ENGINE)


def _new() -> list[str]:
    return [f"{name}_new" for name in NAMES]
