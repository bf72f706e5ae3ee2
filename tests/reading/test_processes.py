"""Work in several processes: in order, and a process that dies takes one item with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from examples.make import forms, render

from jiheng.reading import documents, processes


def doubled_or_dead(item: int) -> int:
    if item < 0:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return item * 2


def raising(item: int) -> int:
    raise ZeroDivisionError(item)


def nothing(item: int) -> int:
    return 0


def test_results_come_in_the_order_of_their_items() -> None:
    items = list(range(500))
    assert list(processes.mapped(doubled_or_dead, items, 2, nothing)) == [2 * n for n in items]


def test_what_kills_its_process_costs_only_itself() -> None:
    items = [1, 2, -3, 4, *range(5, 60), -60, 61]
    found = list(processes.mapped(doubled_or_dead, items, 2, nothing))
    assert found == [max(0, 2 * item) for item in items]


def test_what_the_work_raises_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        list(processes.mapped(raising, [1, 2, 3], 2, nothing))


def test_documents_read_by_several_processes_are_those_read_by_one(tmp_path: Path) -> None:
    for number, form in enumerate(forms()):
        (tmp_path / f"{number:02}.txt").write_text(render(form), "utf-8")
    (tmp_path / "空.txt").touch()
    one, several = (documents.read(tmp_path, jobs=jobs) for jobs in (1, 3))
    assert one.filings == several.filings
    assert one.documents == several.documents
    assert len(one.filings) == len(forms())
