"""Documents into a corpus: new ones, changed ones, vanished ones; and what stands in the way."""

from __future__ import annotations

import errno
import filecmp
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from examples.make import forms, render

import jiheng
from jiheng.batch import collecting, durable, journal, publishing
from jiheng.batch.collecting import Collected, collect
from jiheng.batch.durable import Unwritable
from jiheng.batch.ways import Ways
from jiheng.filing import corpus, manifest, stored
from jiheng.filing.batch import Batch
from jiheng.filing.contract import Malformed
from jiheng.filing.frames import Frames, models
from jiheng.reading import document, documents


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with one document for each of the example forms, and one that is none."""
    folder = tmp_path / "材料"
    for number, form in enumerate(forms()):
        file = folder / ("甲" if number % 2 else "乙") / f"{number:02}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render(form), "utf-8")
    (folder / "空.txt").touch()
    return folder


def told(done: Collected) -> tuple[int, int, int, int]:
    return done.read, done.unchanged, done.missing, done.removed


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def filings(folder: Path) -> set[Any]:
    return {repr(filing) for filing in jiheng.read(folder).filings}


def test_a_corpus_holds_what_the_documents_say(papers: Path, tmp_path: Path) -> None:
    done = collect([papers], tmp_path / "语料")
    direct = documents.read(papers)
    again = jiheng.read(tmp_path / "语料")
    assert told(done) == (len(forms()) + 1, 0, 0, 0)
    assert {repr(f) for f in again.filings} == {repr(f) for f in direct.filings}
    assert sorted(again.documents, key=lambda d: d.path) == sorted(
        direct.documents, key=lambda d: d.path
    )


def test_it_is_partitioned_by_year_and_region(papers: Path, tmp_path: Path) -> None:
    collect([papers], tmp_path / "语料")
    found = manifest.load(tmp_path / "语料")
    assert found is not None
    for part in found.parts:
        file = tmp_path / "语料" / part.file
        assert f"year={part.year}/region={part.region}/" in part.file
        table = pl.read_parquet(file)
        assert table["fiscal_year"].unique().to_list() == [part.year]
        assert table.height == part.filings
        assert table.schema == corpus.COLUMNS
        assert table["document_sha256"].null_count() == 0
        assert table["rulebook_edition"].null_count() == 0
    everything = pl.scan_parquet(tmp_path / "语料" / "year=*" / "region=*" / "*.parquet")
    assert everything.select(pl.len()).collect().item() == len(forms())


def test_the_region_may_be_given(papers: Path, tmp_path: Path) -> None:
    collect([papers], tmp_path / "语料", Ways(region="某区/东"))
    found = manifest.load(tmp_path / "语料")
    assert found is not None
    assert {part.region for part in found.parts} == {"某区/东"}
    assert all("region=某区%2F东/" in part.file for part in found.parts)


def test_only_what_is_new_or_changed_is_read(papers: Path, tmp_path: Path) -> None:
    target = tmp_path / "语料"
    collect([papers], target)
    before = files(target)
    # the empty document was read to its end and found empty: that is known, but costs nothing
    assert told(collect([papers], target)) == (1, len(forms()), 0, 0)
    assert files(target) == before
    changed = papers / "乙" / "00.txt"
    changed.write_text(changed.read_text("utf-8").replace("示例", "示范") + "\n", "utf-8")
    (papers / "新.txt").write_text(render(forms()[3]), "utf-8")
    assert told(collect([papers], target)) == (3, len(forms()) - 1, 0, 0)
    collect([papers], tmp_path / "另一份")
    assert files(target) == files(tmp_path / "另一份")


def test_a_change_of_the_program_or_the_rulebooks_reads_all_again(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect([papers], tmp_path / "语料")
    monkeypatch.setattr(collecting, "edition", lambda region: "another")
    assert told(collect([papers], tmp_path / "语料"))[0] == len(forms()) + 1


def test_documents_that_are_gone_are_kept_or_pruned(papers: Path, tmp_path: Path) -> None:
    target = tmp_path / "语料"
    collect([papers], target)
    everything = filings(target)
    (papers / "甲" / "01.txt").unlink()
    assert told(collect([papers], target)) == (1, len(forms()) - 1, 1, 0)
    assert filings(target) == everything
    collect([papers / "乙"], target, Ways(prune=True))
    assert filings(target) == everything, "what stood elsewhere is not touched"
    collect([tmp_path / "没有这个文件夹"], target, Ways(prune=True))
    assert filings(target) == everything, "a folder that is not there says nothing"
    done = collect([papers], target, Ways(prune=True))
    assert told(done) == (1, len(forms()) - 1, 0, 1)
    collect([papers], tmp_path / "另一份")
    kept = {path: data for path, data in files(target).items() if not path.startswith("_")}
    other = {p: d for p, d in files(tmp_path / "另一份").items() if not p.startswith("_")}
    assert kept == other


def test_what_could_not_be_read_is_tried_again_when_asked(papers: Path, tmp_path: Path) -> None:
    (papers / "别的.txt").write_text("关于开会的通知\n请各科室参加。\n", "utf-8")
    target = tmp_path / "语料"
    collect([papers], target)
    assert collect([papers], target).read == 1  # the empty one
    assert collect([papers], target, Ways(retry=True)).read == 2


def test_corpora_are_collected_too(papers: Path, tmp_path: Path) -> None:
    collect([papers / "甲"], tmp_path / "一")
    batch = documents.read(papers / "乙")
    corpus.write(batch.frames, tmp_path / "二.parquet")
    done = collect([tmp_path / "一", tmp_path / "二.parquet"], tmp_path / "语料")
    assert done.filings == len(forms())
    expected = {repr(f) for f in documents.read([papers / "甲", papers / "乙"]).filings}
    assert filings(tmp_path / "语料") == expected
    assert collect([tmp_path / "一"], tmp_path / "语料").unchanged == len(forms()) // 2


def test_a_corpus_inside_the_folder_that_is_read_is_not_read_into_itself(papers: Path) -> None:
    collect([papers], papers / "语料")
    done = collect([papers], papers / "语料")
    assert done.filings == len(forms())
    assert len(jiheng.read(papers / "语料").filings) == len(forms())


def test_a_corpus_is_read_lazily_in_slices(papers: Path, tmp_path: Path) -> None:
    collect([papers], tmp_path / "语料")
    opened = stored.opened(tmp_path / "语料")
    whole = opened.frames()
    slices = list(opened.slices(size=5))
    assert [first for first, _ in slices] == [0, 5, 10, 15]
    assert [models(frames) for _, frames in slices] == [
        models(whole)[first : first + 5] for first in (0, 5, 10, 15)
    ]
    some = opened.frames({"unit", "indicators.level3"})
    assert some.filings.equals(whole.filings.select("filing", "unit"))
    assert some.indicators.equals(whole.indicators.select("filing", "row", "level3"))
    for each in fields(Frames):
        assert getattr(whole, each.name).schema == getattr(Batch.of([]).frames, each.name).schema


def test_parts_end_at_a_document_and_the_same_filings_give_the_same_files(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "PART", 4)
    monkeypatch.setattr(journal, "SEGMENT", 3)
    collect([papers], tmp_path / "一", Ways(region="某区"))
    monkeypatch.setattr(journal, "SEGMENT", 100)
    collect([papers / "甲"], tmp_path / "二", Ways(region="某区"))
    collect([papers], tmp_path / "二", Ways(jobs=2, region="某区"))
    assert files(tmp_path / "一") == files(tmp_path / "二")
    found = manifest.load(tmp_path / "一")
    assert found is not None
    assert [part.filings for part in found.parts] == [4, 4, 4, 4, 1]


# What stands in the way


def test_a_folder_with_other_things_in_it_is_refused(papers: Path) -> None:
    before = files(papers)
    with pytest.raises(Malformed, match="别的文件"):
        collect([papers], papers)
    assert files(papers) == before


def test_a_file_in_place_of_the_folder_is_refused(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "语料").write_text("在此")
    with pytest.raises(Unwritable, match="已有同名的文件"):
        collect([papers], tmp_path / "语料")


def test_two_readings_do_not_write_one_corpus(papers: Path, tmp_path: Path) -> None:
    with durable.alone(tmp_path / "语料"), pytest.raises(Unwritable, match="另一个程序正在写入"):
        collect([papers], tmp_path / "语料")


@pytest.mark.skipif(os.geteuid() == 0, reason="系统管理员什么都能写")
def test_a_read_only_folder_is_refused_before_anything_is_read(
    papers: Path, tmp_path: Path
) -> None:
    (tmp_path / "语料").mkdir(mode=0o500)
    with pytest.raises(Unwritable, match="只读"):
        collect([papers], tmp_path / "语料")


@pytest.mark.parametrize("trouble", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_a_disk_that_fails_leaves_the_old_corpus_and_what_was_done(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int, after: int
) -> None:
    target = tmp_path / "语料"
    collect([papers / "甲"], target)
    before = files(target)
    was = filings(target)
    monkeypatch.setattr(journal, "SEGMENT", 4)
    real, count = os.fsync, [0]

    def failing(handle: int) -> None:
        if os.fstat(handle).st_mode & 0o100000:  # a file, not a folder
            count[0] += 1
            if count[0] > after:
                raise OSError(trouble, os.strerror(trouble))
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(Unwritable) as refused:
        collect([papers], target)
    words = str(refused.value)
    assert ("磁盘空间不足" in words) == (trouble == errno.ENOSPC)
    assert ("已经存下" in words) == (after > 0)
    monkeypatch.setattr(os, "fsync", real)
    standing = files(target)
    assert {name: standing[name] for name in before} == before
    assert filings(target) == was
    assert not list(target.rglob("*.tmp"))
    done = collect([papers], target)
    saved = min(after, 3) * 4
    assert done.read <= len(forms()) // 2 + 3 - min(saved, len(forms()) // 2)
    collect([papers], tmp_path / "另一份")
    assert filecmp.dircmp(target, tmp_path / "另一份").diff_files == []
    assert files(target) == files(tmp_path / "另一份")


def test_a_damaged_manifest_or_a_missing_part_is_told(papers: Path, tmp_path: Path) -> None:
    target = tmp_path / "语料"
    collect([papers], target)
    part = next(target.glob("year=*/region=*/*.parquet"))
    part.unlink()
    (told_,) = documents.read(target).documents
    assert told_.status == "unreadable"
    assert "不完整" in told_.problem
    (target / manifest.NAME).write_bytes(b"{")
    (told_,) = jiheng.read(target).documents
    assert "已损坏" in told_.problem


def test_a_corpus_with_the_columns_of_another_version_is_told_and_left_alone(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "语料"
    collect([papers], target)
    before = files(target)
    monkeypatch.setattr(corpus, "EDITION", "another")
    (told_,) = jiheng.read(target).documents
    assert "别的版本" in told_.problem
    with pytest.raises(Malformed, match="别的版本"):
        collect([papers], target)
    assert files(target) == before


def test_a_first_reading_that_is_not_finished_is_told(tmp_path: Path) -> None:
    (tmp_path / "语料" / manifest.UNFINISHED).mkdir(parents=True)
    (told_,) = jiheng.read(tmp_path / "语料").documents
    assert "还没有读完" in told_.problem


# A document that changes while it is read


def test_a_document_that_changes_once_is_read_as_it_then_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "表.txt"
    file.write_bytes(b"half")
    real = Path.read_bytes
    monkeypatch.setattr(document, "PAUSE", 0)

    def meanwhile(path: Path) -> bytes:
        data = real(path)
        if data == b"half":
            file.write_bytes(b"whole form")
        return data

    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    assert document.contents(file) == b"whole form"


def test_a_document_that_keeps_changing_is_set_aside_and_read_the_next_time(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = papers / "甲" / "01.txt"
    words = file.read_bytes()
    real = Path.read_bytes
    monkeypatch.setattr(document, "PAUSE", 0)

    def meanwhile(path: Path) -> bytes:
        data = real(path)
        if path == file:
            with path.open("ab") as more:
                more.write(b"\n")
        return data

    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    told_ = document.of_file("甲/01.txt", file)[0]
    assert told_.status == "unreadable"
    assert "正在被改动" in told_.problem
    monkeypatch.setattr(Path, "read_bytes", real)
    file.write_bytes(words)
    assert document.of_file("甲/01.txt", file)[0].status == "read"
