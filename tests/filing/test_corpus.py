from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.filing import corpus
from jiheng.filing.contract import Malformed, from_builtins
from jiheng.filing.frames import Frames, frames, models
from jiheng.filing.model import Document, Filing, Leftover, Source
from jiheng.reading import documents
from jiheng.rulebook import ids
from jiheng.scoring import score

COLLECTION = Path(__file__).parents[2] / "examples" / "2021年度自评表汇编.txt"


@pytest.fixture(scope="module")
def collection() -> Frames:
    return documents.read(COLLECTION).frames


def written(given: Frames, path: Path) -> bytes:
    corpus.write(given, path)
    return path.read_bytes()


def assert_equal(one: Frames, other: Frames) -> None:
    for field in fields(Frames):
        left, right = getattr(one, field.name), getattr(other, field.name)
        assert left.schema == right.schema, field.name
        assert left.equals(right), field.name


def test_frames_come_back_as_they_were(collection: Frames, tmp_path: Path) -> None:
    again = corpus.read(written(collection, tmp_path / "c.parquet"))
    assert_equal(collection, again)
    assert models(again) == models(collection)


def test_one_row_for_each_filing_with_its_rows_inside(collection: Frames, tmp_path: Path) -> None:
    table = pl.read_parquet(BytesIO(written(collection, tmp_path / "c.parquet")))
    assert table.height == 16
    assert table["indicators.level3"].list.len().sum() == 151
    assert table.schema["cells.field"] == pl.List(pl.String)


def test_each_row_names_its_document_and_the_state_of_its_rulebook(
    collection: Frames, tmp_path: Path
) -> None:
    table = pl.read_parquet(BytesIO(written(collection, tmp_path / "c.parquet")))
    digest = hashlib.sha256(COLLECTION.read_bytes()).hexdigest()
    assert table["document_sha256"].unique().to_list() == [digest]
    assert table["rulebook_edition"].unique().to_list() == [corpus.edition("hubei-2021")]
    assert len({corpus.edition(book) for book in ids()}) == len(ids())


def test_only_the_wanted_columns_are_read(collection: Frames, tmp_path: Path) -> None:
    written(collection, tmp_path / "c.parquet")
    table = corpus.scanned(tmp_path / "c.parquet")
    some = corpus.unfolded(table, collection.documents, {"unit", "indicators.level3"})
    assert some.filings.equals(collection.filings.select("filing", "unit"))
    assert some.indicators.equals(collection.indicators.select("filing", "row", "level3"))
    assert some.cells.is_empty()


def test_the_file_names_its_schema(collection: Frames, tmp_path: Path) -> None:
    metadata = pl.read_parquet_metadata(BytesIO(written(collection, tmp_path / "c.parquet")))
    assert metadata["schema"] == "jiheng/corpus-2"
    assert "汇编.txt" in metadata["documents"]


def test_the_same_frames_give_the_same_bytes(collection: Frames, tmp_path: Path) -> None:
    one, other = (written(collection, tmp_path / name) for name in ("a", "b"))
    assert one == other


def bare(number: int) -> Filing:
    return Filing(id=f"f{number}", rulebook="hubei-2021")


def full() -> Filing:
    place = Source(page=2, table=1, row=3, box=(1.0, 2.5, 3.0, 4.0), confidence=0.75)
    filing = from_builtins(
        {
            "id": "full",
            "rulebook": "mof-2020",
            "category": ["部门预算项目"],
            "options": {"category": ["部门预算项目", "区直专项"]},
            "budget": {
                "approved_text": "30",
                "executed_text": "19.363028",
                "lines": [{"label": "当年财政拨款", "approved_text": "30", "executed_text": ""}],
            },
            "groups": [{"text": "产出指标（40分）"}],
            "indicators": [{"level3": "产量", "target": {"text": "≥5个"}, "actual": {"text": ""}}],
            "deviation": "《另一批设备购置项目》预算80万元，执行率58.85%。\n原因如上。",
        }
    )
    stray = Leftover("", "多余\x00的字", place)
    return Filing(
        **{name: getattr(filing, name) for name in Filing.__struct_fields__}
        | {"unplaced": (stray,), "sources": {"title": place, "indicators.1.target": Source()}}
    )


