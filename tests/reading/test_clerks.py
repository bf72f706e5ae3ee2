"""Badly made files: every field is right, or blank and said to be, or told as not placed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from tests.reading import test_rendered
from tests.reading.generators import clerks, office, rendering
from tests.reading.generators.clerks import Spoilt
from tests.reading.generators.pdf import Laid
from tests.reading.generators.rendering import Form

import jiheng
from jiheng.filing.model import Filing
from jiheng.reading import documents

NUMBERS = (1, 12)
"""Of the sixteen forms: one with points in groups, one with points in the labels."""
KINDS = ("page.html", "page.docx", "book.xlsx", "dump.txt")


def forms() -> list[Form]:
    return [test_rendered.forms("hubei")[number] for number in NUMBERS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every habit as a page, a workbook and a text; LibreOffice saves the first two again."""
    place = tmp_path_factory.mktemp("clerks")
    jobs = []
    for number, spoil in enumerate(clerks.HABITS.values()):
        here = place / str(number)
        here.mkdir()
        spoilt = [Spoilt(spoil(form.blocks())) for form in forms()]
        (here / "page.html").write_text(rendering.page(spoilt), "utf-8")
        (here / "given.xlsx").write_bytes(rendering.workbook({"汇编": spoilt}))
        (here / "dump.txt").write_text(rendering.dump(spoilt), "utf-8")
        for source, target, to in (
            ("page.html", "page.docx", office.WRITER["docx"]),
            ("given.xlsx", "book.xlsx", office.CALC["xlsx"]),
        ):
            jobs.append(office.Job(here / source, {here / target: to}))
    office.convert(jobs, place)
    return place


def bare(text: Any) -> str:
    return re.sub(r"[\s，,]", "", unicodedata.normalize("NFKC", str(text)))


Fact = tuple[Any, str]
"""A value as it is understood, and the text that it was understood from."""


def heads(f: Filing) -> dict[str, Fact]:
    """The fields above and below the indicators by the names that findings give them."""
    return {
        "project": (bare(f.project), f.project),
        "unit": (bare(f.unit), f.unit),
        "supervising_department": (bare(f.supervising_department), f.supervising_department),
        "implementing_unit": (bare(f.implementing_unit), f.implementing_unit),
        "filled_on": (f.filled_on, f.filled_on_text),
        "category": (f.category, "".join(f.category)),
        "budget.approved": (f.budget.approved, f.budget.approved_text),
        "budget.executed": (f.budget.executed, f.budget.executed_text),
        "budget.rate": (f.budget.rate_claimed, f.budget.rate_text),
        "budget.score": (f.budget.score_claimed, f.budget.score_text),
        "total": (f.total_claimed, f.total_text),
    }


def rows(f: Filing) -> list[dict[str, Fact]]:
    return [
        {
            "level3": (bare(i.level3), i.level3),
            "target": (i.target.value or bare(i.target.text), i.target.text),
            "actual": (i.actual.value or bare(i.actual.text), i.actual.text),
            "score": (i.score_claimed, i.score_text),
        }
        for i in f.indicators
    ]


def silently_wrong(want: Filing, got: Filing, findings: Any, problem: str) -> list[Any]:
    """The fields that are neither right nor the matter of any finding."""
    left = "".join(bare(left.text) for left in (*got.unplaced, *got.placeholders))
    spoken = {
        (row["field"], row["row"]) for row in findings.iter_rows(named=True)
    }  # what is blank is said to be
    wrong: list[Any] = []
    found = heads(got)
    for field, (value, text) in heads(want).items():
        if found[field][0] == value:
            continue
        blank = not bare(found[field][1])
        if not (blank and (bare(text) in left or (field, None) in spoken)):
            wrong.append((field, value, found[field]))
    wanted = {row["level3"][0]: row for row in rows(want)}
    for number, row in enumerate(rows(got), 1):
        meant = wanted.pop(row["level3"][0], None)
        for field, (value, text) in row.items():
            right = meant is not None and meant[field][0] == value
            said = not bare(text) and (field, number) in spoken
            if not (right or said):
                wrong.append((number, field, meant and meant[field], value))
    wrong += [name for name, row in wanted.items() if bare(name) not in left]
    return wrong + ([problem] if problem else [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("habit", clerks.HABITS)
def test_no_field_is_silently_wrong(folder: Path, habit: str, kind: str) -> None:
    number = list(clerks.HABITS).index(habit)
    batch = documents.read(folder / str(number) / kind)
    problem = batch.documents[0].problem
    if problem:
        assert problem.endswith(("。", "再试", "自评表", "副本", "重新提供"))
        return
    assert len(batch.filings) == len(NUMBERS)
    findings = jiheng.check(batch).findings
    for form, filing in zip(forms(), batch.filings, strict=True):
        mine = findings.filter(findings["filing"] == filing.index - 1)
        assert not silently_wrong(form.filing, filing, mine, "")


def test_instructions_on_a_sheet_of_their_own_are_no_form() -> None:
    (form,) = forms()[:1]
    told = [
        [Laid("项目名称"), Laid("按预算批复的名称填写", 6)],
        [Laid("三级指标"), Laid("不少于三个", 6)],
        [Laid("总分"), Laid("满分一百分", 6)],
    ]
    data = rendering.workbook({"自评表": [form], "填报说明": [Spoilt([told])]})
    (filing,) = documents.read_bytes(data, "表.xlsx").filings
    assert filing.project == form.filing.project
    assert filing.total_claimed == form.filing.total_claimed
    left = {(left.text, left.source.sheet) for left in filing.unplaced}
    assert ("按预算批复的名称填写", "填报说明") in left
