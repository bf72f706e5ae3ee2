"""What the values of one rulebook must say together, and several rulebooks side by side."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from jiheng.rulebook.schema import (
    Budget,
    Deadline,
    FiscalYears,
    Grades,
    Group,
    Indicators,
    Rulebook,
    Total,
)

Contradiction = tuple[str, str, str]
Check = Callable[..., Iterator[Contradiction]]


def contradictions(sections: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Say what contradicts what: (dotted key, message, mend) for each.

    Only the rules whose sections are all there are asked, so that one bad table does not hide
    what is wrong with the others.
    """
    for needed, check in RULES:
        if all(name in sections for name in needed):
            yield from check(*(sections[name] for name in needed))


def total_is_budget_and_performance(budget: Budget, total: Total) -> Iterator[Contradiction]:
    """Budget points and performance points make the total."""
    parts = _exact(budget.points) + _exact(total.performance)
    if parts != _exact(total.points):
        message = (
            f"预算执行 {budget.points:g} 分加绩效指标 {total.performance:g} 分，"
            f"合计 {float(parts):g} 分，不等于满分 {total.points:g} 分"
        )
        rest = float(_exact(total.points) - _exact(budget.points))
        yield "total.performance", message, f"请改为 {rest:g}，或改正 budget.points"


def groups_make_performance(total: Total, groups: dict[str, Group]) -> Iterator[Contradiction]:
    """The groups' points make the performance points, as far as the groups name any."""
    points = [group.points for group in groups.values() if group.points is not None]
    open_ended = any(g.required and g.points is None for g in groups.values())
    parts = sum(map(_exact, points), Fraction(0))
    full = _exact(total.performance)
    if (points and not open_ended and parts != full) or parts > full:
        added = "＋".join(f"{value:g}" for value in points)
        message = (
            f"各一级指标分值 {added}＝{float(parts):g} 分，"
            f"与绩效指标的 {total.performance:g} 分不符"
        )
        yield "groups", message, "请改正各组的 points，使合计等于 total.performance"


def tiers_descend(indicators: Indicators) -> Iterator[Contradiction]:
    """The partly achieved tier lies below the achieved one."""
    tiers = indicators.qualitative
    if tiers.partly_from >= tiers.achieved_from:
        message = f"部分达成档下限 {tiers.partly_from:g} 不低于达成档下限 {tiers.achieved_from:g}"
        yield "indicators.qualitative.partly_from", message, "请改小这个值"


def bands_descend(total: Total, grades: Grades) -> Iterator[Contradiction]:
    """Grade bands run from the best down to 0 and are told apart by name."""
    lows = [band.low for band in grades.bands]
    if any(high <= low for high, low in pairwise(lows)):
        yield "grades.bands", "各等级的下限没有从高到低排列", "请按 90、80、60、0 的次序书写"
    if lows[-1] != 0:
        message = f"最低一档的下限是 {lows[-1]:g}，再低的总分没有等级"
        yield "grades.bands", message, "请把最低一档的 low 写成 0"
    if lows[0] >= total.points:
        yield "grades.bands", f"最高一档的下限 {lows[0]:g} 达不到", "请改到满分以下"
    for name in _repeated(band.grade for band in grades.bands):
        yield "grades.bands", f"等级“{name}”写了两遍", "请合并或改名"


def names_tell_apart(groups: dict[str, Group]) -> Iterator[Contradiction]:
    """No spelling stands for two groups, nor for two level-2 indicators of one group."""
    for name in _repeated(name for group in groups.values() for name in group.names):
        yield "groups", f"“{name}”是两个一级指标的写法，分不清", "请只留一处"
    for code, group in groups.items():
        for name in _repeated(name for inner in group.level2.values() for name in inner.names):
            yield f"groups.{code}.level2", f"“{name}”写了两处，分不清", "请只留一处"


def years_run_forward(fiscal_years: FiscalYears) -> Iterator[Contradiction]:
    """An edition does not end before it begins."""
    if fiscal_years.last is not None and fiscal_years.last < fiscal_years.first:
        message = f"终止年度 {fiscal_years.last} 早于起始年度 {fiscal_years.first}"
        yield "fiscal_years.last", message, "请改正，仍在执行的不写 last"


def deadline_is_a_day(deadline: Deadline | None) -> Iterator[Contradiction]:
    """The deadline is a day of every year."""
    if deadline is None:
        return
    month, day = map(int, deadline.month_day.split("-"))
    try:
        date(2001, month, day)
    except ValueError:
        message = f"“{deadline.month_day}”不是每年都有的日子"
        yield "deadline.month_day", message, "请写成 月-日，例如 03-31"


RULES: Sequence[tuple[tuple[str, ...], Check]] = (
    (("budget", "total"), total_is_budget_and_performance),
    (("total", "groups"), groups_make_performance),
    (("indicators",), tiers_descend),
    (("total", "grades"), bands_descend),
    (("groups",), names_tell_apart),
    (("fiscal_years",), years_run_forward),
    (("deadline",), deadline_is_a_day),
)


def overlap(one: Rulebook, other: Rulebook) -> bool:
    """Tell whether two editions of one authority claim the same fiscal year."""
    if "".join(one.authority.split()) != "".join(other.authority.split()):
        return False
    return _reaches(one, other) and _reaches(other, one)


def _reaches(one: Rulebook, other: Rulebook) -> bool:
    last = one.fiscal_years.last
    return last is None or last >= other.fiscal_years.first


def _exact(points: float) -> Fraction:
    return Fraction(str(points))


def _repeated(names: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return tuple(name for name, times in seen.items() if times > 1)
