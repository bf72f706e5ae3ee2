"""A rulebook told value by value, each with the clause it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from jiheng.rulebook.outline import Key
from jiheng.rulebook.schema import Group, Rulebook
from jiheng.rulebook.wording import in_words, number

NARRATED = (
    "fiscal_years", "form", "total", "budget", "indicators", "weights", "explanations",
    "aggregation", "deadline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a rulebook in Chinese, with its clause and what the clause says."""

    section: str
    label: str
    value: str
    clause: str
    text: str


def describe(rulebook: Rulebook) -> tuple[Row, ...]:
    """Tell a rulebook in the order a reader asks: points, scoring, weights, groups, grades.

    Values that the rulebook leaves open are left out; rows without a clause carry "".
    """
    return tuple(_rows(rulebook))


def _rows(rulebook: Rulebook) -> Iterator[Row]:
    for name in NARRATED:
        section = getattr(rulebook, name)
        if section is not None:
            title = Rulebook.model_fields[name].title or name
            yield from _section(rulebook, title, name, section)
    title = Rulebook.model_fields["groups"].title or ""
    for code, group in rulebook.groups.items():
        yield from _group(rulebook, title, code, group)
    title = Rulebook.model_fields["grades"].title or ""
    for above, band in zip((None, *rulebook.grades.bands), rulebook.grades.bands, strict=False):
        reach = f"{number(band.low)}分及以上"
        if band.low == 0 and above is not None:
            reach = f"{number(above.low)}分以下"
        yield _row(rulebook, "grades.bands", title, band.grade, reach)
    yield from _overrides(rulebook)


def _section(rulebook: Rulebook, title: str, path: str, section: BaseModel) -> Iterator[Row]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        known = Key(f"{path}.{name}", field)
        if isinstance(value, BaseModel):
            yield from _section(rulebook, field.title or title, known.path, value)
        elif value is not None:
            words = in_words(known.path, value, known.unit)
            yield _row(rulebook, known.path, title, field.title or name, words)


def _group(rulebook: Rulebook, title: str, code: str, group: Group) -> Iterator[Row]:
    points = "单位自定" if group.points is None else f"{number(group.points)}分"
    part = "required" if group.points is None else "points"
    yield _row(rulebook, f"groups.{code}.{part}", title, group.names[0], points)
    required = "必设" if group.required else "可以不设"
    yield _row(rulebook, f"groups.{code}.required", title, group.names[0], required)
    if group.level2:
        names = "、".join(inner.names[0] for inner in group.level2.values())
        yield _row(rulebook, f"groups.{code}.level2", title, f"{group.names[0]}的二级指标", names)


def _overrides(rulebook: Rulebook) -> Iterator[Row]:
    title = Rulebook.model_fields["checks"].title or ""
    for code, override in rulebook.checks.items():
        if override.severity:
            words = in_words("checks.<代号>.severity", override.severity, "")
            yield _row(rulebook, f"checks.{code}.severity", title, code, words)
        for name, value in override.thresholds.items():
            place = f"checks.{code}.thresholds.{name}"
            yield _row(rulebook, place, title, f"{code} {name}", number(value))


def _row(rulebook: Rulebook, key: str, section: str, label: str, value: str) -> Row:
    found = rulebook.source(key)
    return Row(section, label, value, found.clause if found else "", found.text if found else "")
