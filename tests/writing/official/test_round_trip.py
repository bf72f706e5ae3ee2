"""Official forms read again are the filings that were written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.writing.official.generated import RULEBOOKS, filing

import jiheng
from jiheng.filing.model import Filing
from jiheng.rulebook import load
from jiheng.writing.official.template import left_out, of_rulebook
from jiheng.writing.official.write import write

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
SPECIMENS = HERE.parents[1] / "reading/specimens"
REAL = os.environ.get("JIHENG_FILINGS")
FORMATS = ("docx", "xlsx", "pdf", "html")
OF_THE_DOCUMENT = {"id", "path", "index", "sources", "placeholders", "template", "rulebook"}
"""What tells of the document or of the blank form, not of what was filled in."""
BATCH = 42
"""So many to a file, 500 in all formats and layouts."""


def squeezed(value: Any) -> Any:
    """A value with the white space out of its texts: PDF and web pages wrap lines as they need."""
    if isinstance(value, str):
        return "".join(value.split())
    if isinstance(value, dict):
        return {key: squeezed(each) for key, each in value.items()}
    return [squeezed(each) for each in value] if isinstance(value, (list, tuple)) else value


def facts(filing: Filing, kind: str, besides: Iterable[str] = ()) -> dict[str, Any]:
    raw = msgspec.to_builtins(filing)
    kept = {name: raw[name] for name in raw if name not in OF_THE_DOCUMENT | set(besides)}
    return kept if kind in ("docx", "xlsx") else squeezed(kept)


def again(filings: list[Filing], path: Path, rulebook: str | None = None) -> tuple[Filing, ...]:
    write(filings, path, of_rulebook(load(rulebook)) if rulebook else None)
    batch = jiheng.read(path)
    assert [document.status for document in batch.documents] == ["read"]
    return batch.filings


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "source", [REAL or EXAMPLES, SPECIMENS / "national.txt", SPECIMENS / "sichuan.txt"]
)
def test_a_filing_comes_back_from_its_own_form(
    source: str | Path, kind: str, tmp_path: Path
) -> None:
    filings = list(jiheng.read(source).filings)
    for number, (wrote, read) in enumerate(
        zip(filings, again(filings, tmp_path / f"a.{kind}"), strict=True)
    ):
        assert facts(read, kind) == facts(wrote, kind), number


CHOICES = ("category", "attribute", "kind")
ELSEWHERE = {"budget", "total_weight_text", "groups", "indicators", "options", *CHOICES}
"""Where another form has other columns; their values are compared one by one."""


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("rulebook", ["mof-2020", "sichuan-2023"])
def test_the_forms_of_one_province_in_the_form_of_another(
    rulebook: str, kind: str, tmp_path: Path
) -> None:
    filings = list(jiheng.read(REAL or EXAMPLES).filings)
    template = of_rulebook(load(rulebook))
    for wrote, read in zip(filings, again(filings, tmp_path / f"a.{kind}", rulebook), strict=True):
        assert left_out(template, wrote) == []
        assert facts(read, "pdf", ELSEWHERE) == facts(wrote, "pdf", ELSEWHERE)
        assert [values(i) for i in read.indicators] == [values(i) for i in wrote.indicators]
        assert [getattr(read, n) for n in CHOICES] == [getattr(wrote, n) for n in CHOICES]
        names = ("approved_text", "executed_text", "rate_text", "score_text", "weight")
        assert [getattr(read.budget, n) for n in names] == [getattr(wrote.budget, n) for n in names]


def values(indicator: Any) -> Any:
    return squeezed(
        (
            *(indicator.level1, indicator.level2_text, indicator.level3_text),
            *(indicator.target.text, indicator.actual.text, indicator.score_text),
        )
    )


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("layout", RULEBOOKS)
def test_random_filings_come_back(layout: str, kind: str, tmp_path: Path) -> None:
    first = FORMATS.index(kind) * BATCH
    filings = [filing(number, layout) for number in range(first, first + BATCH)]
    for wrote, read in zip(filings, again(filings, tmp_path / f"a.{kind}"), strict=True):
        assert facts(read, kind) == facts(wrote, kind), wrote.project


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_filings_give_the_same_bytes(kind: str, tmp_path: Path) -> None:
    filings = [filing(number, "hubei") for number in range(3)]
    paths = [tmp_path / f"{name}.{kind}" for name in "ab"]
    for path in paths:
        write(filings, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
