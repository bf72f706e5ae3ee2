"""A corpus checked slice by slice tells what a batch checked at once tells."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec
import polars as pl
import pytest
from examples.make import forms, render

import jiheng
from jiheng import rolling
from jiheng.batch import slicing, summing, telling
from jiheng.batch.collecting import collect
from jiheng.batch.engine import ahead
from jiheng.batch.telling import Told, Write, told_of
from jiheng.checking import CATALOGUE, scored, selected
from jiheng.checking.finding import FINDINGS
from jiheng.filing import corpus, stored
from jiheng.filing.stored import Corpus
from jiheng.writing import scores

ALL = selected()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A corpus of the examples, each twice, in several rulebooks' layouts, and one that is none."""
    place = tmp_path_factory.mktemp("corpus")
    specimens = Path(__file__).parents[1] / "reading" / "specimens"
    for number, form in enumerate(forms()):
        for copy in range(2):
            (place / f"{number:02}-{copy}.txt").write_text(render(form) + "\n" * copy, "utf-8")
    for specimen in specimens.glob("*.txt"):
        (place / specimen.name).write_bytes(specimen.read_bytes())
    (place / "空.txt").touch()
    collect([place], place / "语料")
    return stored.opened(place / "语料")


@pytest.fixture(scope="module")
def whole(source: Corpus) -> jiheng.CheckResult:
    return jiheng.check(jiheng.read(source.path))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices so small that there are many of them."""
    for name in ("HEAVY", "SLICE"):
        monkeypatch.setattr(telling, name, 5)


Tell = Callable[[Told, Write], None]


def written(tell: Tell, source: Corpus, codes: Collection[str] = ALL) -> tuple[bytes, Told]:
    page = io.BytesIO()
    told = told_of(source, None, codes)
    tell(told, page.write)
    return page.getvalue(), told


@pytest.mark.usefixtures("small")
def test_json_is_the_same_byte_for_byte(source: Corpus, whole: jiheng.CheckResult) -> None:
    data, told = written(telling.as_json, source)
    assert data == whole.to_json()
    assert told.summary == whole.summary
    assert {f["code"] for f in whole.report["findings"]} >= {"X01", "X02", "X03"}


@pytest.mark.usefixtures("small")
def test_csv_is_the_same_byte_for_byte(source: Corpus, whole: jiheng.CheckResult) -> None:
    data, told = written(telling.as_csv, source)
    assert data.decode() == whole.to_csv()
    assert told.summary == whole.summary


@pytest.mark.usefixtures("small")
def test_parquet_has_every_finding(
    source: Corpus, whole: jiheng.CheckResult, tmp_path: Path
) -> None:
    told = told_of(source, None, ALL)
    telling.as_parquet(told, tmp_path / "f.parquet")
    table = pl.read_parquet(tmp_path / "f.parquet")
    assert table.schema == telling.TABLE
    assert told.summary == whole.summary
    assert table.height == whole.findings.height
    direct = telling.table(whole)
    assert sorted(map(repr, table.iter_rows())) == sorted(map(repr, direct.iter_rows()))
    across = table.filter(pl.col("code") == "X03")
    assert across["id"].null_count() == across.height > 0
    assert all(len(ids) > 1 for ids in across["filings"])


def test_no_check_looks_at_a_column_that_is_left_unread(
    source: Corpus, whole: jiheng.CheckResult
) -> None:
    assert frozenset(corpus.COLUMNS) >= slicing.UNSEEN
    slices = [slicing.checked(*given, None, ALL) for given in source.slices(slicing.SEEN)]
    found = pl.concat([pl.DataFrame(schema=FINDINGS), *(one.findings for one in slices)])
    assert found.equals(whole.findings.filter(pl.col("filing").is_not_null()))
    assert "goal" not in slices[0].frames.filings.columns


def bytes_of(_: slicing.Slice) -> bytes:
    return b"made"


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_each_check_alone_finds_the_same(
    source: Corpus, whole: jiheng.CheckResult, code: str
) -> None:
    told = told_of(source, None, (code,))
    told.documents()
    assert set(told.made(bytes_of, 7, slicing.SEEN)) == {b"made"}
    told.across()
    expected = whole.findings.filter(pl.col("code") == code).height
    assert sum(told.severities.values()) == expected


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("explain", [False, True])
def test_scores_are_the_same_byte_for_byte(source: Corpus, explain: bool) -> None:
    report = scored(jiheng.read(source.path)).report
    page = io.BytesIO()
    telling.scores_as_csv(told_of(source, None, ()), page.write, explain=explain)
    assert page.getvalue().decode() == scores.delimited(report, explain=explain)
    data = written(telling.as_json, source, ())[0]
    assert data == msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def test_a_rulebook_may_be_named(source: Corpus) -> None:
    page = io.BytesIO()
    telling.as_json(told_of(source, "mof-2020", ALL), page.write)
    assert page.getvalue() == jiheng.check(jiheng.read(source.path), "mof-2020").to_json()


@pytest.mark.parametrize("by", rolling.BY)
def test_a_corpus_is_rolled_up_as_a_batch_is(
    source: Corpus, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "SLICE", 7)
    batch = rolling.roll(jiheng.read(source.path), by)
    corpus_ = summing.rolled(told_of(source, None, ALL), by)
    one, other = (rolling.encode(rolling.report(r, explain=True)) for r in (batch, corpus_))
    assert one == other
    assert batch.found == corpus_.found


def test_an_empty_corpus_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "空.txt").touch()
    collect([tmp_path / "空.txt"], tmp_path / "语料")
    source = stored.opened(tmp_path / "语料")
    whole = jiheng.check(jiheng.read(tmp_path / "语料"))
    assert written(telling.as_json, source)[0] == whole.to_json()
    assert written(telling.as_csv, source)[0].decode() == whole.to_csv()
    telling.as_parquet(told_of(source, None, ALL), tmp_path / "f.parquet")
    assert pl.read_parquet(tmp_path / "f.parquet")["code"].to_list() == ["R01"]
    rolled = summing.rolled(told_of(source, None, ALL), "unit")
    assert rolled.found == rolling.roll(jiheng.read(tmp_path / "语料")).found


def test_work_goes_ahead_in_order_and_no_further_than_needed() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        return item

    results = ahead(work, iter(range(100)), threads=2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert len(begun) <= 6
    assert list(results) == list(range(3, 100))
