"""What checking a corpus tells, written as it is found: JSON, CSV, or Parquet."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

import msgspec
import polars as pl

from jiheng.batch.engine import NAMED, Engine, Hold, Local, Make, Order, Piece, books
from jiheng.batch.slicing import SEEN, Slice, unreadable
from jiheng.checking.catalogue import CATALOGUE, citation
from jiheng.checking.finding import FINDINGS
from jiheng.checking.result import SCHEMA, Checked
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.filing.stored import SLICE, Corpus
from jiheng.rulebook import Rulebook
from jiheng.scoring import Scores, score
from jiheng.writing import delimited, scores

c = pl.col

Report = dict[str, Any]

LOCAL = Local()
HEAVY = 1_000
"""Filings that are held at once where each is told whole."""
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
    """What is told of a corpus, and by whom; as it goes on, how much has been told."""

    source: Corpus
    order: Order
    engine: Engine = LOCAL
    severities: Counter[str] = field(default_factory=Counter)
    pieces: list[Piece] = field(default_factory=list)

    def documents(self) -> pl.DataFrame:
        """The findings that are of documents; they are counted."""
        found = unreadable(self.source, self.order.codes)
        self._count(found)
        return found

    def made(self, make: Make, size: int, wanted: Collection[str] | None) -> Iterator[bytes]:
        """What `make` makes of the filings, in order; their findings are counted."""
        order = self.order._replace(size=size, wanted=wanted)
        return self._made(self.engine.pieces(self.source, order, make))

    def taken(self, make: Make) -> tuple[Iterator[bytes], Hold]:
        """What `make` takes for the roll-up, in order, and who holds the indicators."""
        order = self.order._replace(size=SLICE, wanted=SEEN)
        pieces, hold = self.engine.takings(self.source, order, make)
        return self._made(pieces), hold

    def _made(self, pieces: Iterator[Piece]) -> Iterator[bytes]:
        for one in pieces:
            self.severities.update(one.severities)
            self.pieces.append(one._replace(made=b""))
            yield one.made

    def across(self) -> pl.DataFrame:
        """The findings across the filings, when all have been told; they are counted."""
        found = self.engine.across(self.source, self.order, self.pieces)
        self._count(found)
        return found

    def names(self) -> pl.DataFrame:
        """The filings told so far, `NAMED`."""
        nothing = Batch.of([]).frames.filings.select(NAMED)
        return pl.concat([nothing, *(one.names for one in self.pieces)])

    def _count(self, findings: pl.DataFrame) -> None:
        self.severities.update(dict(findings["severity"].value_counts().iter_rows()))

    @property
    def summary(self) -> dict[str, int]:
        """How many filings, indicators, and findings of each severity."""
        return {
            "filings": sum(one.filings for one in self.pieces),
            "indicators": sum(one.indicators for one in self.pieces),
            **{severity: self.severities[severity] for severity in ("error", "warning", "advice")},
        }


def told_of(
    source: Corpus, rulebook: str | None, codes: Collection[str], engine: Engine = LOCAL
) -> Told:
    """What some checks have to tell of a corpus; for scores alone without any checks."""
    return Told(source, Order(rulebook, tuple(codes), SLICE, SEEN), engine)


Write = Callable[[bytes], Any]


def as_json(told: Told, write: Write) -> None:
    """The contract's JSON, schema jiheng/check-1, as `Checked.to_json` gives it."""
    found = told.documents()
    documents = _checked(Batch(_nothing(told.source)), found, {}).report["documents"]
    write(b'{\n  "schema": ' + msgspec.json.encode(SCHEMA) + b',\n  "documents": ')
    _list(write, map(_entry, documents))
    write(b',\n  "filings": ')
    _list(write, told.made(json_filings, HEAVY, None))
    write(b',\n  "findings": ')
    _list(write, map(_entry, _across(told)))
    write(b',\n  "summary": ' + _indented(told.summary, 2) + b"\n}\n")


def json_filings(one: Slice) -> bytes:
    """The filings of a slice as they stand in the JSON."""
    report = Checked(Batch(one.frames), score(one.frames, one.rulebook), one.findings).report
    return b",\n".join(map(_entry, report["filings"]))


