"""What events are called on screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from jiheng.web.cycles.models import Phase
from jiheng.web.events.models import Event
from jiheng.web.exchange.exporting.kinds import KINDS
from jiheng.web.filings.calling import Names
from jiheng.web.filings.steps import STEPS
from jiheng.web.organisations.models import Kind, Role
from jiheng.web.organisations.states import State

SUBJECTS = {
    "filing": "自评表",
    "cycle": "年度工作",
    "place": "机构",
    "person": "人员",
    "project": "项目",
    "token": "接口令牌",
    "signatures": "签批",
    "import": "导入",
    "export": "导出",
}
ACTIONS = {
    "add": "新增",
    "open": "打开、开始",
    "edit": "填写",
    "change": "修改",
    "rename": "改名",
    "activate": "启用",
    "close": "停用、结束",
    "reopen": "重新开放",
    "remind": "提醒",
    "revoke": "作废",
    "password": "改口令",
    "password.reset": "重设口令",
    "factor.drop": "取消两步验证",
    "role.give": "加角色",
    "role.take": "去掉角色",
    "evidence.add": "上传佐证材料",
    "evidence.remove": "删去佐证材料",
    "import": "导入",
    "import.correct": "改正导入的内容",
    "void": "签批失效",
    "confirm_failed": "签批核对失败",
    "create": "导入时新建",
    "targets": "导入年初目标",
    "export": "导出",
    "remark": "写审核意见",
    "settle": "意见落实",
} | {name: step.title for name, step in STEPS.items()}
NAMES = {
    "name": "名称",
    "code": "编码",
    "kind": "类别",
    "active": "启用",
    "username": "用户名",
    "role": "角色",
    "place": "机构",
    "section": "科室",
    "state": "状态",
    "version": "版本",
    "reason": "理由",
    "phase": "阶段",
    "deadline": "截止",
    "reminders": "提醒",
    "rulebook": "计分办法",
    "template": "表样",
    "units": "单位",
    "unit": "单位",
    "until": "开放到",
    "days": "天数",
    "scope": "权限",
    "fiscal_year": "预算年度",
    "project": "项目",
    "cycle": "年度工作",
    "opinion": "签批意见",
    "sha256": "内容指纹",
    "rulebook_sha256": "计分办法的指纹",
    "filing": "自评表",
    "voided": "失效的验证码",
    "settled": "已落实",
    "file": "文件",
    "files": "文件",
    "form": "第几份",
    "size": "大小（字节）",
    "targets": "年初目标",
    "wanted": "筛选",
    "filings": "份数",
    "field": "针对",
}
"""What the facts of an event are called; the fields of a form are called as on the form."""
SIGNED = {"code": "验证码"}
"""The same of signatures, whose code is no project's."""
UNTOLD = frozenset({"revision", "page", "indicator"})
"""Facts that say something to programs alone."""
PLACES = frozenset({"place", "unit", "section", "units"})
"""Facts that are numbers of places."""
TIMES = frozenset({"deadline", "until"})
VALUES = {"state": State, "phase": Phase, "role": Role}
"""The facts whose values have names of their own."""
KINDS_OF_THINGS = {kind.value: kind.label for kind in Kind} | {
    name: kind.title for name, kind in KINDS.items()
}
LONGEST = 60
MOST = 6


def subject(chain: str) -> str:
    """What a chain is about: "自评表 17"."""
    kind, _, number = chain.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {number}"


def action(name: str) -> str:
    """What an action is called."""
    return ACTIONS.get(name, name)


def places_in(facts: Any) -> set[int]:
    """The numbers of the places that facts speak of."""
    found = facts if isinstance(facts, dict) else {}
    values = (found.get(name) for name in PLACES)
    each = (one for value in values for one in (value if isinstance(value, list) else [value]))
    return {one for one in each if isinstance(one, int)}


def changes(event: Event, places: Mapping[int, Any] | None = None) -> list[tuple[str, str, str]]:
    """The facts that an event changed: name, before, after, each short enough for a line.

    `places` are those that the facts may name, by their numbers.
    """
    old, new = (value if isinstance(value, dict) else {} for value in (event.before, event.after))
    if event.action == "targets":
        old = {}
    called = Names()
    called.learn(old)
    called.learn(new)
    names = [
        name for name in {**old, **new} if old.get(name) != new.get(name) and name not in UNTOLD
    ]
    told = [
        (
            _called(name, event, called),
            *(_short(_said(name, side, places or {})) for side in (old, new)),
        )
        for name in names
    ]
    if len(told) <= MOST:
        return told
    return [*told[:MOST], (f"等 {len(told)} 处", "", "")]


def _called(name: str, event: Event, called: Names) -> str:
    if event.action in FORMS:
        return called.of(name) if name != "rows" else "指标的增减和次序"
    if event.action in STEPS or event.chain == "signatures":
        return SIGNED.get(name) or NAMES.get(name) or called.of(name)
    return NAMES.get(name) or called.of(name)


FORMS = frozenset({"edit", "import.correct"})
"""Actions whose facts are fields of a form."""


def _said(name: str, facts: dict[str, Any], places: Mapping[int, Any]) -> Any:
    """A value as it is told: what has a name by its name."""
    value = facts.get(name)
    if isinstance(value, list):
        return [_one(name, each, places) for each in value]
    return _one(name, value, places)


def _one(name: str, value: Any, places: Mapping[int, Any]) -> Any:
    if isinstance(value, dict):
        return value.get("name") or "、".join(str(each) for each in value.values() if each)
    if name in PLACES and value in places:
        return places[value]
    if name in VALUES and value in VALUES[name]:
        return VALUES[name](value).label
    if name == "kind":
        return KINDS_OF_THINGS.get(value, value)
    if name in TIMES and value:
        return f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return value


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and len(value) > MOST:
        return f"{len(value)} 项"
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