@pytest.mark.parametrize(
    "filings",
    [
        [],
        [bare(1)],
        [full()],
        [bare(1), full(), bare(2), full(), bare(3)],
    ],
)
def test_empty_parts_keep_their_columns(filings: list[Filing], tmp_path: Path) -> None:
    papers = [Document("甲.docx", "", "unreadable", 0, "文件已加密，无法打开")]
    for made in (frames(filings), frames(filings, papers)):
        again = corpus.read(written(made, tmp_path / "c.parquet"))
        assert_equal(made, again)
        assert models(again) == tuple(filings)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(texts, texts, texts, texts), max_size=4), narrative=texts)
def test_any_texts_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, str, str]],
    narrative: str,
) -> None:
    raw = [
        {
            "level3": name,
            "target": {"text": target},
            "actual": {"text": actual},
            "score_text": points,
        }
        for name, target, actual, points in rows
    ]
    filing = from_builtins(
        {"id": "x", "rulebook": "hubei-2021", "indicators": raw, "deviation": narrative}
    )
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    made = frames([filing])
    assert_equal(made, corpus.read(written(made, path)))


def test_a_part_of_a_batch_keeps_its_numbers(collection: Frames, tmp_path: Path) -> None:
    parts = {
        field.name: getattr(collection, field.name).filter(pl.col("filing") % 3 == 1)
        for field in fields(Frames)
        if field.name != "documents"
    }
    some = replace(collection, **parts)
    assert_equal(some, corpus.read(written(some, tmp_path / "c.parquet")))


def test_what_scoring_adds_is_left_out(collection: Frames, tmp_path: Path) -> None:
    again = corpus.read(written(score(collection).frames, tmp_path / "c.parquet"))
    assert again.filings.equals(collection.filings)
    assert again.indicators.equals(collection.indicators)


def parquet(**metadata: str) -> bytes:
    file = BytesIO()
    pl.DataFrame({"a": [1]}).write_parquet(file, metadata=metadata)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (parquet(), "不是 jiheng read 导出的"),
        (parquet(schema="jiheng/corpus-1"), "不是 jiheng read 导出的"),
        (parquet(schema=corpus.SCHEMA), "文件清单已损坏"),
        (parquet(schema=corpus.SCHEMA, documents="{}"), "文件清单已损坏"),
        (parquet(schema=corpus.SCHEMA, documents='[{"path":"甲"}]'), "文件清单已损坏"),
        (parquet(schema=corpus.SCHEMA, documents="[]"), "列与自评表数据不符"),
        (b"PAR1", "不完整或已损坏"),
        (b"PAR1 is how this text begins", "不完整或已损坏"),
    ],
)
def test_what_is_not_ours_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        corpus.read(data)


def test_a_file_cut_short_is_refused(collection: Frames, tmp_path: Path) -> None:
    data = written(collection, tmp_path / "c.parquet")
    for length in (4, 100, len(data) // 2, len(data) - 1):
        with pytest.raises(Malformed, match="不完整或已损坏"):
            corpus.read(data[:length])


def test_a_parquet_file_is_read_as_a_document_whatever_its_name(
    collection: Frames, tmp_path: Path
) -> None:
    written(collection, tmp_path / "批次.parquet")
    data = written(collection, tmp_path / "批次.txt")
    for batch in (documents.read(tmp_path / "批次.parquet"), documents.read_bytes(data, "-")):
        assert [(each.status, each.filings) for each in batch.documents] == [("read", 16)]
        assert batch.filings == models(collection)
    assert len(documents.read(tmp_path).filings) == 32


def test_a_foreign_parquet_file_is_an_unreadable_document() -> None:
    batch = documents.read_bytes(parquet(), "外来.parquet")
    assert batch.documents[0].status == "unreadable"
    assert "不是 jiheng read 导出的" in batch.documents[0].problem
