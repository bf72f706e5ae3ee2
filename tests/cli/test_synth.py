"""`jiheng synth`: files that the other commands read, the truth beside them, answers for people."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from tests.cli.conftest import Call

from jiheng.checking import CATALOGUE


def test_a_corpus_with_its_truth_and_answers(jiheng: Call, tmp_path: Path) -> None:
    made, answers = tmp_path / "表.parquet", tmp_path / "答案.csv"
    done = jiheng("synth", "--filings", "60", "--errors", "0.5", "-o", made, "--answers", answers)
    assert (done.status, done.out) == (0, b"")
    truth = pl.read_parquet(tmp_path / "表.truth.parquet")
    assert f"已生成 60 份，其中 {truth['filing'].n_unique()} 份放入了错误" in done.err
    told = list(csv.DictReader(answers.read_text("utf-8-sig").splitlines()))
    assert len(told) == truth.height > 15
    assert {line["代码"] for line in told} <= set(CATALOGUE)
    checked = json.loads(jiheng("check", made, "--format", "json", "--fail-on", "never").out)
    assert len(checked["filings"]) == 60
    found = {(f["id"], one["code"]) for f in checked["filings"] for one in f["findings"]}
    put_in = {(line["filing"], line["code"]) for line in truth.iter_rows(named=True)}
    inside = {pair for pair in put_in if pair[1][0] != "X"}
    assert len(inside & found) >= 0.9 * len(inside)


def test_word_documents_in_a_folder(jiheng: Call, tmp_path: Path) -> None:
    done = jiheng("synth", "--filings", "20", "--as", "docx", "-o", tmp_path / "练习")
    assert done.status == 0
    assert json.loads((tmp_path / "练习.truth.json").read_text("utf-8"))["errors"] == []
    checked = jiheng("check", tmp_path / "练习", "--fail-on", "warning", "--format", "json")
    assert (checked.status, checked.err) == (0, "")
    assert len(json.loads(checked.out)["filings"]) == 20


def test_the_same_seed_gives_the_same_bytes(jiheng: Call, tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        jiheng("synth", "--filings", "16", "--seed", "9", "--errors", "0.5", "-o", tmp_path / name)
    jiheng("synth", "--filings", "16", "--seed", "8", "-o", tmp_path / "other.json")
    one, two, other = (tmp_path / f"{name}.json" for name in ("one", "two", "other"))
    assert one.read_bytes() == two.read_bytes() != other.read_bytes()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["--errors", "2", "-o", "a.json"], "--errors 应在 0 到 1 之间"),
        (["-o", "a.pdf"], "不认得格式“pdf”"),
        (["-o", "a.json", "--answers", "a.doc"], "--answers 只能写成"),
    ],
)
def test_wrong_usage(jiheng: Call, call: list[str], words: str) -> None:
    done = jiheng("synth", "--filings", "4", *call)
    assert (done.status, done.out) == (2, b"")
    assert words in done.err
