"""Synthetic filings: right to the last digit, the same for the same seed, read back equal."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
from tests.strategies import half_up

import jiheng
from jiheng.batch.synth import files, papers
from jiheng.batch.synth.synthesis import Synthesis, synthesise
from jiheng.filing import corpus
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames, frames, models
from jiheng.filing.model import Filing
from jiheng.reading import documents

PARTS = ("filings", "groups", "indicators", "lines", "mentions", "leftovers", "cells")


@pytest.fixture(scope="module")
def right() -> Synthesis:
    return synthesise(0, 1600, seed=11)


@pytest.fixture(scope="module")
def wrong() -> Synthesis:
    return synthesise(0, 320, seed=12, errors=0.6)


def same(one: Frames, other: Frames) -> bool:
    return all(getattr(one, name).equals(getattr(other, name)) for name in PARTS)


def test_a_clean_filing_has_no_error_and_no_warning(right: Synthesis) -> None:
    found = jiheng.check(Batch(right.frames)).findings
    serious = found.filter(pl.col("severity") != "advice")
    assert serious.select("code", "message").to_dicts() == []
    assert found.height <= right.frames.filings.height * 0.01
    assert right.truth.is_empty()


def test_columns_made_at_once_are_what_reading_makes_one_by_one(
    right: Synthesis, wrong: Synthesis
) -> None:
    for made in (right.frames, wrong.frames):
        assert same(frames(models(made)), made)


def test_a_filing_follows_from_seed_and_number_alone() -> None:
    whole = synthesise(0, 96, seed=5, errors=0.5)
    part = synthesise(37, 21, seed=5, errors=0.5)
    assert models(part.frames) == models(whole.frames)[37:58]
    numbers = {filing.id for filing in models(part.frames)}
    expected = whole.truth.filter(pl.col("filing").is_in(list(numbers)))
    assert part.truth.sort("filing", "code").equals(expected.sort("filing", "code"))
    assert not same(synthesise(0, 96, seed=6, errors=0.5).frames, whole.frames)


def test_scores_and_totals_are_exact(right: Synthesis) -> None:
    points = {"hubei-2021": 20, "mof-2020": 10, "sichuan-2023": 10}
    for filing in models(right.frames)[:300]:
        budget = filing.budget
        rate = Fraction(budget.executed_text) / Fraction(budget.approved_text)
        assert half_up(rate * 100) == Fraction(budget.rate_text.rstrip("%"))
        score = half_up(points[filing.rulebook] * rate)
        assert score == Fraction(budget.score_text)
        parts = sum(Fraction(row.score_text) for row in filing.indicators)
        assert Fraction(filing.total_text) == score + parts
        assert sum(row.weight or 0 for row in filing.indicators) == 100 - points[filing.rulebook]


def test_the_forms_are_spread_like_the_real_ones(right: Synthesis) -> None:
    filings = right.frames.filings
    assert filings["approved"].log().mean() == pytest.approx(4.27, abs=0.15)
    assert filings["approved"].log().std() == pytest.approx(1.30, abs=0.15)
    shares = filings["rulebook"].value_counts(normalize=True)
    assert dict(shares.iter_rows())["hubei-2021"] == pytest.approx(0.5, abs=0.12)
    each = right.frames.indicators.group_by("filing").len()["len"]
    assert each.min() >= 7
    assert each.max() <= 14
    assert each.mean() == pytest.approx(9.4, abs=0.4)
    rates = filings["executed"] / filings["approved"]
    assert (rates < 0.8).mean() == pytest.approx(0.5, abs=0.06)
    assert (rates >= 0.95).mean() == pytest.approx(0.44, abs=0.06)
    assert filings.select("unit", "project").is_duplicated().sum() == 0


def test_every_field_is_read_back_from_a_word_document(wrong: Synthesis) -> None:
    made = [f for f in models(wrong.frames) if not f.sources][:160]
    assert any(f.unplaced for f in made)
    for filing in made:
        (read,) = documents.read_bytes(papers.document([filing]), "form.docx").filings
        assert facts(read) == facts(filing)


def facts(filing: Filing) -> dict[str, object]:
    left_out = ("id", "path", "index", "sources", "placeholders", "unplaced")
    told = {name: getattr(filing, name) for name in Filing.__struct_fields__}
    told["marks"] = [(left.field, left.text) for left in filing.placeholders]
    told["strays"] = [stray.text for stray in filing.unplaced]
    told["project"] = filing.project.strip()
    told["rows"] = [
        (row.level2_text, row.level3_text.strip(), row.target, row.actual, row.score_text)
        for row in filing.indicators
    ]
    return {name: value for name, value in told.items() if name not in (*left_out, "indicators")}


def test_a_corpus_of_slices_is_the_corpus_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SLICE", 40)
    truth = files.write_corpus(tmp_path / "slices.parquet", 100, 3, 0.5)
    again = files.write_corpus(tmp_path / "again.parquet", 100, 3, 0.5)
    made = synthesise(0, 100, 3, 0.5)
    read = corpus.read((tmp_path / "slices.parquet").read_bytes())
    assert same(read, made.frames)
    assert truth.sort("filing", "code").equals(made.truth.sort("filing", "code"))
    assert again.equals(truth)
    assert (tmp_path / "slices.parquet").read_bytes() == (tmp_path / "again.parquet").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.parquet", "slices.parquet"]


def test_documents_hold_the_filings_of_a_unit(tmp_path: Path) -> None:
    files.write_documents(tmp_path, 48, 4)
    read = jiheng.read(tmp_path).filings
    made = models(synthesise(0, 48, 4).frames)
    assert [f.project for f in read] == [f.project for f in made]
    units = [unit for unit, _ in groupby(made, key=lambda filing: filing.path)]
    assert len(list(tmp_path.rglob("*.docx"))) == len(units)
