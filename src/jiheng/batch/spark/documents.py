"""Documents read by the tasks of a cluster, which send back segments of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiheng.batch import extracting
from jiheng.batch.extracting import Task
from jiheng.batch.journal import SEGMENT, Journal, documents_in, kept, segment
from jiheng.batch.reading import Track
from jiheng.batch.ways import Limits, Ways

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    Batches = Iterable[pa.RecordBatch]

TASKS = "path string, file string, problem string, known string"
SEGMENTS = "segment binary, read long, unchanged long"
OF_A_TASK = 64
"""Documents that one task of the cluster reads, at most `journal.SEGMENT`."""


def there(  # noqa: PLR0913 - a reader's, and the session
    session: SparkSession,
    tasks: list[Task],
    ways: Ways,
    journal: Journal,
    edition: str,
    track: Track,
) -> Iterator[tuple[int, int]]:
    """Read documents by the tasks of a cluster; each must see the files where they are named."""
    if not tasks:
        return
    rows = [_row(task) for task in tasks]
    parts = -(-len(rows) // min(OF_A_TASK, SEGMENT))
    work = partial(_read, limits=ways.limits, region=ways.region, edition=edition)
    table = session.createDataFrame(session.sparkContext.parallelize(rows, parts), TASKS)
    made = table.mapInArrow(work, SEGMENTS).toLocalIterator(prefetchPartitions=True)
    for row in track(made, parts):
        if row.read:
            data = bytes(row.segment)
            journal.take(data, documents_in(data) or ())
        yield row.read, row.unchanged


def _row(task: Task) -> tuple[str, str | None, str | None, str]:
    found = task.found
    if isinstance(found, str):
        return task.path, None, found, task.known
    return task.path, str(found.absolute()), None, task.known


def _task(row: dict[str, Any]) -> Task:
    found = row["problem"] if row["file"] is None else Path(row["file"])
    return Task(row["path"], found, row["known"])


def _read(
    batches: Batches, *, limits: Limits, region: str | None, edition: str
) -> Iterator[pa.RecordBatch]:
    """What a task does: its documents, each within its limits, into a segment."""
    import pyarrow as pa

    tasks = [_task(row) for batch in batches for row in batch.to_pylist()]
    results = [result for _, result in extracting.extracted(tasks, 1, limits)]
    new = [
        (kept(result.document, edition), result.filings)
        for result in results
        if not result.unchanged
    ]
    data = segment(new, region) if new else b""
    yield pa.record_batch(
        {
            "segment": pa.array([data], pa.binary()),
            "read": pa.array([len(new)], pa.int64()),
            "unchanged": pa.array([len(results) - len(new)], pa.int64()),
        }
    )
