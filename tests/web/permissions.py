"""`python -m tests.web.permissions FILE`: who may do what, as the walk through addresses proves.

The roles and states come from ACTIONS, the addresses from the table that the walk goes by.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("JIHENG_DATA", tempfile.mkdtemp(prefix="jiheng-web-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")

import django

django.setup()

from tests.web.walking import DOORS, OWN, PUBLIC, TOKEN, addresses

from jiheng.web.organisations.models import ROLE_PLACES, Role
from jiheng.web.organisations.permissions import ANY, FILING_ACTIONS, PLACE_ACTIONS, Action
from jiheng.web.organisations.states import State

HEAD = """# 权限：谁能做什么

本页由程序生成（`make docs`），不要手改。权限只有一处定义：
`jiheng.web.organisations.permissions.ACTIONS`；测试 `tests/web/test_walk.py`
用每种角色（以及没有登录、没有角色、外地区的人员）走遍下面的每一个地址，结果须与本页一致。

This page is generated from the table of permissions and from the addresses that the tests walk
with every role.

一个角色管到它所在机构的里面：单位的经办管本单位和它的科室，主管部门的审核管所属各单位，财政管全地区。
不在职责范围内的，一律答“没有找到”（404），看不出有没有；看得到而不能做的，答“不能这样做”（403）。
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join(
        [
            HEAD,
            "## 角色设在哪里\n",
            *_places(),
            "\n## 对自评表\n",
            "格内是自评表处于哪些状态时可以做；“–”为不能做。\n",
            *_actions(FILING_ACTIONS),
            "\n## 对机构、人员、项目、年度工作\n",
            *_actions(PLACE_ACTIONS),
            "\n## 每个地址\n",
            *_addresses(),
            "",
        ]
    )


def _places() -> Iterator[str]:
    yield "| 角色 | 设在 |"
    yield "|---|---|"
    for role in Role:
        yield f"| {role.label} | {'、'.join(sorted(kind.label for kind in ROLE_PLACES[role]))} |"


def _actions(actions: dict[str, Action]) -> Iterator[str]:
    yield "| | " + " | ".join(role.label for role in Role) + " |"
    yield "|---|" + "---|" * len(Role)
    for action in actions.values():
        cells = (_states(action.roles.get(role, frozenset())) for role in Role)
        yield f"| {action.title} | " + " | ".join(cells) + " |"


def _states(states: frozenset[State]) -> str:
    if states == ANY:
        return "✓"
    return "、".join(state.label for state in State if state in states) or "–"


def _addresses() -> Iterator[str]:
    yield "| 地址 | 名称 | 谁能进 |"
    yield "|---|---|---|"
    for name in addresses():
        door = DOORS[name]
        yield f"| `{name}` | {door.title} | {_who(door)} |"


def _who(door) -> str:
    if door.action == PUBLIC:
        return "不用登录"
    if door.action == TOKEN:
        return "登录的人员，或持令牌的程序，只见自己的"
    if door.action == OWN:
        return "登录的人员，只见自己的"
    action = (FILING_ACTIONS | PLACE_ACTIONS)[door.action]
    if door.on == "filer":
        return f"“{action.title}”，只限本人"
    return f"“{action.title}”：{'、'.join(role.label for role in Role if role in action.roles)}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
