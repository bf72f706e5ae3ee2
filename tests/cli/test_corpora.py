"""Corpora from the command line: made by `read`, taken by every other command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import EXAMPLES, Call


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with the examples."""
    folder = tmp_path / "材料"
    folder.mkdir()
    for name in ("示范.txt", "2021年度自评表汇编.txt"):
        shutil.copy(EXAMPLES / name, folder)
    return folder


def test_a_folder_as_target_makes_a_corpus_that_other_commands_take(
    jiheng: Call, papers: Path, tmp_path: Path
) -> None:
    target = tmp_path / "语料"
    made = jiheng("read", papers, "-o", f"{target}/")
    assert (made.status, made.out) == (0, b"")
    assert "读了 2 份文件；语料现有 2 份文件、17 份自评表" in made.err
    again = jiheng("read", papers, "-o", target, "--jobs", 2)
    assert "读了 0 份文件，未变动的 2 份没有重读" in again.err
    direct, stored = (jiheng("check", path, "--format", "json") for path in (papers, target))
    assert direct.status == stored.status == 1
    assert direct.json["summary"] == stored.json["summary"]

    def by_id(done: object) -> list[object]:
        return sorted(done.json["filings"], key=lambda each: each["id"])

    assert by_id(direct) == by_id(stored)
    scored = jiheng("score", target, "--format", "json")
    assert len(scored.json["filings"]) == 17
    copied = jiheng("read", target, "--format", "json")
    assert len(copied.json["filings"]) == 17


def test_what_is_gone_is_named_and_pruned_when_asked(
    jiheng: Call, papers: Path, tmp_path: Path
) -> None:
    target = tmp_path / "语料"
    jiheng("read", papers, "-o", target)
    (papers / "示范.txt").unlink()
    assert "有 1 份文件已不在原处，仍留在语料里；要去掉请加 --prune" in (
        jiheng("read", papers, "-o", target).err
    )
    pruned = jiheng("read", papers, "-o", target, "--prune")
    assert "已去掉不在原处的文件 1 份" in pruned.err
    assert "语料现有 1 份文件、16 份自评表" in pruned.err


def test_an_unreadable_document_is_named_each_time_and_gives_status_2(
    jiheng: Call, papers: Path, tmp_path: Path
) -> None:
    (papers / "坏.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    for _ in range(2):
        done = jiheng("read", papers, "-o", tmp_path / "语料")
        assert done.status == 2
        assert "坏.docx：" in done.err
    checked = jiheng("check", tmp_path / "语料", "--format", "json", "--fail-on", "never")
    assert checked.status == 2
    found = [f for document in checked.json["documents"] for f in document["findings"]]
    assert [f["code"] for f in found] == ["R01"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["examples.txt", "--prune"], "只用于语料"),
        (["-", "-o", "语料/"], "不能从标准输入读取"),
        (["x", "-o", "{papers}"], "别的文件"),
        (["x", "--timeout", "0"], "--timeout"),
    ],
)
def test_wrong_usage_is_told(
    jiheng: Call, papers: Path, words: list[str], reason: str, tmp_path: Path
) -> None:
    done = jiheng("read", *(word.format(papers=papers) for word in words))
    assert done.status == 2
    assert reason in done.err
