"""Targets that cannot be written, or must not be: one plain sentence, and nothing half-written."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter.workbook
from tests.cli.conftest import EXAMPLES, Call

from jiheng.cli import inputs

FINE = EXAMPLES / "示范.txt"
COMMANDS = {
    "check": (("check", FINE), "xlsx"),
    "score": (("score", FINE), "csv"),
    "read": (("read", FINE), "json"),
    "rollup": (("rollup", FINE), "html"),
    "simulate": (("simulate", FINE, "--set", "budget.weight=10"), "xlsx"),
    "write": (("write", FINE), "xlsx"),
    "write as Word": (("write", FINE), "docx"),
    "annotate": (("annotate", FINE), "docx"),
    "fix": (("fix", FINE), "docx"),
    "report": (("report", FINE), "pdf"),
    "review": (("report", FINE, "--review"), "xlsx"),
    "synth": (("synth", "--filings", 1, "--seed", 1), "json"),
}
FORCED = ("write", "annotate", "fix", "report", "review")
"""Those that keep a target that is there already."""

each = pytest.mark.parametrize("command", COMMANDS)


def refused(done: Any, *words: str) -> None:
    assert done.status == 2, done
    assert done.out == b""
    (line,) = done.err.splitlines()
    assert line.startswith("jiheng：")
    assert "；" in line
    for word in words:
        assert word in line
    assert not any(strange in line for strange in ("Traceback", "Errno", "Error", "None"))


def call(jiheng: Call, command: str, folder: Path, *more: str) -> Any:
    words, kind = COMMANDS[command]
    return jiheng(*words, "-o", folder / f"果.{kind}", *more)


@each
def test_a_folder_that_is_a_file(jiheng: Call, tmp_path: Path, command: str) -> None:
    (tmp_path / "文件").write_text("在")
    refused(call(jiheng, command, tmp_path / "文件"), "写不了", "文件")
    assert [path.name for path in tmp_path.iterdir()] == ["文件"]


@each
def test_a_folder_that_is_not_there(jiheng: Call, tmp_path: Path, command: str) -> None:
    refused(call(jiheng, command, tmp_path / "没有"), "没有这个文件夹")
    assert list(tmp_path.iterdir()) == []


@each
def test_a_folder_that_may_not_be_written(
    jiheng: Call, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For root there is no such folder: the system's answer is given in its place."""

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", denied)
    refused(call(jiheng, command, tmp_path), "没有写入权限")
    assert list(tmp_path.iterdir()) == []


@each
def test_a_target_that_another_program_holds(
    jiheng: Call, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows while Word has it open: nothing is left beside it."""
    old = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name.startswith("果"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return old(self, target)

    monkeypatch.setattr(Path, "replace", held)
    refused(call(jiheng, command, tmp_path), "没有写入权限")
    assert list(tmp_path.iterdir()) == []


@each
def test_a_disk_that_is_full(
    jiheng: Call, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for owner, name in (
        *((Path, "write_bytes"), (Path, "write_text"), (Path, "open")),
        (xlsxwriter.workbook, "ZipFile"),
    ):
        monkeypatch.setattr(owner, name, _only_beside(tmp_path, getattr(owner, name), full))
    refused(call(jiheng, command, tmp_path), "磁盘空间")
    assert list(tmp_path.iterdir()) == []


def _only_beside(
    folder: Path, usual: Callable[..., Any], full: Callable[..., Any]
) -> Callable[..., Any]:
    """What is usual elsewhere, and full in one folder."""

    def chosen(path: Any, *args: Any, **kwargs: Any) -> Any:
        here = Path(str(path)).parent == folder
        return (full if here else usual)(path, *args, **kwargs)

    return chosen


@pytest.mark.parametrize("command", FORCED)
def test_what_is_there_already_is_kept_unless_forced(
    jiheng: Call, tmp_path: Path, command: str
) -> None:
    target = tmp_path / f"果.{COMMANDS[command][1]}"
    target.write_bytes(b"mine")
    refused(call(jiheng, command, tmp_path), "已经存在", "--force")
    assert target.read_bytes() == b"mine"
    assert call(jiheng, command, tmp_path, "--force").status == 0
    assert target.read_bytes() != b"mine"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("command", ["annotate", "fix"])
def test_an_original_that_changed_meanwhile(
    jiheng: Call, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = tmp_path / "表.docx"
    assert jiheng("write", FINE, "-o", form).status == 0
    usual = inputs.load

    def saved_again(paths: list[str], *args: Any) -> Any:
        batch = usual(paths, *args)
        form.write_bytes(form.read_bytes() + b" ")
        return batch

    monkeypatch.setattr(inputs, "load", saved_again)
    refused(jiheng(command, form, "-o", tmp_path / "果.docx"), "被改动过")
    assert [path.name for path in tmp_path.iterdir()] == ["表.docx"]


@pytest.mark.parametrize("command", ["annotate", "fix"])
def test_the_original_is_never_the_target_without_being_asked(
    jiheng: Call, tmp_path: Path, command: str
) -> None:
    form = tmp_path / "表.docx"
    assert jiheng("write", FINE, "-o", form).status == 0
    before = form.read_bytes()
    refused(jiheng(command, form, "-o", form), "已经存在")
    assert form.read_bytes() == before
