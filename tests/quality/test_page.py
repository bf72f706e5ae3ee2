"""The page of the guide lists every code, and claims nothing that falls short."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality import GOALS

from jiheng.checking import CATALOGUE

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"


def test_the_page_has_a_row_for_every_code() -> None:
    rows = [line.split("|") for line in PAGE.read_text("utf-8").splitlines() if line[:2] == "| "]
    figures = {row[1].strip(): (float(row[6]), float(row[8])) for row in rows[1:]}
    assert set(figures) == set(CATALOGUE)
    for code, (recall, precision) in figures.items():
        assert min(recall, precision) >= GOALS[CATALOGUE[code].severity], code
