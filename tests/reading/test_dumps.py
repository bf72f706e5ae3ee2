"""Text dumps: however they are written out, the same forms come back."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from examples.make import forms, render

from jiheng.filing.model import Filing
from jiheng.reading import documents

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = (EXAMPLES / "2021年度自评表汇编.txt").read_text("utf-8")


def read(data: bytes | str) -> list[Filing]:
    raw = data if isinstance(data, bytes) else data.encode()
    return list(documents.read_bytes(raw, "表.txt").filings)


def facts(filings: list[Filing], *also_without: str) -> list[dict[str, Any]]:
    """All of some filings but where they stand in the document."""
    without = {"id", "path", "sources", "placeholders", "unplaced", *also_without}
    return [
        {name: value for name, value in msgspec.to_builtins(filing).items() if name not in without}
        for filing in filings
    ]


def squeezed(value: Any) -> Any:
    """The same without any white space in its texts."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    if isinstance(value, dict):
        return {name: squeezed(each) for name, each in value.items()}
    return [squeezed(each) for each in value] if isinstance(value, (list, tuple)) else value


WHOLE = facts(read(TEXT))

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "GB18030": lambda text: text.encode("gb18030"),
    "UTF-16 LE with a mark": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE with a mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "LS": lambda text: text.replace("\n", "\u2028").encode(),
    "form feeds between forms": lambda text: text.replace("附件1：", "\f附件1：").encode(),
    "GB18030 with CRLF": lambda text: text.replace("\n", "\r\n").encode("gb18030"),
}


@pytest.mark.parametrize("way", ENCODINGS)
def test_encodings_and_line_ends(way: str) -> None:
    filings = read(ENCODINGS[way](TEXT))
    assert facts(filings) == WHOLE
    assert not any(filing.unplaced for filing in filings)


def cells(dump: str) -> list[list[str] | str]:
    """The rows of a dump and the lines between them; white space inside cells as single spaces."""
    found: list[list[str] | str] = []
    for block in re.split(r"\n(?:[^\S\t]*\n)+(?=\t|\S)", dump):
        if block.startswith("\t"):
            parts = re.split(r"\n\t", "\n" + block.split("\n备注")[0])[1:]
            found.append([" ".join(part.split()) for part in parts])
            if "\n备注" in block:
                found += ["备注" + line for line in block.split("\n备注")[1].split("\n")]
        else:
            heading, *rest = re.split(r"\n(?=\t)", block, maxsplit=1)
            found += heading.split("\n")
            found += cells(rest[0]) if rest else []
    return found


def plain(form: dict[str, Any]) -> str:
    """The dump of a form with no blank line inside a cell, and without its notes."""
    opinion = {"opinion": "同意", "signature": "何静", "signed_on": "2022年2月8日"}
    bare = {key: on_one_line(value) for key, value in form.items() if key != "notes"}
    return render(bare | opinion)


def on_one_line(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: on_one_line(each) for key, each in value.items()}
    return [on_one_line(each) for each in value]


SEPARATED: dict[str, Callable[[list[str]], str]] = {
    "a tab after each cell, a row to a line": "\t".join,
    "bars between the cells": " | ".join,
    "bars around the cells": lambda row: f"| {' | '.join(row)} |",
}


@pytest.mark.parametrize("index", range(16))
@pytest.mark.parametrize("way", SEPARATED)
def test_a_row_to_a_line(way: str, index: int) -> None:
    dump = plain(forms()[index])
    lines = [
        line if isinstance(line, str) else SEPARATED[way](line) for line in cells(dump) if line
    ]
    (want,), (have,) = facts(read(dump)), facts(read("\n".join(lines)))
    signing = {"opinion", "signature", "signed_on", "signed_on_text"}
    for name in want.keys() - signing:
        assert squeezed(have[name]) == squeezed(want[name]), name


def test_blank_lines_inside_a_cell_do_not_tear_its_row() -> None:
    torn = TEXT.replace("\t可持续影响指标\n", "\t可持续影响指标\n\n\n")
    assert torn != TEXT
    assert facts(read(torn)) == WHOLE


def test_points_on_a_second_line_belong_to_the_cell() -> None:
    joined = TEXT.replace("指标\n（", "指标（").replace("（万元）\n（20分）", "（万元）（20分）")
    assert joined != TEXT
    assert squeezed(facts(read(joined))) == squeezed(WHOLE)


def test_a_number_on_a_second_line_belongs_to_the_cell() -> None:
    form = forms()[0]
    wrapped = form | {
        "budget": {"approved": "1,200.5\n0", "executed": "1,\n176.49", "score": "19.6"}
    }
    (filing,) = read(render(wrapped))
    assert (filing.budget.approved, filing.budget.executed) == (1200.5, 1176.49)


def test_forms_without_notes() -> None:
    bare = [{key: value for key, value in form.items() if key != "notes"} for form in forms()[:16]]
    filings = read("".join(map(render, bare)))
    assert facts(filings, "notes") == facts(read(TEXT), "notes")
    assert not any(filing.notes for filing in filings)


def test_several_forms_without_annex_lines() -> None:
    dump = "".join(render(form | {"annex": ""}) for form in forms()[:16])
    assert facts(read(dump)) == WHOLE


def test_forms_without_annex_lines_and_titles() -> None:
    bare = [
        {key: value for key, value in form.items() if key not in ("title", "notes")}
        for form in forms()[:16]
    ]
    filings = read("".join(render(form | {"annex": ""}) for form in bare))
    for have, want in zip(facts(filings), WHOLE, strict=True):
        for name in want.keys() - {"title", "fiscal_year", "notes", "index", "rulebook"}:
            assert have[name] == want[name], name


def test_two_forms_without_anything_above_the_table() -> None:
    some = [
        {
            key: value
            for key, value in form.items()
            if key not in ("title", "unit", "filled_on", "notes")
        }
        for form in forms()[:2]
    ]
    filings = read("".join(render(form | {"annex": ""}) for form in some))
    assert [filing.project for filing in filings] == [want["project"] for want in WHOLE[:2]]
    assert [len(filing.indicators) for filing in filings] == [9, 10]


@pytest.mark.parametrize(
    ("label", "unit", "approved"),
    [
        ("预算执行\n情况（元）\n（20分）", "元", 0.002),
        ("预算执行\n情况（亿元）\n（20分）", "亿元", 200_000),
        ("预算执行情况（单位：千元）（20分）", "千元", 2),
        ("预算执行情况（20分）", "万元", 20),
    ],
)
def test_the_unit_of_money_stands_in_the_heading(label: str, unit: str, approved: float) -> None:
    form = forms()[0]
    (filing,) = read(render(form | {"budget": form["budget"] | {"label": label}}))
    assert filing.budget.unit == unit
    assert filing.budget.approved == pytest.approx(approved)
    assert filing.budget.weight == 20


def test_the_unit_of_money_stands_in_a_column_or_above_the_table() -> None:
    form = forms()[0]
    columns = ["预算数（亿元）", "执行数（亿元）", "执行率", "得分"]
    budget = form["budget"] | {"label": "预算执行情况（20分）", "columns": columns}
    (filing,) = read(render(form | {"budget": budget}))
    assert filing.budget.unit == "亿元"
    budget = form["budget"] | {"label": "预算执行情况（20分）"}
    dump = render(form | {"budget": budget}).replace(
        "\n\t项目名称", "\n（金额单位：元）\n\t项目名称"
    )
    (filing,) = read(dump)
    assert filing.budget.unit == "元"
    assert not filing.unplaced
