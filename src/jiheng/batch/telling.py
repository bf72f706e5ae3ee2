"""What checking a corpus tells, written as it is found: JSON, CSV, or Parquet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import msgspec
import polars as pl

from jiheng.batch.slicing import SEEN, Slice, across, checked, unreadable
from jiheng.checking.catalogue import CATALOGUE, citation
from jiheng.checking.finding import FINDINGS
from jiheng.checking.result import SCHEMA, Checked
from jiheng.checking.run import Beside
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.filing.stored import SLICE, Corpus
from jiheng.rulebook import Rulebook
from jiheng.scoring import Scores, score
from jiheng.writing import delimited

c = pl.col

Report = dict[str, Any]

HEAVY = 1_000
"""Filings that are held at once where each is told whole."""
NAMED = ("id", "path", "index", "title", "unit", "project", "rulebook")
"""What is remembered of every filing, so that findings across filings can name them."""
TABLE = {
    "id": pl.String,
    "path": pl.String,
    "index": pl.Int32,
    "unit": pl.String,
    "project": pl.String,
    "rulebook": pl.String,
    **{name: kind for name, kind in FINDINGS.items() if name not in ("filing", "path", "filings")},
    "title": pl.String,
    "advice": pl.String,
    "citation": pl.String,
    "filings": pl.List(pl.String),
}
"""The columns of the findings as Parquet; `filings` are the ids of those concerned, for X."""


@dataclass
class Told:
    """What has been told so far: how much of it, and what the checks across filings need."""

    filings: int = 0
    indicators: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    names: list[pl.DataFrame] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    rulebooks: dict[str, Rulebook] = field(default_factory=dict)

    def count(self, findings: pl.DataFrame) -> None:
        """Count some findings by their severity."""
        self.severities.update(dict(findings["severity"].value_counts().iter_rows()))

    def take(self, one: Slice) -> None:
        """Take note of a slice."""
        self.filings += one.frames.filings.height
        self.indicators += one.frames.indicators.height
        self.count(one.findings)
        self.names.append(one.frames.filings.select(NAMED))
        self.beside += one.beside
        self.rulebooks |= one.rulebooks

    @property
    def summary(self) -> dict[str, int]:
        """How many filings, indicators, and findings of each severity."""
        return {
            "filings": self.filings,
            "indicators": self.indicators,
            **{severity: self.severities[severity] for severity in ("error", "warning", "advice")},
        }


Write = Callable[[bytes], Any]


def as_json(source: Corpus, rulebook: str | None, codes: Collection[str], write: Write) -> Told:
    """The contract's JSON, schema jiheng/check-1, as `Checked.to_json` gives it."""
    told = Told()
    found = unreadable(source, codes)
    told.count(found)
    whole = _checked(Batch(_nothing(source)), found, {}).report
    write(b'{\n  "schema": ' + msgspec.json.encode(SCHEMA) + b',\n  "documents": ')
    _list(write, whole["documents"])
    write(b',\n  "filings": ')
    _list(write, _filings(source, rulebook, codes, told))
    write(b',\n  "findings": ')
    _list(write, _across(told, codes)["findings"])
    write(b',\n  "summary": ' + _indented(told.summary, 2) + b"\n}\n")
    return told


def _filings(
    source: Corpus, rulebook: str | None, codes: Collection[str], told: Told
) -> Iterator[Report]:
    for one in checked(source, rulebook, codes, HEAVY, None):
        told.take(one)
        scores = score(one.frames, rulebook)
        yield from Checked(Batch(one.frames), scores, one.findings).report["filings"]


def _list(write: Write, items: Iterator[Report] | list[Report]) -> None:
    """A list as `msgspec.json.format` lays it out, two levels in, without holding it."""
    between = b"[\n"
    for item in items:
        write(between + b"    " + _indented(item, 4))
        between = b",\n"
    write(b"[]" if between == b"[\n" else b"\n  ]")


def _indented(item: Report, by: int) -> bytes:
    text = msgspec.json.format(msgspec.json.encode(item), indent=2)
    return text.replace(b"\n", b"\n" + b" " * by)


def _nothing(source: Corpus) -> Frames:
    return replace(Batch.of([]).frames, documents=source.documents)


def _checked(batch: Batch, found: pl.DataFrame, books: dict[str, Rulebook]) -> Checked:
    """Findings that are of documents, or across filings, whose numbers `batch` knows."""
    return Checked(Batch.of([], batch.documents), Scores(batch.frames, books, ()), found)


def _across(told: Told, codes: Collection[str]) -> Report:
    """The report of the findings across filings; they are counted."""
    found = across(told.beside, told.rulebooks, codes)
    told.count(found)
    names = pl.concat(told.names) if told.names else Batch.of([]).frames.filings.select(NAMED)
    frames = replace(Batch.of([]).frames, filings=names)
    return _checked(Batch(frames), found, told.rulebooks).report


