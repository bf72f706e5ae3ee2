"""Older Word files (.doc, .wps, .rtf): turned into .docx by another program, and then read as such.

Two can do it: the package msdoc2docx, and LibreOffice where it is installed. Each works in another
process and a temporary folder of its own, within a time limit, and loads nothing from outside.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from jiheng.reading import apart, word
from jiheng.reading.grid import Grid, Row, Unreadable
from jiheng.reading.package import ENCRYPTED, OLE

NO_PROGRAM = (
    "旧版 Word 或 WPS 文件，本机没有能打开它的程序；请安装 LibreOffice，或另存为 .docx 后再试"
)
NOT_CONVERTED = "旧版 Word 或 WPS 文件打不开，可能已损坏；请用 Word 或 WPS 打开后另存为 .docx 再试"

OFFICE_SECONDS = 60

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""LibreOffice's own settings for a profile that runs no macros and follows no links."""


def read(data: bytes) -> Grid:
    """The Grid of a .doc, .wps or .rtf; raises `Unreadable` where nothing here can open it."""
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(ENCRYPTED)
    found: Grid | None = None
    with TemporaryDirectory(prefix="jiheng-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / ("form.doc" if data.startswith(OLE) else "form.rtf")
        given.write_bytes(data)
        for way in (_by_package, _by_office):
            grid = _grid(way(given))
            if grid is not None and any(isinstance(block, Row) for block in grid.blocks):
                return grid
            found = found or grid
    if found is None:
        raise Unreadable(NOT_CONVERTED if _office() else NO_PROGRAM)
    return found


def _grid(made: Path | None) -> Grid | None:
    if made is None or not made.is_file():
        return None
    try:
        return word.read(made.read_bytes())
    except Unreadable:
        return None


def _by_package(given: Path) -> Path | None:
    """The .docx that msdoc2docx makes; it knows the binary format only."""
    if given.suffix != ".doc":
        return None
    try:
        apart.read(convert, os.fsencode(given))
    except apart.Ended:
        return None
    return _beside(given)


def convert(path: bytes) -> None:
    """Let msdoc2docx make a .docx beside a .doc; raises `Unreadable` where that is encrypted."""
    from doc2docx import convert as to_docx  # type: ignore[import-untyped]
    from doc2docx.errors import EncryptedDocumentError  # type: ignore[import-untyped]

    given = Path(os.fsdecode(path))
    try:
        to_docx(str(given), str(_beside(given)))
    except EncryptedDocumentError as error:
        raise Unreadable(ENCRYPTED) from error
    except MemoryError:
        raise
    except Exception:
        _beside(given).unlink(missing_ok=True)


def _beside(given: Path) -> Path:
    return given.with_name("by-package.docx")


def _by_office(given: Path) -> Path | None:
    """The .docx that LibreOffice makes, with a profile of its own that is gone afterwards."""
    office = _office()
    if office is None:
        return None
    profile = given.with_name("profile")
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    made = given.with_name("made") / f"{given.stem}.docx"
    command = [
        office,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx",
        "--outdir",
        str(made.parent),
        str(given),
    ]
    status = _run(command, OFFICE_SECONDS, {**os.environ, "HOME": str(given.parent)})
    return made if status == 0 else None


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(command: Sequence[str], seconds: float, environment: Mapping[str, str]) -> int | None:
    """The exit status of a program; None where it did not start, or did not end in time."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and the ones that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
