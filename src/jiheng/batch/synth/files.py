"""Synthetic filings as files: a corpus, JSON, or a folder of Word documents; and the truth.

A million are made slice by slice, each by a process of its own, and put together without ever
being in memory at once.
"""

from __future__ import annotations

import json
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from jiheng.batch.pool import Fate, Limits, in_order, mapped
from jiheng.batch.synth.papers import document
from jiheng.batch.synth.synthesis import synthesise
from jiheng.filing import contract, corpus
from jiheng.filing.batch import Batch
from jiheng.filing.frames import Frames
from jiheng.filing.manifest import SCHEMA

SLICE = 20_000
OF_SCANS = "R02"
Track = Callable[[Iterable[Any], int], Iterable[Any]]


def write_corpus(  # noqa: PLR0913 - what is to be made, and how
    target: Path,
    count: int,
    seed: int,
    errors: float = 0.0,
    *,
    jobs: int = 1,
    track: Track = lambda items, total: items,
) -> pl.DataFrame:
    """Write a Parquet corpus of filings 0 to `count`; the truth about them. Raises OSError.

    The same count, seed and rate give the same bytes, whatever `jobs`.
    """
    spans = [(first, min(SLICE, count - first)) for first in range(0, count, SLICE)]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".synth-") as aside:
        parts = [Path(aside, f"{number:06}.parquet") for number in range(len(spans))]
        orders = [(part, *span, seed, errors) for part, span in zip(parts, spans, strict=True)]
        truth: pl.DataFrame = pl.concat(list(track(_made(orders, jobs), len(orders))))
        metadata = {"schema": SCHEMA, "documents": "[]"}
        pl.scan_parquet(parts).sink_parquet(
            target, row_group_size=corpus.ROW_GROUP, metadata=metadata
        )
    return truth


Order = tuple[Path, int, int, int, float]
LIMITS = Limits(seconds=1200, megabytes=8192)
"""What a slice may take: many times what it needs."""
UNFINISHED = "有一段没有生成出来，多半是内存或磁盘不够；请腾出空间，或减少 --jobs 再试"


def _made(orders: list[Order], jobs: int) -> Iterator[pl.DataFrame]:
    if jobs == 1 or len(orders) == 1:
        yield from map(_part, orders)
        return
    for told in in_order(mapped(_told, orders, jobs, _lost, LIMITS)):
        if not told:
            raise OSError(UNFINISHED)
        yield pickle.loads(told)


def _told(order: Order) -> bytes:
    return pickle.dumps(_part(order))


def _lost(order: Order, fate: Fate) -> bytes:
    """Nothing takes the place of a slice."""
    return b""


def _part(order: Order) -> pl.DataFrame:
    """Write one slice, its filings numbered as in the whole; its truth."""
    part, first, count, seed, errors = order
    made = synthesise(first, count, seed, errors)
    corpus.write(_numbered_from(made.frames, first), part)
    return made.truth


def _numbered_from(frames: Frames, first: int) -> Frames:
    moved = pl.col("filing") + pl.lit(first, dtype=pl.UInt32)
    names = ("filings", "groups", "indicators", "lines", "mentions", "leftovers", "cells")
    changed = {name: getattr(frames, name).with_columns(moved) for name in names}
    return Frames(documents=frames.documents, **changed)


def write_json(target: Path, count: int, seed: int, errors: float = 0.0) -> pl.DataFrame:
    """Write the JSON that `jiheng read` gives; the truth. Raises OSError."""
    made = synthesise(0, count, seed, errors)
    target.write_bytes(contract.encode(Batch(made.frames)))
    return made.truth


def write_documents(folder: Path, count: int, seed: int, errors: float = 0.0) -> pl.DataFrame:
    """Write a Word document for each unit, its filings in order; the truth. Raises OSError.

    How well a scan was recognised is nothing that a document holds: such filings are right here.
    """
    made = synthesise(0, count, seed, errors)
    for path, filings in groupby(Batch(made.frames).filings, key=lambda filing: filing.path):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(document(list(filings)))
    return made.truth.filter(pl.col("code") != OF_SCANS)


def write_truth(truth: pl.DataFrame, path: Path) -> None:
    """Write the truth as .parquet or .json, by the name's ending. Raises OSError."""
    if path.suffix == ".parquet":
        truth.write_parquet(path)
        return
    text = json.dumps(
        {"schema": "jiheng/truth-1", "errors": truth.to_dicts()}, ensure_ascii=False, indent=1
    )
    path.write_text(text + "\n", "utf-8")
