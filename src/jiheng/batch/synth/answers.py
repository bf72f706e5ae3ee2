"""The truth as an answer sheet for people: what was put in, where, what it was and became."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from jiheng.checking import CATALOGUE
from jiheng.filing.vocabulary import FIELDS
from jiheng.writing.severity import WORDS
from jiheng.writing.workbook import Column, Sheet, write

COLUMNS = (
    Column("文件", 22),
    Column("第几份", 8),
    Column("单位名称", 26),
    Column("项目名称", 30),
    Column("代码", 7),
    Column("级别", 7),
    Column("检查", 30),
    Column("怎样错", 30),
    Column("栏目", 16),
    Column("第几项指标", 10),
    Column("原为", 30),
    Column("改成", 30),
    Column("必然连带的问题", 16),
)


def rows(truth: pl.DataFrame) -> Iterator[tuple[str | float | None, ...]]:
    """One row per error, in the order of the filings."""
    for line in truth.sort("path", "index", maintain_order=True).iter_rows(named=True):
        entry = CATALOGUE[line["code"]]
        yield (
            line["path"],
            line["index"],
            line["unit"],
            line["project"],
            line["code"],
            WORDS[entry.severity],
            entry.title,
            line["wording"],
            FIELDS.get(line["field"], line["field"]),
            line["row"] or None,
            line["was"],
            line["now"],
            "、".join(line["leads_to"]),
        )


def workbook(truth: pl.DataFrame, path: Path) -> None:
    """Write the answer sheet as a workbook. Raises OSError."""
    write(path, "答案", Sheet("答案", COLUMNS, rows(truth)))


def delimited(truth: pl.DataFrame) -> str:
    """The answer sheet as CSV with a byte order mark, which spreadsheets want."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow([column.name for column in COLUMNS])
    sheet.writerows(rows(truth))
    return "\ufeff" + text.getvalue()
