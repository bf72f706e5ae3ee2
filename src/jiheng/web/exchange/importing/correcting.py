"""What a person corrects in a form that was read, before it is taken over."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jiheng.web.events.chain import Actor, record
from jiheng.web.exchange.models import ImportedForm
from jiheng.web.filings import content as contents
from jiheng.web.filings.posting import MOST_ROWS
from jiheng.web.filings.printable import unprintable
from jiheng.web.filings.steps import Refused, Stale

LONGEST = 5_000


def corrected(content: Mapping[str, Any], posted: Mapping[str, str]) -> dict[str, Any]:
    """A content with the texts that were posted in the place of its own; other names are ignored.

    Raises Refused for a text that no form holds.
    """
    new = copy.deepcopy(dict(content))
    rows = {row["key"]: row for row in new["indicators"]}
    for name, said in contents.fields(content).items():
        if name not in posted or not isinstance(said, str):
            continue
        text = posted[name].replace("\r\n", "\n")
        if len(text) > LONGEST:
            raise Refused(f"有一栏超过 {LONGEST} 字，没有保存；请缩短以后再试")
        family, _, rest = name.partition(".")
        number, _, field = rest.partition(".")
        if family == "indicators":
            rows[number][field] = text
        elif family == "lines":
            new["budget"]["lines"][int(number)][field] = text
        elif family == "groups":
            new["groups"][int(number)] = text
        elif family == "budget":
            new["budget"][rest] = text
        else:
            new[name] = text
    return new


def _with_row(content: dict[str, Any], group: str) -> dict[str, Any]:
    """A content with an empty row at the end of a group."""
    rows = content["indicators"]
    if not group.isdecimal() or int(group) >= len(content["groups"]):
        raise Refused(LOST)
    if len(rows) >= MOST_ROWS:
        raise Refused(f"一份表最多 {MOST_ROWS} 行指标，没有再加")
    own = int(group)
    place = next((at for at, row in enumerate(rows) if row["group"] > own), len(rows))
    row = {"key": contents.new_key(), "group": own, **dict.fromkeys(contents.INDICATOR, "")}
    return content | {"indicators": [*rows[:place], row, *rows[place:]]}


def _without_row(content: dict[str, Any], key: str) -> dict[str, Any]:
    return content | {"indicators": [row for row in content["indicators"] if row["key"] != key]}


LOST = "没有保存：页面不完整，可能停留过久；请刷新页面以后再试"


def correct(pk: int, posted: Mapping[str, str], revision: int, actor: Actor) -> ImportedForm:
    """Keep what was corrected; the doubts about a corrected field are settled by it.

    `posted` may say in `add` the number of the group that gets another row, in `drop` the key of
    the row that goes.

    Raises Stale where another tab did so in between, Refused once the form has been taken over.
    """
    with transaction.atomic():
        form = ImportedForm.objects.select_for_update(of=("self",)).get(pk=pk)
        if form.outcome:
            raise Refused("这份表已经导入，请到自评表里修改")
        new = corrected(form.content, posted)
        if "add" in posted:
            new = _with_row(new, posted["add"])
        if "drop" in posted:
            new = _without_row(new, posted["drop"])
        before, after = contents.difference(form.content, new)
        if not after:
            return form
        if words := unprintable(after):
            raise Refused(words)
        if form.revision != revision:
            raise Stale("这份表在别的窗口里改过，刚才的修改没有保存；请看过最新的内容再改")
        form.content, form.revision = new, form.revision + 1
        form.doubts = [doubt for doubt in form.doubts if doubt["field"] not in after]
        form.save()
        record(form.upload.batch.chain, "import.correct", actor, before=before, after=after)
    return form
