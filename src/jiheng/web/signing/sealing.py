"""What signing and its undoing add to the steps of a filing, each inside of the step's transaction.

The step `sign` writes opinion, name and date into the form and leaves a signature of the version
kept; `unlock` and `return` take them out again, and the signature loses its force.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from jiheng.filing.proof import new_code
from jiheng.web.cycles.rulebooks import digest_of
from jiheng.web.events.chain import Actor, record
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.filings.sheet import template_of
from jiheng.web.filings.steps import Asked, Refused, Taken
from jiheng.web.signing.models import Signature
from jiheng.writing.official.template import left_out

CHAIN = "signatures"
"""The chain of all signatures and their undoing."""
USUAL = "同意"
"""The opinion of who gives none."""


def fill(filing: Filing, actor: Actor, asked: Asked) -> dict[str, Any]:
    """The content with opinion, name and date; Refused where the printed form has no room for it.

    What would not be printed cannot be signed: the paper could never be verified.
    """
    missing = left_out(template_of(filing.cycle), contents.filing_of(filing.content))
    unprinted = [name for name in missing if name not in OWN]
    if unprinted:
        names = "、".join(unprinted)
        raise Refused(
            f"“{filing.project}”的{names}在这个年度的表样里没有位置，印不出来，不能签批；"
            "请退回经办人把这些内容移到表样有的栏目"
        )
    today = timezone.localdate()
    return filing.content | {
        "opinion": asked.words.strip() or USUAL,
        "signature": str(actor.person),
        "signed_on_text": f"{today.year}年{today.month}月{today.day}日",
    }


OWN = ("签批意见", "签名", "签批日期")
"""What an earlier signature left, which this one replaces."""


def clear(filing: Filing, actor: Actor, asked: Asked) -> dict[str, Any]:
    """The content without what the signature had filled in."""
    return filing.content | dict.fromkeys(contents.SIGNED, "")


def seal(taken: Taken) -> dict[str, Any]:
    """Leave the signature of the version just kept, as the chain's next link."""
    filing, version = taken.filing, taken.version
    signature = Signature(
        filing=filing,
        version=version,
        person=taken.actor.person,
        person_name=str(taken.actor.person),
        opinion=filing.content["opinion"],
        rulebook=filing.content["rulebook"],
        rulebook_sha256=digest_of(filing.cycle),
        sha256=version.sha256,
        code=new_code(),
        at=version.at,
    )
    signature.event = record(CHAIN, "sign", taken.actor, after=signature.facts)
    signature.save(force_insert=True)
    return {"code": signature.code, "sha256": signature.sha256}


def void(taken: Taken) -> dict[str, Any]:
    """Take the force from the filing's signature, if it has one."""
    signature = in_force(taken.filing)
    if signature is None:
        return {}
    signature.voided_at, signature.voided_by = timezone.now(), taken.actor.person
    signature.void_reason = taken.asked.words
    signature.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record(CHAIN, "void", taken.actor, after={"code": signature.code, "reason": taken.asked.words})
    return {"voided": signature.code}


def in_force(filing: Filing) -> Signature | None:
    """The signature that a filing now has."""
    return Signature.objects.filter(filing=filing, voided_at=None).first()
