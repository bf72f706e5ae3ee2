"""What is said of a simulation, whatever it is written on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiheng.writing.figure import plain, signed

Facts = dict[str, Any]

NOTHING = "没有读到自评表。"
UNKNOWN = "不明"
BY = {
    "unit": "单位",
    "supervising_department": "主管部门",
    "implementing_unit": "项目实施单位",
    "category": "项目类别",
}
SPREAD = {
    "mean": "平均",
    "lowest": "最低",
    "p5": "5% 分位",
    "p25": "25% 分位",
    "median": "中位数",
    "p75": "75% 分位",
    "p95": "95% 分位",
    "highest": "最高",
}
SIDES = {"before": "现行", "after": "换用后", "change": "逐份变动"}


def points(value: float | None) -> str:
    """Points with two decimals."""
    return UNKNOWN if value is None else f"{value:.2f}"


def moved(value: float | None) -> str:
    """A change with its sign and two decimals."""
    return UNKNOWN if value is None else signed(round(value, 2))


def exchanges(report: Facts) -> Iterator[str]:
    """From which rulebook to which, and what was set."""
    for each in report["exchanges"]:
        before, after = each["before"], each["after"]
        yield (f"{each['filings']} 份：{_book(before)} → {_book(after)}")
        stated = [change for change in each["changes"] if not change["follows"]]
        following = [change for change in each["changes"] if change["follows"]]
        if stated:
            yield f"改动：{'；'.join(map(_change, stated))}"
        if following:
            yield f"随之调整：{'；'.join(map(_change, following))}"


def _book(book: Facts) -> str:
    shares = f"预算执行 {plain(book['budget'])} 分，绩效指标 {plain(book['performance'])} 分"
    return f"{book['name']}（{shares}）"


def _change(change: Facts) -> str:
    return f"{change['key']} {_value(change['before'])} → {_value(change['after'])}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_value(each) for each in value.values())
    if isinstance(value, list):
        return "、".join(map(_value, value))
    return "未定" if value is None else plain(value) if not isinstance(value, bool) else str(value)


def outcome(report: Facts) -> Iterator[str]:
    """The findings in a few sentences."""
    yield (
        f"共 {report['filings']} 份，可比 {report['compared']} 份："
        f"总分上升 {report['up']} 份，下降 {report['down']} 份，不变 {report['same']} 份"
    )
    if report["parts"]:
        change, parts = report["change"], report["parts"]
        yield (
            f"平均总分 {points(report['before']['mean'])} → {points(report['after']['mean'])}"
            f"（{moved(change['mean'])}；预算执行 {moved(parts['budget'])}，"
            f"绩效指标 {moved(parts['performance'])}），中位变动 {moved(change['median'])}"
        )
        ranks = report["ranks"]
        yield (
            f"等级变化 {report['regraded']} 份；名次变化 {ranks['moved']} 份，"
            f"平均移动 {plain(ranks['mean_move'])} 位，最多 {ranks['largest_move']} 位；"
            f"总分并列的 {ranks['tied_before']} 份 → {ranks['tied_after']} 份"
        )
    for each in report["not_compared"]:
        yield f"不能比 {each['filings']} 份：{each['why']}"


def matrix(report: Facts) -> tuple[list[str], list[list[int]]]:
    """The grades, and how many filings of each grade (rows) get which (columns)."""
    counts = {(cell["before"], cell["after"]): cell["filings"] for cell in report["matrix"]}
    met = {grade for pair in counts for grade in pair}
    names = [*report["grades"], *sorted(met - set(report["grades"]))]
    return names, [[counts.get((one, other), 0) for other in names] for one in names]


def spreads(report: Facts) -> list[tuple[str, ...]]:
    """Rows of the table of distributions."""
    if report["change"] is None:
        return []
    return [
        (
            words,
            points(report["before"][name]),
            points(report["after"][name]),
            moved(report["change"][name]),
        )
        for name, words in SPREAD.items()
    ]


GROUPS = (
    *("份数", "可比", "现行平均", "换用后平均", "变动", "名次"),
    *("上升", "下降", "等级变化", "组内名次变化"),
)


def group(each: Facts) -> tuple[str, ...]:
    """A group under `GROUPS`."""
    return (
        plain(each["filings"]),
        plain(each["compared"]),
        points(each["before"]),
        points(each["after"]),
        moved(each["change"]),
        rank(each["rank_before"], each["rank_after"]),
        plain(each["up"]),
        plain(each["down"]),
        plain(each["regraded"]),
        plain(each["reranked"]),
    )


def rank(before: int | None, after: int | None) -> str:
    """A rank, and the one that it becomes where it changes."""
    if before is None:
        return ""
    return plain(before) if before == after else f"{before} → {after}"


MOVERS = ("项目", "单位", "现行", "换用后", "变动", "等级", "名次", "组内名次", "变在哪里")


def mover(each: Facts) -> tuple[str, ...]:
    """A filing under `MOVERS`."""
    return (
        plain(each["project"]) or "项目名称未填",
        plain(each["unit"]),
        points(each["before"]),
        points(each["after"]),
        moved(each["change"]),
        grade(each),
        rank(each["rank_before"], each["rank_after"]),
        rank(each["rank_in_group_before"], each["rank_in_group_after"]),
        each["words"],
    )


def grade(each: Facts) -> str:
    """A grade, and the one that it becomes where it changes."""
    before, after = plain(each["grade_before"]), plain(each["grade_after"])
    return before if before == after else f"{before} → {after}"


def ends(report: Facts) -> Iterator[tuple[str, list[Facts]]]:
    """The filings that gain and those that lose, under their headings."""
    for name, words in (("gains", "得益最多的"), ("losses", "受损最多的")):
        if report[name]:
            yield words, report[name]
