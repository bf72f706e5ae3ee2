"""The way of a filing: each step in one transaction, taken once, only from where it may be taken.

`STEPS` is the whole way. A step checks the person, the state, the revision that the person saw,
and whether the form is fit for it; then it keeps a version, moves the filing, tells the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from jiheng.web.events.chain import Actor, once, record
from jiheng.web.filings import content as contents
from jiheng.web.filings.judging import judge_filing, note
from jiheng.web.filings.models import Filing, Remark, Version
from jiheng.web.filings.printable import unprintable
from jiheng.web.filings.targets import unreasoned
from jiheng.web.organisations.permissions import may
from jiheng.web.organisations.states import State


class Refused(Exception):
    """A step that cannot be taken; the message is for the person who asked for it."""


class Stale(Refused):
    """Somebody else changed the filing since the person saw it."""


@dataclass(frozen=True)
class Step:
    """A step: what it is called, where it leads, and what it asks for.

    `fit`: the form must have no errors and no unexplained warnings. `reasoned`: a reason must be
    given. `timely`: only while the cycle is open for the unit. `fills` names a function that writes
    into the content before the version is kept; `then` those that follow in the same transaction,
    of what was `Taken`, and give what the event tells besides.
    """

    action: str
    title: str
    said: str
    to: State
    fit: bool = False
    reasoned: bool = False
    timely: bool = False
    fills: str = ""
    then: tuple[str, ...] = ()


SEALING = "jiheng.web.signing.sealing"
FOLLOWED = ("jiheng.web.notices.telling.tell", "jiheng.web.reviews.rolling.follow")
"""What follows every step."""
VOIDING = {"fills": f"{SEALING}.clear", "then": (f"{SEALING}.void",)}

STEPS = {
    "hand_in": Step("filing.hand_in", "交单位办公室", "已交单位办公室", State.GATHERED, fit=True),
    "send_back": Step("filing.send_back", "退回科室", "已退回科室", State.RETURNED, reasoned=True),
    "sign": Step(
        "filing.sign",
        "签批",
        "已签批",
        State.SIGNED,
        fit=True,
        fills=f"{SEALING}.fill",
        then=(f"{SEALING}.seal",),
    ),
    "unlock": Step(
        "filing.unlock",
        "解除签批",
        "已解除签批，可以修改",
        State.GATHERED,
        reasoned=True,
        **VOIDING,
    ),
    "submit": Step(
        "filing.submit", "报送", "已报送主管部门", State.SUBMITTED, fit=True, timely=True
    ),
    "audit": Step("filing.audit", "审核通过", "已审核通过，转财政审核", State.AUDITED),
    "pass": Step("filing.pass", "财政通过", "已通过", State.PASSED),
    "return": Step(
        "filing.return", "退回单位", "已退回单位", State.RETURNED, reasoned=True, **VOIDING
    ),
}


@dataclass(frozen=True)
class Asked:
    """What a person asked for: the revision that they saw, the form's token, their words.

    `remarks` are pairs of a field's name and what is said of it.
    """

    revision: int
    token: str
    words: str = ""
    remarks: Iterable[tuple[str, str]] = ()


@dataclass(frozen=True)
class Taken:
    """A step as it was taken: the filing after it, the version that it kept, who asked for what."""

    name: str
    filing: Filing
    version: Version
    actor: Actor
    asked: Asked


def take(pk: int, name: str, actor: Actor, asked: Asked) -> tuple[Filing, bool]:
    """Take a step on a filing: the filing, and whether it moved now (not on an earlier click).

    Raises Refused with a sentence where it cannot be taken, Stale where the filing has changed,
    KeyError for no step.
    """
    step = STEPS[name]
    with transaction.atomic():
        filing = locked(pk)
        new, done = once(asked.token, actor.person)
        if not new:
            return filing, False
        _check(filing, step, actor, asked)
        before: dict[str, Any] = {"state": filing.state}
        after: dict[str, Any] = {}
        if step.fills:
            was = filing.content
            filing.content = import_string(step.fills)(filing, actor, asked)
            old, after = contents.difference(was, filing.content)
            before |= old
        version = keep(filing, name, actor)
        filing.state, filing.state_since = step.to, timezone.now()
        filing.revision += 1
        filing.save()
        for place, text in asked.remarks:
            Remark.objects.create(
                filing=filing, version=version, field=place, text=text, by=actor.person
            )
        after |= {"state": filing.state, "version": version.number}
        if asked.words and asked.words not in after.values():
            after["reason"] = asked.words
        taken = Taken(name, filing, version, actor, asked)
        for follows in (*step.then, *FOLLOWED):
            after |= import_string(follows)(taken)
        record(filing.chain, name, actor, before=before, after=after)
        done.outcome = {"filing": pk, "step": name}
        done.save()
    return filing, True


def locked(pk: int) -> Filing:
    """A filing for change, until the transaction ends."""
    related = ("cycle", "project", "unit", "place")
    return Filing.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


def fresh(filing: Filing, revision: int) -> None:
    """Raise Stale unless the filing is as the person saw it."""
    if filing.revision != revision:
        who = filing.changed_by or "别人"
        raise Stale(f"这份自评表在您打开以后又被 {who} 改过；请看过最新的内容再继续")


def keep(filing: Filing, step: str, actor: Actor) -> Version:
    """Keep what the filing is now as a version."""
    return Version.objects.create(
        filing=filing,
        number=filing.versions.count() + 1,
        content=filing.content,
        sha256=contents.sha256(filing.content),
        step=step,
        at=timezone.now(),
        by=actor.person,
    )


def _check(filing: Filing, step: Step, actor: Actor, asked: Asked) -> None:
    if not may(actor.person, step.action, filing):
        state = filing.get_state_display()
        raise Refused(f"这份自评表现在的状态是“{state}”，不能再“{step.title}”")
    fresh(filing, asked.revision)
    said = {"words": asked.words} | {f"remark.{name}": text for name, text in asked.remarks}
    if words := unprintable(said, lambda _: "意见"):
        raise Refused(words)
    if step.reasoned and not asked.words.strip():
        raise Refused(f"“{step.title}”要写明理由；请写好以后再试")
    if step.timely and not filing.cycle.open_for(filing.unit):
        raise Refused("已过报送截止时间，不能报送；确有需要的，请向财政部门申请重新开放")
    if step.fit:
        judged = judge_filing(filing)
        note(filing, judged)
        if judged.open:
            raise Refused(
                f"还有 {filing.errors} 个错误、{filing.unexplained} 个没有说明的警告；"
                f"请先改正或说明，再“{step.title}”"
            )
        if changed := unreasoned(filing):
            raise Refused(
                f"改动了 {len(changed)} 项批复的年初目标，没有写理由；请先写明，再“{step.title}”"
            )
