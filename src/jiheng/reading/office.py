"""LibreOffice, where it is installed: turns an older file into .docx, within limits.

It works in a process of its own with a profile of its own, runs no macros, follows no links. A
file made with bad intent can keep it busy without end: it is given as much processor time as a
file of that size needs, on a slow machine accordingly more (see `pace`).
"""

from __future__ import annotations

import math
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
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

SAFE = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
)
"""Where, what, and how: the settings of a profile that runs no macros and follows no links."""
NO_TRIALS = ("Setup/Product", "ooSetupLastVersion", "99.9")
"""The version that used a profile last. Where it was an older one or none, LibreOffice begins by
trying out over a hundred ways to draw: nearly half of its time for a file."""
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}
</oor:items>
"""
SETTING = """<item oor:path="/org.openoffice.{}">
<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>"""
VERSIONS = ("versionrc", "version.ini", "../Resources/versionrc")
"""Where LibreOffice says which build it is, from its program: on Linux, Windows, macOS."""
BUILD = re.compile(r"^buildid=(\S.*)$", re.MULTILINE)


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


def profile(folder: Path, office: str, settings: Sequence[tuple[str, str, str]] = SAFE) -> str:
    """A new profile in a folder, ready for use; the option that makes LibreOffice take it.

    In one that does not name this very build as its own, LibreOffice looks for extensions and then
    starts a second time; so it does where it does not say which build it is.
    """
    own = folder / "user"
    (own / "extensions").mkdir(parents=True, exist_ok=True)
    items = "\n".join(SETTING.format(*setting) for setting in (NO_TRIALS, *settings))
    (own / "registrymodifications.xcu").write_text(SETTINGS.format(items), "utf-8")
    if build := _build(office):
        (own / "extensions" / "buildid").write_text(build, "utf-8")
    return f"-env:UserInstallation={folder.as_uri()}"


@cache
def _build(office: str) -> str:
    """Which build a program is, "" where it does not say so beside itself."""
    for name in VERSIONS:
        try:
            told = BUILD.search(Path(office).resolve().with_name(name).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if told:
            return told[1].strip()
    return ""


def seconds(size: int) -> int:
    """Of processor time for a file of so many bytes, on this machine at present."""
    return math.ceil(pace.now() * (SECONDS + SECONDS_EACH_MEGABYTE * size / 1_000_000))


def _made(office: str, given: Path, seconds: int) -> Path | None:
    """The .docx; raises `Unreadable` where LibreOffice was ended over it."""
    made = given.with_name("made") / f"{given.stem}.docx"
    command = [
        office,
        profile(given.with_name("profile"), office),
        "--headless",
        "--norestore",
        "--convert-to",
        "docx",
        "--outdir",
        str(made.parent),
        str(given),
    ]
    environment = {**os.environ, "HOME": str(given.parent)}
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
