"""A simulation for a terminal or a text file, at most 120 cells wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from jiheng.writing import tables
from jiheng.writing.simulation import facts
from jiheng.writing.simulation.facts import Facts
from jiheng.writing.wrapping import wrapped

INDENT = "  "
GROUPS_SHOWN = 20


def render(report: Facts, *, details: bool = True) -> str:
    """The whole simulation; without details what it amounts to only."""
    if not report["filings"]:
        return f"{facts.NOTHING}\n"
    lines = [*_flow(facts.exchanges(report), ""), "", *_flow(facts.outcome(report), ""), ""]
    if details and report["compared"]:
        lines += _details(report)
    lines += _flow(report["notes"], "")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _flow(sentences: Iterable[str], indent: str) -> Iterator[str]:
    for sentence in sentences:
        for number, line in enumerate(wrapped(Text(sentence), tables.WIDTH - len(indent) - 2)):
            yield f"{indent}{INDENT if number else ''}{line.plain}"


def _details(report: Facts) -> Iterator[str]:
    yield "等级（行是现行，列是换用后）"
    names, counts = facts.matrix(report)
    rows = [["", *names]]
    rows += [[name, *map(str, row)] for name, row in zip(names, counts, strict=True)]
    yield from _table(rows, range(1, len(names) + 1))
    yield "总分的分布"
    yield from _table([("", *facts.SIDES.values()), *facts.spreads(report)], (1, 2, 3))
    groups = report["groups"]
    yield f"按{facts.BY[report['by']]}（下降多的在前）"
    heading = (facts.BY[report["by"]], *facts.GROUPS)
    shown = [(each["key"], *facts.group(each)) for each in groups[:GROUPS_SHOWN]]
    yield from _table([heading, *shown], range(1, len(heading)))
    if len(groups) > GROUPS_SHOWN:
        more = len(groups) - GROUPS_SHOWN
        yield f"{INDENT}还有 {more} 组没有列出；用 -o 写成网页或 Excel 可以看全"
        yield ""
    for words, movers in facts.ends(report):
        yield words
        yield from _table([facts.MOVERS, *map(facts.mover, movers)], (2, 3, 4))


def _table(rows: Sequence[Sequence[str]], right: Iterable[int]) -> Iterator[str]:
    for lines in tables.aligned(rows, tables.WIDTH - len(INDENT), frozenset(right)):
        yield from (INDENT + line for line in lines)
    yield ""
