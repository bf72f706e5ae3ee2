"""Work in several processes: within limits, and what kills its process costs itself alone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from examples.make import forms, render

import jiheng
from jiheng.batch import extracting, pool
from jiheng.batch.pool import Fate, Limits
from jiheng.reading import documents
from jiheng.reading.paths import places

Item = tuple[str, int | str]


def work(item: Item) -> bytes:
    kind, number = item
    if kind == "dead":
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    if kind == "slow":
        time.sleep(60)
    if kind == "wrong":
        raise ZeroDivisionError
    if kind == "large":
        held = bytearray(b"x" * (400 << 20))
        time.sleep(60)
        return bytes(held[:1])
    if kind == "greedy":
        raise MemoryError
    if kind == "once":
        mark = Path(str(number))
        if not mark.exists():
            mark.touch()
            os._exit(1)
        return b"done"
    return b"%d" % (2 * int(number))


def lost(item: Item, fate: Fate) -> bytes:
    return f"{fate.value} {item[1]}".encode()


def done(items: list[Item], jobs: int = 2, limits: Limits = pool.USUAL) -> list[bytes]:
    return list(pool.in_order(pool.mapped(work, items, jobs, lost, limits)))


def test_results_come_in_the_order_of_their_items() -> None:
    items: list[Item] = [("plain", number) for number in range(300)]
    assert done(items) == [b"%d" % (2 * number) for number in range(300)]
    assert done([]) == []


def test_what_exceeds_a_limit_or_kills_its_process_costs_only_itself() -> None:
    kinds = ["plain", "slow", "plain", "dead", "wrong", *["plain"] * 20, "greedy", "large", "plain"]
    items: list[Item] = [(kind, number) for number, kind in enumerate(kinds)]
    fates = {"slow": "late", "dead": "died", "wrong": "died", "greedy": "large", "large": "large"}
    expected = [f"{fates[k]} {n}".encode() if k in fates else b"%d" % (2 * n) for k, n in items]
    assert done(items, limits=Limits(3, 350)) == expected


def test_a_process_that_was_killed_from_outside_is_no_fault_of_its_item(tmp_path: Path) -> None:
    items: list[Item] = [("plain", 1), ("once", str(tmp_path / "mark")), ("plain", 3)]
    assert done(items) == [b"2", b"done", b"6"]


def test_documents_read_by_several_processes_are_those_read_by_one(tmp_path: Path) -> None:
    for number, form in enumerate(forms()):
        (tmp_path / f"{number:02}.txt").write_text(render(form), "utf-8")
    (tmp_path / "空.txt").touch()
    several, one = jiheng.read(tmp_path, jobs=3), documents.read(tmp_path)
    assert one.filings == several.filings
    assert one.documents == several.documents
    assert len(one.filings) == len(forms())


def test_a_document_that_is_as_known_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_text(render(forms()[0]), "utf-8")
    named = list(places([tmp_path]))
    (task,) = extracting.tasks(named)
    first = extracting.extract(task)
    (again,) = extracting.tasks(named, {task.path: first.document.sha256})
    assert (first.unchanged, len(first.filings)) == (False, 1)
    assert extracting.extract(again).unchanged
