"""`jiheng simulate` as it is called."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import jsonschema
import pytest
from rich.cells import cell_len
from tests.cli.conftest import Call

from jiheng.batch.simulation import published

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "simulate-1.json"
AGAINST = ("--rulebook", "hubei-2021", "--against", "mof-2020")


def test_the_published_schema_is_the_contract_s(tmp_path: Path) -> None:
    published.publish(tmp_path)
    assert (tmp_path / "simulate-1.json").read_bytes() == SCHEMA.read_bytes()


@pytest.mark.parametrize("by", ["unit", "supervising_department", "implementing_unit", "category"])
def test_json_keeps_to_its_schema(jiheng: Call, collection: Path, by: str) -> None:
    done = jiheng("simulate", collection, *AGAINST, "--by", by, "--format", "json")
    assert done.status == 0
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(done.json)
    assert done.json["schema"] == "jiheng/simulate-1"
    assert sum(each["filings"] for each in done.json["groups"]) == 16
    assert sum(each["filings"] for each in done.json["matrix"]) == done.json["compared"]
    assert sum(each["filings"] for each in done.json["bins"]) == done.json["compared"]


def test_every_format_tells_the_same(jiheng: Call, collection: Path, tmp_path: Path) -> None:
    report = jiheng("simulate", collection, *AGAINST, "--format", "json").json
    told = f"总分上升 {report['up']} 份，下降 {report['down']} 份"
    text = jiheng("simulate", collection, *AGAINST).text
    assert told in text
    assert all(cell_len(line) <= 120 for line in text.splitlines())
    assert told in jiheng("simulate", collection, *AGAINST, "--format", "md").text
    assert told not in jiheng("simulate", collection, *AGAINST, "--format", "csv").text
    assert jiheng("simulate", collection, *AGAINST, "-o", tmp_path / "s.xlsx").status == 0
    with zipfile.ZipFile(tmp_path / "s.xlsx") as book:
        assert told in "".join(
            book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name
        )


def test_the_page_holds_its_charts_and_asks_for_nothing(jiheng: Call, collection: Path) -> None:
    page = jiheng("simulate", collection, *AGAINST, "--format", "html").text
    assert page.count("<svg ") == 2
    assert not re.search(r"\b(?:src|href)=|url\(|@import|<script", page)
    assert "http" not in re.sub(r"http-equiv", "", page)


def test_csv_has_a_line_for_every_filing(jiheng: Call, collection: Path) -> None:
    text = jiheng("simulate", collection, *AGAINST, "--format", "csv").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 16
    for row in rows:
        moved = float(row["换用总分"]) - float(row["现行总分"])
        assert float(row["变动"]) == pytest.approx(moved, abs=1e-6)


def test_a_corpus_tells_what_its_documents_tell(
    jiheng: Call, collection: Path, tmp_path: Path
) -> None:
    assert jiheng("read", collection, "-o", tmp_path / "all.parquet").status == 0
    whole, stored = (
        jiheng("simulate", path, "--set", "budget.weight=10", "--format", "json").json
        for path in (collection, tmp_path / "all.parquet")
    )
    assert stored == whole


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--against"),
        (["--against", "none"], "none"),
        (["--set", "budget.weigt=10"], "budget.weigt"),
        (["--set", "budget.points=200"], "超出范围"),
        (["--against", "mof-2020", "--by", "town"], "town"),
        (["--against", "mof-2020", "--format", "pdf"], "pdf"),
    ],
)
def test_what_is_wrong_is_said(jiheng: Call, collection: Path, words: list[str], said: str) -> None:
    done = jiheng("simulate", collection, *words)
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_no_filing_is_no_error(jiheng: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("没有表", "utf-8")
    done = jiheng("simulate", tmp_path, "--against", "mof-2020")
    assert done.status == 2
    assert "没有读到自评表" in done.text
