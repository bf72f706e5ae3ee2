"""Whether a paper or a file is what was signed: one answer for page, interface and command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.timezone import localtime

from jiheng.filing.canonical import differences, sha256
from jiheng.filing.model import Filing
from jiheng.filing.proof import read_code
from jiheng.web.filings import content as contents
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.permissions import may
from jiheng.web.signing.models import Signature

MISTYPED = (
    "验证码应为 12 位字母和数字（没有 0、1、I、L、O），您输入的不是；请对照表下方的那一行再输"
)
UNKNOWN = "没有这个验证码的签批记录；请对照表下方的那一行核对，仍查不到的，这份表不是在本系统签批的"
RELATED = ("filing__project", "filing__unit", "filing__cycle", "filing__place", "version")
MOST_TOLD = 50


class Unknown(Refused):
    """No signature has the code that was typed; the message says what to look at."""


def by_code(typed: str) -> Signature:
    """The signature of a code, however it is typed; raises Unknown."""
    code = read_code(typed)
    if code is None:
        raise Unknown(MISTYPED)
    found = Signature.objects.filter(code=code).select_related(*RELATED).first()
    if found is None:
        raise Unknown(UNKNOWN)
    return found


def by_digest(digest: str) -> Signature | None:
    """The signature of a content: the one in force, or else the latest."""
    found = list(Signature.objects.filter(sha256=digest).select_related(*RELATED))
    return next((one for one in found if one.voided_at is None), found[0] if found else None)


def state_of(signature: Signature) -> str:
    """signed or void."""
    return "signed" if signature.voided_at is None else "void"


def told(signature: Signature) -> dict[str, Any]:
    """What anybody who has the code may know of a signature; times in ISO 8601."""
    content = signature.version.content
    voided = signature.voided_at
    return {
        "code": signature.code,
        "state": state_of(signature),
        "unit": content["unit"],
        "project": content["project"],
        "fiscal_year": signature.filing.cycle.fiscal_year,
        "total": content["total_text"],
        "person": signature.person_name,
        "opinion": signature.opinion,
        "at": _iso(signature.at),
        "voided_at": _iso(voided) if voided else None,
        "sha256": signature.sha256,
    }


def _iso(at: Any) -> str:
    return localtime(at).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Compared:
    """A file held against a signature: what was signed, the filing of the file that is meant."""

    signature: Signature
    given: Filing
    same: bool

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """Where the two differ: the place in words, what was signed there, what the file says."""
        if not self.same:
            signed = contents.filing_of(self.signature.version.content)
            yield from differences(signed, self.given)

    def parts_for(self, person: Any) -> list[tuple[str, str, str]]:
        """The first of the parts, for who may see the filing; others learn nothing of it."""
        if self.same or not person.is_authenticated:
            return []
        if not may(person, "filing.see", self.signature.filing):
            return []
        return list(islice(self.parts(), MOST_TOLD))


def compare(signature: Signature, read: Sequence[Filing]) -> Compared:
    """Hold the filings of a file (one or more) against a signature.

    Meant is the one that was signed, or else the one with the project's name, or the first.
    """
    same = next((each for each in read if sha256(each) == signature.sha256), None)
    if same is not None:
        return Compared(signature, same, same=True)
    name = signature.version.content["project"]
    nearest = next((each for each in read if each.project == name), read[0])
    return Compared(signature, nearest, same=False)
