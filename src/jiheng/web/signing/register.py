"""The register of signatures as the command line asks it, outside of any request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django


class NoRegister(Exception):
    """The register cannot be asked; the message says why and what to do."""


@dataclass(frozen=True)
class Signed:
    """A signature: its code, whether it is in force, who signed what and when."""

    code: str
    in_force: bool
    person: str
    unit: str
    project: str
    at: str
    sha256: str
    reason: str
    content: dict


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


def by_code(code: str) -> Signed | None:
    """The signature of a code."""
    return next(_found(code=code), None)


def by_digest(sha256: str) -> Signed | None:
    """The signature of a content: the one in force, or else the latest."""
    found = list(_found(sha256=sha256))
    return next((one for one in found if one.in_force), found[0] if found else None)


def _found(**wanted: str) -> Iterator[Signed]:
    from django.utils.timezone import localtime

    from jiheng.web.signing.models import Signature

    related = ("filing__unit", "filing__project", "version")
    for one in Signature.objects.filter(**wanted).select_related(*related):
        yield Signed(
            code=one.code,
            in_force=one.voided_at is None,
            person=one.person_name,
            unit=str(one.filing.unit),
            project=one.version.content["project"],
            at=localtime(one.at).isoformat(timespec="seconds"),
            sha256=one.sha256,
            reason=one.void_reason,
            content=one.version.content,
        )


def problems() -> Iterator[str]:
    """What does not hold in the log of events and in the register of signatures."""
    from jiheng.web.events.chain import breaks
    from jiheng.web.signing import wholeness
    from jiheng.web.signing.sealing import CHAIN

    for found in breaks():
        if found.chain != CHAIN:
            yield f"操作日志 {found.chain}：{found.problem}"
    yield from wholeness.problems()
