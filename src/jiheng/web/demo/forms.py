"""What stands in the sample district's forms: synthetic filings, moved into its units and years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jiheng.batch.synth.synthesis import synthesise
from jiheng.batch.synth.vocabulary import vocabulary
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing
from jiheng.web.demo.cast import DEPARTMENTS
from jiheng.web.filings import content as contents

SEED = 2025
DRAWN = 900
"""Synthetic filings drawn; those of our departments and rulebook are used."""
TICKED = {"category": ["部门预算项目"], "attribute": ["持续性项目"], "kind": ["常年性项目"]}
YEAR = re.compile(r"^\d{4}年度?")

DATED = re.compile(r"(?<!\d)20\d\d(?=年|([/.-])\d{1,2}\1\d)")
"""A year as people write it in sentences and in dates: 2021年, 2021/1/17."""


def rulebook() -> str:
    """What the district's rounds go by: the rulebook of most synthetic filings."""
    editions = vocabulary()["editions"]
    return max(editions, key=lambda name: editions[name]["share"])


def drawn() -> dict[str, list[Filing]]:
    """For each department the right synthetic filings whose project's name comes once."""
    found: dict[str, dict[str, Filing]] = {name: {} for name in DEPARTMENTS}
    ours = rulebook()
    for filing in Batch(synthesise(0, DRAWN, SEED).frames).filings:
        department = next((d for d in found if filing.supervising_department.endswith(d)), None)
        if department and filing.rulebook == ours:
            found[department].setdefault(project_of(filing), filing)
    return {department: list(filings.values()) for department, filings in found.items()}


def project_of(filing: Filing) -> str:
    """The project's name without the year before it."""
    return YEAR.sub("", filing.project)


def written(filing: Filing, blank: dict[str, Any], year: int) -> dict[str, Any]:
    """The content of a synthetic filing as written into a blank one of a year."""
    content = contents.content_of(filing)
    moved: dict[str, Any] = dict(_moved(content, filing.fiscal_year or year, year))
    own = ("title", "unit", "project", "project_code", "supervising_department")
    kept = {name: blank[name] for name in (*own, "implementing_unit", "rulebook", "fiscal_year")}
    return moved | TICKED | kept


def _moved(value: Any, old: int, new: int) -> Any:
    """The same with the year, and the year after it, moved."""
    if isinstance(value, str):
        return DATED.sub(lambda found: str(int(found[0]) - old + new), value)
    if isinstance(value, list):
        return [_moved(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: _moved(item, old, new) for key, item in value.items()}
    return value


def projects() -> Iterator[tuple[int, str, Filing]]:
    """80 projects: the number of the unit that each belongs to, its name, and its filing."""
    unit = 0
    for department, filings in drawn().items():
        units = len(DEPARTMENTS[department])
        for number, filing in enumerate(filings[:20]):
            yield unit + number % units, project_of(filing), filing
        unit += units
