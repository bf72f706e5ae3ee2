"""The register of signatures as the command line asks it, outside of any request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django


class NoRegister(Exception):
    """The register cannot be asked; the message says why and what to do."""


def open_register(data: str | None) -> None:
    """Set the application up over its database: that of `data`, or of the environment.

    Raises NoRegister where there is none, or none that this version can read.
    """
    if data is not None:
        os.environ["JIHENG_DATA"] = data
        os.environ.pop("JIHENG_DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
    folder = os.environ.get("JIHENG_DATA", "")
    kept = Path(folder) / "jiheng.sqlite3"
    if not os.environ.get("JIHENG_DATABASE_URL") and not kept.is_file():
        raise NoRegister(f"{folder} 里没有绩衡的数据库；请核对数据目录（--data 或 JIHENG_DATA）")
    django.setup()
    from django.db import Error

    from jiheng.web.signing.models import Signature

    try:
        Signature.objects.exists()
    except Error as error:
        raise NoRegister(
            "数据库打不开，或者不是这个版本的；请核对 JIHENG_DATABASE_URL 和数据目录，"
            "升级过的请先运行数据库升级"
        ) from error


def problems() -> Iterator[str]:
    """What does not hold in the log of events and in the register of signatures."""
    from jiheng.web.events.chain import breaks
    from jiheng.web.signing import wholeness
    from jiheng.web.signing.sealing import CHAIN

    for found in breaks():
        if found.chain != CHAIN:
            yield f"操作日志 {found.chain}：{found.problem}"
    yield from wholeness.problems()
