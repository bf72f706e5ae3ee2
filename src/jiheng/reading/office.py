"""LibreOffice, where it is installed: turns an older file into .docx, within limits.

It works in a process of its own with a profile of its own, runs no macros, follows no links. A
file made with bad intent can keep it busy without end: it is given as much processor time as a
file of that size needs, on a slow machine accordingly more (see `pace`).
"""

from __future__ import annotations

import math
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from jiheng.reading import pace
from jiheng.reading.apart import TOO_LONG
from jiheng.reading.grid import Unreadable

SECONDS, SECONDS_EACH_MEGABYTE = 2.5, 1
"""Of processor time for one file on an ordinary machine, where the system can hold a program to
that; it counts whole seconds, so that an empty file, which takes one, has three."""
LONGEST = 60
"""Seconds on the clock for one file on an ordinary machine, however busy it is."""

WITHIN = ("/bin/sh", "-c", 'ulimit -t "$0" 2>/dev/null; exec "$@"')
"""Starts a program within a number of seconds of processor time: the number and it come behind."""

ENDED_BY_TIME = (-9, -24, 137, 152)
"""Exit statuses where the system ended the program for its processor time, or ended one that it
started. The time itself does not tell: the system's own count runs ahead of what it reports."""

KEEPING_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000"}
"""Lets the GNU C library keep the memory that a program frees until it ends.

As it starts, LibreOffice draws into pictures as large as a screen, one after another, and gives
each back to the system: finding the same pages a hundred times over was nearly half of its time.
"""

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


def program() -> str | None:
    """Where LibreOffice is, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_docx(given: Path) -> Path | None:
    """The .docx made from a file, in a folder beside it; None where LibreOffice cannot make one.

    Raises `Unreadable` where it takes too long.
    """
    office = program()
    if office is None:
        return None
    return _made(office, given, seconds(given.stat().st_size))


def seconds(size: int) -> int:
    """Of processor time for a file of so many bytes, on this machine at present."""
    return math.ceil(pace.now() * (SECONDS + SECONDS_EACH_MEGABYTE * size / 1_000_000))


def _made(office: str, given: Path, seconds: int) -> Path | None:
    """The .docx; raises `Unreadable` where LibreOffice was ended over it."""
    profile = given.with_name("profile")
    (profile / "user").mkdir(parents=True, exist_ok=True)
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
    environment = {**os.environ, **KEEPING_MEMORY, "HOME": str(given.parent)}
    status = _run(command, seconds, environment)
    if status in ENDED_BY_TIME:
        raise Unreadable(TOO_LONG)
    return made if status == 0 and made.is_file() else None


def _run(command: Sequence[str], seconds: int, environment: Mapping[str, str]) -> int | None:
    """The exit status of a program held to so much processor time, None where it did not start.

    Raises `Unreadable` where it has not ended after `LONGEST`, on a slow machine accordingly later.
    """
    try:
        process = subprocess.Popen(
            _limited(command, seconds),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        return process.wait(LONGEST * pace.now())
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_LONG) from error
    finally:
        if process.poll() is None:
            _end(process)


def _limited(command: Sequence[str], seconds: int) -> Sequence[str]:
    """A program, and those that it starts, held to so much processor time each from the start.

    LibreOffice starts another at once, which a limit set from outside would come too late for.
    """
    if os.name != "posix":
        return command
    return [*WITHIN, str(seconds), *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and the ones that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