def _list(write: Write, entries: Iterable[bytes]) -> None:
    """A list as `msgspec.json.format` lays it out, two levels in, without holding it."""
    between = b"[\n"
    for entry in entries:
        write(between + entry)
        between = b",\n"
    write(b"[]" if between == b"[\n" else b"\n  ]")


def _entry(item: Report) -> bytes:
    return b"    " + _indented(item, 4)


def _indented(item: Report, by: int) -> bytes:
    text = msgspec.json.format(msgspec.json.encode(item), indent=2)
    return text.replace(b"\n", b"\n" + b" " * by)


def _nothing(source: Corpus) -> Frames:
    return replace(Batch.of([]).frames, documents=source.documents)


def _checked(batch: Batch, found: pl.DataFrame, rulebooks: dict[str, Rulebook]) -> Checked:
    """Findings that are of documents, or across filings, whose numbers `batch` knows."""
    return Checked(Batch.of([], batch.documents), Scores(batch.frames, rulebooks, ()), found)


def _across(told: Told) -> list[Report]:
    """The findings across filings as the report tells them."""
    frames = replace(Batch.of([]).frames, filings=told.names())
    found: list[Report] = _checked(Batch(frames), told.across(), books(told.pieces)).report[
        "findings"
    ]
    return found


def as_csv(told: Told, write: Write) -> None:
    """One row for each finding, as `delimited.render` gives them.

    Those of documents come first, then those across filings, then filing by filing.
    """
    found = told.documents()
    documents = _checked(Batch(_nothing(told.source)), found, {}).report["documents"]
    with TemporaryFile() as rows:
        for made in told.made(csv_findings, HEAVY * 5, SEEN):
            rows.write(made)
        beside = _across(told)
        filings = list(told.names().iter_rows(named=True)) if beside else []
        head = {"documents": documents, "findings": beside, "filings": filings}
        write(delimited.render(head).encode())
        rows.seek(0)
        while block := rows.read(1 << 20):
            write(block)


def csv_findings(one: Slice) -> bytes:
    """The rows of a slice's findings."""
    known = Scores(one.frames, one.rulebooks, ())
    found = Checked(Batch.of([]), known, one.findings).findings_of_filings()
    names = one.frames.filings.select("filing", *NAMED).iter_rows(named=True)
    light = [
        name | {"findings": found[name["filing"]]} for name in names if name["filing"] in found
    ]
    return _without_head(delimited.render({"filings": light}))


def scores_as_csv(told: Told, write: Write, *, explain: bool) -> None:
    """A row per filing, or per part of its total, as `scores.delimited` gives them."""
    write(scores.delimited({}, explain=explain).encode())
    for made in told.made(partial(csv_scores, explain=explain), HEAVY, None):
        write(made)


def csv_scores(one: Slice, *, explain: bool) -> bytes:
    """The rows of a slice's scores."""
    report = Checked(Batch(one.frames), score(one.frames, one.rulebook), one.findings).report
    return _without_head(scores.delimited(report, explain=explain))


def _without_head(text: str) -> bytes:
    return text.partition("\r\n")[2].encode()


def as_parquet(told: Told, path: Path) -> None:
    """One row for each finding, with the columns of `TABLE`."""
    with TemporaryDirectory() as aside:
        parts = [_put(Path(aside, "documents"), _parquet(_named(told.documents(), None, {})))]
        for number, made in enumerate(told.made(parquet_findings, SLICE, SEEN)):
            parts.append(_put(Path(aside, f"{number}"), made))
        beside = told.across()
        names = told.names().with_row_index("filing")
        parts.append(_put(Path(aside, "x"), _parquet(_named(beside, names, books(told.pieces)))))
        pl.scan_parquet(parts).sink_parquet(path)


def parquet_findings(one: Slice) -> bytes:
    """The findings of a slice, `TABLE`."""
    return _parquet(_named(one.findings, one.frames.filings, one.rulebooks))


def _parquet(rows: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    rows.write_parquet(file)
    return file.getvalue()


def _put(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


def table(result: Checked) -> pl.DataFrame:
    """The findings of a batch, with the columns of `TABLE`."""
    return _named(result.findings, result.scores.filings, result.scores.rulebooks)


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
