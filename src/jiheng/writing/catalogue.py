"""The catalogue of checks for reading: all of it, or one check explained with its example.

The page of the guide: `python -m jiheng.writing.catalogue docs/checks.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.text import Text

from jiheng.checking import CATALOGUE, Check
from jiheng.checking.catalogue import PRACTICE
from jiheng.checking.examples import example
from jiheng.writing import markdown, tables
from jiheng.writing.figure import ABSENT, one_line
from jiheng.writing.severity import WORDS
from jiheng.writing.wrapping import wrapped

FAMILIES: dict[str, str] = {
    "R": "读取",
    "F": "填写",
    "A": "计算",
    "W": "分值",
    "T": "目标与完成",
    "C": "归类",
    "N": "文字说明",
    "X": "跨表",
}
CITED = "审核惯例"
CLAUSE = "所用计分办法的条款（每条问题都写明是哪一条）"
LIST = ("代码", "级别", "检查", "说明")
INTRODUCTION = """\
# 检查目录

级别分三种：**错误**是事实或计算有误，应当退回；**警告**须说明或更正；**建议**可以做得更好。
只因四舍五入造成的差异（不超过末位数字的半个单位）不算问题。
计分办法可以调整级别和界限，或者关闭某项检查。

在命令行上，`jiheng rules` 列出本目录，`jiheng rules A05` 说明一项检查，
`jiheng check --select A,W02` 只做所列的检查，`--ignore T,A12` 略去所列的检查。"""


def render(code: str | None, format: str) -> str:  # noqa: A002 - as the option is called
    """The whole catalogue (None), or one check explained, as "text", "md" or "json".

    Raises KeyError for a code that is not in the catalogue.
    """
    if format == "json":
        told: Any = [_facts(entry) for entry in _entries()]
        if code is not None:
            told = _facts(CATALOGUE[code]) | _examples(code)
        return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"
    if format == "md":
        blocks = ["# 检查目录", *_lists()] if code is None else _section(CATALOGUE[code], "#")
        return "\n\n".join(blocks) + "\n"
    lines = _list() if code is None else _explained(CATALOGUE[code])
    return "".join(f"{line}\n" for line in lines)


def page() -> str:
    """The guide's page: how checks are graded and chosen, the lists, then every check explained."""
    sections = (block for entry in _entries() for block in _section(entry, "###"))
    return "\n\n".join([INTRODUCTION, *_lists(), "## 逐项说明", *sections]) + "\n"


def _entries() -> list[Check]:
    """The catalogue family by family."""
    families = list(FAMILIES)
    return sorted(CATALOGUE.values(), key=lambda each: (families.index(each.code[0]), each.code))


def _family(letter: str) -> list[Check]:
    return [entry for entry in _entries() if entry.code[0] == letter]


def _citation(entry: Check) -> str:
    return CITED if entry.cites == PRACTICE else CLAUSE


def _cells(entry: Check) -> tuple[str, ...]:
    return entry.code, WORDS[entry.severity], entry.title, entry.reason


def _facts(entry: Check) -> dict[str, Any]:
    return {
        "code": entry.code,
        "family": FAMILIES[entry.code[0]],
        "severity": entry.severity,
        "title": entry.title,
        "reason": entry.reason,
        "advice": entry.advice,
        "citation": _citation(entry),
    }


def _examples(code: str) -> dict[str, Any]:
    shown = example(code)
    return {
        name: [{"field": field, "text": text} for field, text in cells]
        for name, cells in (("wrong", shown.wrong), ("right", shown.right))
    }


def _list() -> Iterator[str]:
    entries = _entries()
    rows = list(tables.aligned([_cells(entry) for entry in entries]))
    letter = ""
    for entry, lines in zip(entries, rows, strict=True):
        if entry.code[0] != letter:
            yield from [""] if letter else []
            letter = entry.code[0]
            yield f"{letter} {FAMILIES[letter]}"
        yield from lines


def _explained(entry: Check) -> Iterator[str]:
    code, degree, title, reason = _cells(entry)
    yield f"{code} {degree}  {title}"
    shown = example(entry.code)
    told = [
        ("原因", reason),
        ("改法", entry.advice),
        ("依据", _citation(entry)),
        *(("错例", _told(*cell)) for cell in shown.wrong),
        *(("正例", _told(*cell)) for cell in shown.right),
    ]
    before = ""
    for name, words in told:
        label = name if name != before else " " * 4
        before = name
        first, *rest = wrapped(Text(words), tables.WIDTH - 8) or [Text()]
        yield f"  {label}  {first.plain}".rstrip()
        yield from (f"{' ' * 8}{line.plain}" for line in rest)


def _told(field: str, text: str) -> str:
    return f"{field}：{one_line(text) or ABSENT}"


def _lists() -> Iterator[str]:
    for letter, family in FAMILIES.items():
        if entries := _family(letter):
            rows = [[markdown.escaped(cell) for cell in _cells(entry)] for entry in entries]
            yield f"## {letter} {family}"
            yield markdown.table(LIST, rows)


def _section(entry: Check, level: str) -> Iterator[str]:
    code, degree, title, reason = (markdown.escaped(cell) for cell in _cells(entry))
    yield f"{level} {code} {title}"
    yield f"{degree}。{reason}"
    yield f"- 改法：{markdown.escaped(entry.advice)}\n- 依据：{_citation(entry)}"
    shown = example(entry.code)
    rows = [
        [name, markdown.escaped(field), markdown.escaped(text) or ABSENT]
        for name, cells in (("错例", shown.wrong), ("正例", shown.right))
        for field, text in cells
    ]
    if rows:
        yield markdown.table(("", "栏目", "填写"), rows)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
