"""The same filings from every format and layout, saved by an office, a spreadsheet and a browser.

The forms of the real file where it is at hand, else those of the examples, all sixteen of them in
one document of each kind; each is filled in with another habit (see layouts.habit).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.reading.generators import layouts, rendering
from tests.reading.generators.rendering import Form

from examples import make
from jiheng.filing.model import Filing
from jiheng.reading import documents

FOLDER = os.environ.get("JIHENG_FILINGS")
CARRIED = tomllib.loads(Path(__file__).with_name("carried.toml").read_text("utf-8"))
BATCH = "2021年度自评表汇编.txt"


@cache
def originals() -> tuple[Filing, ...]:
    """The filings of the text dump: what every other document is to be read as."""
    if FOLDER:
        return documents.read(FOLDER).filings
    forms = (form for form in make.forms() if form["document"] == BATCH)
    dump = "".join(map(make.render, forms))
    return documents.read_bytes(dump.encode(), BATCH).filings


@cache
def forms(layout: str) -> list[Form]:
    ways = [layouts.habit(number) for number in range(len(originals()))]
    return [
        Form(layouts.in_layout(filing, layout, way), way, layout)
        for filing, way in zip(originals(), ways, strict=True)
    ]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Everything rendered, by whichever process of the test run comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with (shared / "rendering.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = shared / "rendered"
        if not (place / "done").exists():
            shutil.rmtree(place, ignore_errors=True)
            rendering.render({layout: forms(layout) for layout in layouts.LAYOUTS}, place)
            (place / "done").touch()
    return place


def fields(filing: Filing) -> dict[str, Any]:
    """Every field of a filing by its path, but what says which document it came from."""
    raw = msgspec.to_builtins(filing)
    for name in ("id", "path", "index", "sources", "template", "rulebook"):
        raw.pop(name, None)
    for left in (*raw.get("placeholders", ()), *raw.get("unplaced", ())):
        left.pop("source", None)
    return dict(_paths("", raw))


def _paths(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        for place, inner in enumerate(value, 1):
            yield from _paths(f"{path}.{place}", inner)
    elif value not in ((), [], {}, None, ""):
        yield path, value


def differences(kind: str, form: Form, found: Filing) -> dict[str, tuple[Any, Any]]:
    """The fields that were not read as they stand in the form: what was wanted, and what came."""
    left_out = {*CARRIED["layouts"][form.layout]}
    if kind.endswith(".txt") and form.habit.reasons in CARRIED["text"]:
        left_out |= {*CARRIED["text"][form.habit.reasons]}
    blank = "" if any(name in kind for name in CARRIED["white_space"]["none"]) else " "
    want, got = fields(form.filing), fields(found)

    def bare(value: Any) -> Any:
        return blank.join(value.split()) if isinstance(value, str) else value

    return {
        path: (want.get(path), got.get(path))
        for path in sorted(want.keys() | got.keys())
        if bare(want.get(path)) != bare(got.get(path))
        and not left_out & {path.split(".")[0], path.split(".")[-1]}
    }


@pytest.mark.parametrize("kind", rendering.KINDS)
@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_every_field_in_every_format_and_layout(folder: Path, layout: str, kind: str) -> None:
    batch = documents.read(folder / layout / kind)
    wanted = forms(layout)
    assert [document.problem for document in batch.documents] == [""]
    assert len(batch.filings) == len(wanted) == 16
    wrong = {
        form.filing.index: found
        for form, filing in zip(wanted, batch.filings, strict=True)
        if (found := differences(kind, form, filing))
    }
    assert not wrong
    assert {filing.template for filing in batch.filings} == {layout}


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_the_rulebook_does_not_depend_on_the_format(folder: Path, layout: str) -> None:
    kinds = ("dump-utf8.txt", "writer.docx", "calc.xls", "chromium.pdf", "page.mht")
    chosen = {
        kind: [filing.rulebook for filing in documents.read(folder / layout / kind).filings]
        for kind in kinds
    }
    assert all(rulebooks == chosen[kinds[0]] for rulebooks in chosen.values())


def test_one_form_in_each_file(folder: Path) -> None:
    batch = documents.read(folder / "each")
    wanted = forms("national")
    assert len(batch.documents) == len(batch.filings) == len(wanted)
    for form, filing in zip(wanted, batch.filings, strict=True):
        assert not differences("each.docx", form, filing), filing.path
        assert filing.index == 1
