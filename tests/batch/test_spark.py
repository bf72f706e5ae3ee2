"""Spark on two cores of this machine: byte for byte what the machine does alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from examples.make import forms, render

from jiheng import rolling
from jiheng.batch import summing, telling
from jiheng.batch.collecting import collect
from jiheng.batch.engine import Engine, Local
from jiheng.batch.synth import files as synthetic
from jiheng.batch.telling import Told, Write, told_of
from jiheng.batch.ways import Ways
from jiheng.checking import selected
from jiheng.checking.likeness import FEW
from jiheng.filing import stored

pytest.importorskip("pyspark")

from jiheng.batch.spark import documents, places, session
from jiheng.batch.spark.cluster import Cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from jiheng.filing.stored import Corpus

ALL = selected()
SPECIMENS = Path(__file__).parents[1] / "reading" / "specimens"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    found = session.session(2)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples twice, forms of other layouts, and a document that is none."""
    place = tmp_path_factory.mktemp("材料")
    for number, form in enumerate(forms()):
        for copy in range(2):
            (place / f"{number:02}-{copy}.txt").write_text(render(form) + "\n" * copy, "utf-8")
    for specimen in SPECIMENS.glob("*.txt"):
        (place / specimen.name).write_bytes(specimen.read_bytes())
    (place / "空.txt").touch()
    return place


@pytest.fixture(scope="module")
def source(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    place = tmp_path_factory.mktemp("语料")
    collect([papers], place)
    return stored.opened(place)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices so small that there are several of them."""
    for name in ("HEAVY", "SLICE"):
        monkeypatch.setattr(telling, name, 13)


def written(tell: Callable[[Told, Write], None], source: Corpus, engine: Engine) -> bytes:
    page = io.BytesIO()
    tell(told_of(source, None, ALL, engine), page.write)
    return page.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_documents_become_the_same_corpus(
    spark: SparkSession, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "OF_A_TASK", 20)
    reader = Cluster(spark).reader()
    done = collect([papers], tmp_path / "一", Ways(), reader=reader)
    collect([papers], tmp_path / "二")
    assert files(tmp_path / "一") == files(tmp_path / "二")
    assert done.read == len(list(papers.iterdir()))
    again = collect([papers], tmp_path / "一", Ways(), reader=reader)
    assert (again.read, again.unchanged) == (1, done.read - 1)


@pytest.mark.usefixtures("small")
def test_what_is_told_is_the_same_byte_for_byte(spark: SparkSession, source: Corpus) -> None:
    found = written(telling.as_json, source, Cluster(spark))
    assert found == written(telling.as_json, source, Local())
    assert all(code in found for code in (b"X01", b"X02", b"X03"))


def test_what_crosses_filings_is_found_bucket_by_bucket(
    spark: SparkSession, tmp_path: Path
) -> None:
    synthetic.write_corpus(tmp_path / "合成.parquet", 600, 11, 0.9)
    source = stored.opened(tmp_path / "合成.parquet")
    assert source.filings > FEW
    one, other = (
        told_of(source, None, ("X01", "X04"), engine) for engine in (Cluster(spark), Local())
    )
    found = [b"".join(each.made(telling.csv_findings, 100, telling.SEEN)) for each in (one, other)]
    assert found[0] == found[1]
    across = one.across()
    assert across.equals(other.across())
    assert set(across["code"]) == {"X01", "X04"}
    assert across.filter(pl.col("difference") < 100).height


def test_scores_are_the_same_byte_for_byte(spark: SparkSession, source: Corpus) -> None:
    pages = [io.BytesIO(), io.BytesIO()]
    for page, engine in zip(pages, (Cluster(spark), Local()), strict=True):
        telling.scores_as_csv(told_of(source, None, (), engine), page.write, explain=True)
    assert pages[0].getvalue() == pages[1].getvalue()


def test_the_table_of_findings_is_the_same(
    spark: SparkSession, source: Corpus, tmp_path: Path
) -> None:
    codes = ("A03", "R01")
    for name, engine in (("一", Cluster(spark)), ("二", Local())):
        telling.as_parquet(told_of(source, None, codes, engine), tmp_path / name)
    one, other = (pl.read_parquet(tmp_path / name) for name in ("一", "二"))
    assert one.equals(other)
    assert set(one["code"]) == set(codes)


@pytest.mark.usefixtures("small")
def test_the_roll_up_is_the_same_byte_for_byte(spark: SparkSession, source: Corpus) -> None:
    same_roll_up(spark, source, "unit")


@pytest.mark.parametrize("by", ["unit", "implementing_unit"])
def test_groups_are_summed_where_their_indicators_are(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(telling, "SLICE", 70)
    synthetic.write_corpus(tmp_path / "合成.parquet", 300, 5, 0.9)
    source = stored.opened(tmp_path / "合成.parquet")
    on_cluster = same_roll_up(spark, source, by)
    assert on_cluster.given.rows.is_empty()
    assert on_cluster.indicators.filter(pl.col("filings") > 1).height


def same_roll_up(spark: SparkSession, source: Corpus, by: str) -> rolling.Rolled:
    one, other = (
        summing.rolled(told_of(source, None, ("A03", "R01"), engine), by)
        for engine in (Cluster(spark), Local())
    )
    assert rolling.encode(rolling.report(one, explain=True)) == rolling.encode(
        rolling.report(other, explain=True)
    )
    return one


def test_a_corpus_is_found_by_its_uri(spark: SparkSession, source: Corpus) -> None:
    remote = places.opened(spark, f"file://{source.path}/")
    assert remote.documents.equals(source.documents)
    codes = ("A03", "T09")
    one, other = (
        list(told_of(each, None, codes, engine).made(telling.csv_findings, 100, None))
        for each, engine in ((remote, Cluster(spark)), (source, Local()))
    )
    assert b"".join(one) == b"".join(other)


def test_a_corpus_that_is_not_there_is_told(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="不存在"):
        places.opened(spark, f"file://{tmp_path}/没有")


def test_without_the_extra_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(session.NoSpark, match=r"pip install 'jiheng\[spark\]'"):
        session.session(1)
