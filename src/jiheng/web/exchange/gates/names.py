"""The name that a file came with: kept as data, never a path."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from jiheng.writing.figure import one_line

LONGEST = 120
UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f]')


def cleaned(name: str) -> str:
    """The last part of a name without what systems cannot keep, at most 120 characters."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = UNWANTED.sub("_", one_line(last)).strip(" .")
    end = PurePosixPath(plain).suffix[:12]
    stem = plain.removesuffix(end)[: LONGEST - len(end)]
    return f"{stem}{end}" if stem else f"未命名{end}"


def ending(name: str) -> str:
    """The ending of a name in small letters without its dot, "" where it has none."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")
