"""What events are called on screen."""

from __future__ import annotations

from typing import Any

from jiheng.web.cycles.models import Phase
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
    "fiscal_year": "预算年度",
    "project": "项目",
    "cycle": "年度工作",
}
"""What the facts of an event are called; fields of a form keep their own names."""
VALUES = {"state": State, "phase": Phase, "kind": Kind, "role": Role}
"""The facts whose values have names of their own."""
LONGEST = 60
MOST = 6


def subject(chain: str) -> str:
    """What a chain is about: "自评表 17"."""
    kind, _, number = chain.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {number}"


def action(name: str) -> str:
    """What an action is called."""
    return ACTIONS.get(name, name)


def changes(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """The facts that an event changed: name, before, after, each short enough for a line."""
    old, new = (value if isinstance(value, dict) else {} for value in (before, after))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    told = [
        (NAMES.get(name, name), _short(_named(name, old)), _short(_named(name, new)))
        for name in names
    ]
    if len(told) <= MOST:
        return told
    return [*told[:MOST], (f"等 {len(told)} 处", "", "")]


def _named(name: str, facts: dict[str, Any]) -> Any:
    value = facts.get(name)
    if name in VALUES and value in VALUES[name]:
        return VALUES[name](value).label
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
