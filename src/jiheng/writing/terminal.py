"""The check result on a terminal: a verdict per filing, its findings below, a summary last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from jiheng.writing import listing, place, severity
from jiheng.writing.figure import named, one_line, plain, same
from jiheng.writing.statement import predicate, statement
from jiheng.writing.verdict import Verdict, origin, title, totals, worst_first
from jiheng.writing.wrapping import flowed, padded, wrapped

NARROWEST, WIDEST = 40, 160
COLOURS = {"error": "bold red", "warning": "yellow", "advice": "cyan", "clear": "green"}
STATUS = {"read": "已读取", "partly": "部分内容未能识别", "unreadable": "未能读取"}
INDENT = Text("  ")
CODE = 12  # cells that the indent, "A05 错误" and the gap after it take


def render(report: dict[str, Any], *, console: Console) -> None:
    """Print the whole report: documents, across filings, filings worst first, the summary."""
    width = _width(console)
    column = _place_width(report, width)
    _print(console, _documents(report, width))
    _print(console, _across(report, width))
    for filing, judged in worst_first(report):
        _print(console, _heading(filing, judged, 0, width))
        _print(console, _findings(filing, column, width))
        console.print()
    _print(console, _summary(report, width))


def render_verdicts(report: dict[str, Any], *, console: Console) -> None:
    """Print one verdict per filing, worst first, and nothing else but that there is none."""
    width, filings = _width(console), worst_first(report)
    column = max((cell_len(judged.words) for _, judged in filings), default=0)
    for filing, judged in filings:
        _print(console, _heading(filing, judged, column, width))
    if not filings:
        _print(console, _summary(report, width))


def _print(console: Console, lines: Iterable[Text]) -> None:
    for line in lines:
        console.print(line, no_wrap=True, overflow="ignore", crop=False, highlight=False)


def _width(console: Console) -> int:
    return min(max(console.width, NARROWEST), WIDEST)


def _place_width(report: dict[str, Any], width: int) -> int:
    """How wide the places are throughout the report, at most a third of the line."""
    longest = max(
        (
            cell_len(place.words(finding.get("where")))
            for filing in report.get("filings") or []
            for finding in filing.get("findings") or []
        ),
        default=0,
    )
    return min(longest, (width - CODE) // 3)


def _hanging(first: Text, lines: Iterable[Text]) -> Iterator[Text]:
    """`first` with the lines beside it, all of them starting in the same column."""
    blank = Text(" " * cell_len(first.plain))
    for number, line in enumerate(lines):
        yield (blank if number else first) + line


def _heading(filing: dict[str, Any], judged: Verdict, column: int, width: int) -> Iterator[Text]:
    words = Text(judged.words, style=f"bold {COLOURS[judged.worst]}")
    first = padded(words, column) + INDENT
    about = (plain(filing.get("unit")), totals(filing), origin(filing))
    pieces = [
        Text(title(filing), style="bold"),
        *(Text(each, style="dim") for each in about if each),
    ]
    return _hanging(first, flowed(pieces, width - cell_len(first.plain)))


def _findings(filing: dict[str, Any], column: int, width: int) -> Iterator[Text]:
    told: set[str] = set()
    for finding in place.in_form_order(filing.get("findings")):
        yield from _finding(finding, column, width)
        advice = plain(finding.get("advice"))
        if advice not in told:
            told.add(advice)
            yield from _below(advice, width)


def _finding(finding: dict[str, Any], column: int, width: int) -> Iterator[Text]:
    """Code, place and statement side by side."""
    where = finding.get("where")
    pieces = Text(predicate(finding)), Text(place.source(where), style="dim")
    said = flowed(pieces, width - CODE - column - 2)
    beside = zip_longest(wrapped(Text(place.words(where)), column), said, fillvalue=Text())
    for line in _hanging(
        _code(finding), (padded(left, column) + INDENT + right for left, right in beside)
    ):
        line.rstrip()
        yield line


def _below(words: str, width: int) -> Iterator[Text]:
    """Something more about the finding above, in the column of its place."""
    return _hanging(Text(" " * CODE), wrapped(Text(words, style="dim"), width - CODE))


def _code(finding: dict[str, Any]) -> Text:
    degree = finding["severity"]
    words = Text(f"{finding['code']} {severity.WORDS[degree]}", style=COLOURS[degree])
    return padded(INDENT + words, CODE)


def _documents(report: dict[str, Any], width: int) -> Iterator[Text]:
    troubled = [
        document
        for document in report.get("documents") or []
        if document.get("findings") or document.get("status") == "unreadable"
    ]
    for document in troubled:
        path = Text(one_line(document.get("path") or ""), style="bold")
        status = Text(STATUS.get(document.get("status") or "", ""), style=COLOURS["error"])
        yield from flowed((path, status), width)
        for finding in document.get("findings") or []:
            yield from _general(finding, "", width)
        yield Text()


def _across(report: dict[str, Any], width: int) -> Iterator[Text]:
    findings = report.get("findings") or []
    names = listing.names_of(report)
    if findings:
        yield Text("各表之间", style="bold")
    for finding in findings:
        yield from _general(finding, listing.concerned(finding, names), width)
    if findings:
        yield Text()


def _general(finding: dict[str, Any], about: str, width: int) -> Iterator[Text]:
    """A finding that belongs to no single form: what it says, whom it concerns, the advice."""
    yield from _hanging(_code(finding), wrapped(Text(statement(finding)), width - CODE))
    yield from _below(about, width)
    yield from _below(plain(finding.get("advice")), width)


def _summary(report: dict[str, Any], width: int) -> Iterator[Text]:
    counts, filings = report.get("summary") or {}, report.get("filings") or []
    if not filings:
        yield Text("没有读到自评表。")
        return
    line = Text(f"共 {len(filings)} 份自评表，{counts.get('indicators') or 0} 项指标：")
    for degree, words in severity.WORDS.items():
        number = counts.get(degree) or 0
        line.append(f"{words} {number}", style=COLOURS[degree] if number else "dim")
        line.append("。" if degree == "advice" else "，")
    yield from wrapped(line, width)
    yield from wrapped(Text(_totals_at_odds(filings)), width)


def _totals_at_odds(filings: list[dict[str, Any]]) -> str:
    """How many totals differ from the computed ones, and the one that is furthest off."""
    known = [
        filing
        for filing in filings
        if filing.get("total") is not None and filing.get("total_claimed") is not None
    ]
    odd = [filing for filing in known if not same(filing["total"], filing["total_claimed"])]
    if not odd:
        return "填报总分与核算总分均一致。" if len(known) == len(filings) else ""
    worst = max(odd, key=lambda filing: abs(filing["total"] - filing["total_claimed"]))
    return (
        f"总分与核算不一致的有 {len(odd)} 份，相差最大的是《{title(worst)}》："
        f"填报 {named(worst['total_claimed'])}，核算 {named(worst['total'])}。"
    )