def as_csv(source: Corpus, rulebook: str | None, codes: Collection[str], write: Write) -> Told:
    """One row for each finding, as `delimited.render` gives them: those of documents first, then
    those across filings, then filing by filing.
    """
    told = Told()
    found = unreadable(source, codes)
    told.count(found)
    documents = _checked(Batch(_nothing(source)), found, {}).report["documents"]
    with TemporaryFile() as rows:
        for one in checked(source, rulebook, codes, HEAVY * 5, SEEN):
            told.take(one)
            rows.write(_without_head(delimited.render({"filings": _light(one)})))
        names = (row for each in told.names for row in each.iter_rows(named=True))
        beside = _across(told, codes)["findings"]
        head = {
            "documents": documents,
            "findings": beside,
            "filings": list(names) if beside else [],
        }
        write(delimited.render(head).encode())
        rows.seek(0)
        _copy(rows, write)
    return told


def _light(one: Slice) -> list[Report]:
    """The filings of a slice that have findings, with no more of each than names it."""
    scores = Scores(one.frames, one.rulebooks, ())
    found = Checked(Batch.of([]), scores, one.findings).findings_of_filings()
    names = one.frames.filings.select("filing", *NAMED).iter_rows(named=True)
    return [name | {"findings": found[name["filing"]]} for name in names if name["filing"] in found]


def _without_head(text: str) -> bytes:
    return text.partition("\r\n")[2].encode()


def _copy(rows: IO[bytes], write: Write) -> None:
    while block := rows.read(1 << 20):
        write(block)


def as_parquet(source: Corpus, rulebook: str | None, codes: Collection[str], path: Path) -> Told:
    """One row for each finding, with the columns of `TABLE`."""
    told = Told()
    with TemporaryDirectory() as aside:
        found = unreadable(source, codes)
        told.count(found)
        parts = [_part(Path(aside, "documents.parquet"), _named(found, None, {}))]
        for one in checked(source, rulebook, codes, SLICE, SEEN):
            told.take(one)
            file = Path(aside, f"{one.first:012}.parquet")
            parts.append(_part(file, _named(one.findings, one.frames.filings, one.rulebooks)))
        beside = across(told.beside, told.rulebooks, codes)
        told.count(beside)
        names = pl.concat(told.names).with_row_index("filing") if told.names else None
        parts.append(_part(Path(aside, "x.parquet"), _named(beside, names, told.rulebooks)))
        pl.scan_parquet(parts).sink_parquet(path)
    return told


def table(result: Checked) -> pl.DataFrame:
    """The findings of a batch, with the columns of `TABLE`."""
    return _named(result.findings, result.scores.filings, result.scores.rulebooks)


def _part(file: Path, table: pl.DataFrame) -> Path:
    table.write_parquet(file)
    return file


def _named(
    found: pl.DataFrame, filings: pl.DataFrame | None, rulebooks: dict[str, Rulebook]
) -> pl.DataFrame:
    """Findings with the names of their filings, and what the catalogue says of their codes."""
    known = Batch.of([]).frames.filings if filings is None else filings
    names = known.select(c.filing.cast(pl.UInt32), *(n for n in NAMED if n != "title"))
    first = c.filings.list.first()
    concerned = found.with_row_index("at").with_columns(of=pl.coalesce(c.filing, first))
    ids = (
        concerned.select("at", filing="filings")
        .explode("filing")
        .join(names.select("filing", "id"), on="filing", how="inner", maintain_order="left")
        .group_by("at", maintain_order=True)
        .agg(ids="id")
    )
    told = (
        concerned.drop("filing")
        .join(
            names, left_on="of", right_on="filing", how="left", suffix="_of", maintain_order="left"
        )
        .join(ids, on="at", how="left", maintain_order="left")
    )
    alone = c.filings.is_null()
    known_of = {code: (each.title, each.advice) for code, each in CATALOGUE.items()}
    given: dict[str, pl.Expr | pl.Series] = {
        **{name: pl.when(alone).then(c(name)) for name in ("id", "index", "unit", "project")},
        "path": pl.coalesce("path", pl.when(alone).then(c.path_of)),
        "title": c.code.replace_strict({code: of[0] for code, of in known_of.items()}),
        "advice": c.code.replace_strict({code: of[1] for code, of in known_of.items()}),
        "citation": _citation(told, rulebooks),
        "filings": c.ids,
    }
    return told.with_columns(**given).select(c(name).cast(kind) for name, kind in TABLE.items())


def _citation(told: pl.DataFrame, rulebooks: dict[str, Rulebook]) -> pl.Series:
    """What each finding cites, worked out once for each code and rulebook."""
    pairs = told.select("code", "rulebook")
    lines = {
        pair: citation(CATALOGUE[pair[0]], rulebooks.get(pair[1]))
        for pair in pairs.unique().iter_rows()
    }
    return pl.Series("citation", [lines[pair] for pair in pairs.iter_rows()], pl.String)
