from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from tests.writing import sample

from jiheng.writing import terminal
from jiheng.writing.wrapping import NEVER_FIRST, flowed, wrapped


def printed(
    report: dict[str, Any], width: int = 100, how: Callable[..., None] | None = None
) -> str:
    output = io.StringIO()
    console = Console(file=output, width=width, color_system=None, force_terminal=False)
    (how or terminal.render)(report, console=console)
    return output.getvalue()


def test_each_filing_has_its_verdict_its_findings_and_their_advice() -> None:
    lines = printed(sample.report(), 120).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("退回修改（2 处错误）"))
    assert "平台咨询策划服务项目" in lines[start]
    assert "总分 71.16，核算 71.6" in lines[start]
    finding = next(n for n, line in enumerate(lines) if line.startswith("  A05 错误"))
    assert "第3行「策划咨询执行」得分" in lines[finding]
    assert "填 4，应为 4.44（差 −0.44）" in lines[finding]
    assert lines[finding + 1].strip() == "按权重×实际值÷目标值计算，10×40÷90，保留两位小数。"


def test_documents_come_first_then_findings_across_and_the_summary_last() -> None:
    text = printed(sample.report())
    assert text.startswith("自评表/加密.docx  未能读取\n  R01 错误  文件已加密，无法打开")
    places = [
        text.index(each) for each in ("R01", "各表之间", "X04", "退回修改", "可以提交", "共 4 份")
    ]
    assert places == sorted(places)
    assert "共 4 份自评表，32 项指标：错误 6，警告 12，建议 5。" in text
    assert "总分与核算不一致的有 3 份，相差最大的是《综合业务管理工作经费》" in text


@pytest.mark.parametrize("width", [80, 81, 100, 120, 160])
def test_columns_start_at_the_same_cell_and_lines_keep_the_width(width: int) -> None:
    report = {**sample.report(), "documents": [], "findings": []}
    lines = printed(report, width).splitlines()
    assert max(map(cell_len, lines)) <= width
    starts = set()
    statements = {"W04": "分值 30", "F02": "「3月1日", "A04": "填 71.16", "T02": "实际完成值「≤"}
    for code, words in statements.items():
        line = next(line for line in lines if line.startswith(f"  {code} "))
        starts.add(cell_len(line[: line.index(words)]))
    assert len(starts) == 1
    finding_lines = [line for line in lines if line[:2] == "  " and line[2:3].isupper()]
    assert {cell_len(line[:8]) for line in finding_lines} == {10}
    assert all(line[8:10] == "  " and line[10] != " " for line in finding_lines)


def test_advice_stands_once_for_each_filing() -> None:
    text = printed(sample.report())
    assert text.count("按立项情况勾选一项。") == 1
    assert text.count("F03 警告") == 2


def test_quiet_prints_verdicts_only_and_aligned() -> None:
    lines = printed(sample.report(), 160, terminal.render_verdicts).splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith("可以提交 ")
    names = ("平台咨询", "综合业务", "采访科", "公共阅读")
    starts = {cell_len(line[: line.index(name)]) for line, name in zip(lines, names, strict=True)}
    assert len(starts) == 1


def test_empty_batch_says_so() -> None:
    assert printed(sample.nothing()) == "没有读到自评表。\n"
    assert printed(sample.nothing(), how=terminal.render_verdicts) == "没有读到自评表。\n"


def test_nothing_known_prints_no_none() -> None:
    text = printed(sample.blank())
    assert "None" not in text
    assert "项目名称未填  总分未填" in text


def test_colours_only_where_the_console_has_them() -> None:
    assert "\x1b" not in printed(sample.report())
    coloured = io.StringIO()
    console = Console(file=coloured, width=100, force_terminal=True, color_system="standard")
    terminal.render(sample.report(), console=console)
    assert "\x1b[" in coloured.getvalue()


def test_cell_text_cannot_command_the_terminal() -> None:
    filing = {**sample.consulting(), "project": "甲\x1b]0;标题\x07[red]乙[/red]"}
    text = printed({**sample.report(), "filings": [filing]})
    assert "\x1b" not in text
    assert "[red]乙[/red]" in text


def test_many_filings() -> None:
    assert printed(sample.many(500)).count("A05 错误") == 125


@given(st.text(alphabet="指标A1.，。（）「」 ≥%e", max_size=80), st.integers(4, 40))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    lines = [line.plain for line in wrapped(Text(text), width)]
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


def test_wrapping_keeps_figures_whole_and_closing_marks_with_their_words() -> None:
    lines = [line.plain for line in wrapped(Text("得分应为 98769.28 元（差 −0.44），请改正。"), 14)]
    assert any("98769.28" in line for line in lines)
    assert any("−0.44" in line for line in lines)
    assert not any(line[0] in NEVER_FIRST for line in lines)


def test_pieces_that_fit_are_not_broken() -> None:
    lines = flowed([Text("项目名称"), Text("原文第321行")], 16)
    assert [line.plain for line in lines] == ["项目名称", "原文第321行"]
