"""Filling in: what a page posts is laid together with what stands, altered, saved and judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import QueryDict

from jiheng.web.cycles.rulebooks import rulebook_of
from jiheng.web.events.chain import Actor
from jiheng.web.filings import content as contents
from jiheng.web.filings.altering import ALTERATIONS, Altered, alter
from jiheng.web.filings.judging import judge
from jiheng.web.filings.laying import lay
from jiheng.web.filings.merging import Clash, Told, merged, seen
from jiheng.web.filings.posting import chosen, posted
from jiheng.web.filings.saving import Saved, editable, told, write
from jiheng.web.filings.sheet import template_of
from jiheng.web.filings.steps import Refused

STRUCTURAL = frozenset(ALTERATIONS) | {"paste", "undo"}
LOST = "没有保存：页面不完整，可能停留过久；请刷新页面以后再试"


@dataclass(frozen=True)
class Filled:
    """What came of a page that was posted.

    `clashes` are open: what others saved stands there; `other` is what stands in fields that the
    page does not show so, by name; `rebuilt` is whether rows came, went or moved.
    """

    saved: Saved
    altered: Altered
    clashes: list[Clash]
    other: Told
    rebuilt: bool


def fill(pk: int, data: QueryDict, actor: Actor) -> Filled:
    """Save what a page of the form posts; raises Refused with a sentence.

    The page names the `revision` that it was made from and itself (`page`); a button says in `do`
    what else is to happen.
    """
    revision, page, asked = data.get("revision", ""), data.get("page", "")[:16], data.get("do", "")
    if not revision.isdecimal() or not page:
        raise Refused(LOST)
    with transaction.atomic():
        filing = editable(pk, actor)
        since = seen(filing, int(revision))
        mine = posted(data, since.base)
        new, clashes = merged(told(filing), since, mine, page, chosen(data))
        form = template_of(filing.cycle)
        altered = Altered()
        if asked.startswith("adopt"):
            content = contents.rebuilt(filing.content, new)
            adopt(new, content, rulebook_of(filing.cycle), asked)
        elif asked.partition(":")[0] in STRUCTURAL:
            columns = lay(contents.rebuilt(filing.content, new), form, open_=True).columns
            altered = alter(new, asked, data, columns)
        try:
            saved = write(filing, contents.rebuilt(filing.content, new), new, actor, page)
        except (ValueError, TypeError) as error:
            raise Refused(LOST) from error
    stands = told(saved.filing)
    clashing = {clash.name for clash in clashes}
    other = {
        name: stands.get(name)
        for name in stands.keys() | mine.keys()
        if stands.get(name) != mine.get(name) and name not in clashing
    }
    return Filled(saved, altered, clashes, other, _rebuilt(mine, stands, other))


def _rebuilt(mine: Told, stands: Told, other: Told) -> bool:
    shape = [
        {n.rpartition(".")[0] if n.startswith("lines.") else n for n in side if n[:6] == family}
        for family in ("lines.", "groups")
        for side in (mine, stands)
    ]
    return "rows" in other or shape[0] != shape[1] or shape[2] != shape[3]


def adopt(new: Told, content: dict[str, Any], rulebook: str, asked: str) -> None:
    """Put computed values in place of what is filled in: one, or all ("adopt-all")."""
    judged = judge(content, rulebook)
    wanted = asked.partition(":")[2]
    values = judged.computed
    for name, value in values.items():
        if (wanted in ("", name)) and value is not None and name != "total_text":
            new[name] = value
    if wanted in ("", "total_text"):
        judged = judge(contents.rebuilt(content, new), rulebook) if not wanted else judged
        new["total_text"] = judged.computed["total_text"] or new.get("total_text", "")


def texts(clashes: Iterable[Clash], names: Any) -> list[dict[str, Any]]:
    """Clashes as the page tells them: what the field is called, and both texts."""
    return [
        {
            "name": clash.name,
            "mark": clash.mark,
            "label": names(clash.name),
            "mine": _said(clash.mine),
            "theirs": _said(clash.theirs),
        }
        for clash in clashes
    ]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(str(text) for text in value.values() if text)
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value or ""
