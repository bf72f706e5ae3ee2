"""Filings for the roll-up's tests, a few cells at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import jiheng
from jiheng.filing.contract import from_builtins

Row = tuple[str, ...]
Make = Callable[..., jiheng.Filing]


@pytest.fixture(scope="session")
def filing() -> Make:
    """A filing of some rows: level 3 with its points, target, actual, score claimed.

    `level2` and `level1` are those of every row; other facts override what stands here.
    """
    number = 0

    def make(
        funds: tuple[str, str],
        *rows: Row,
        level1: str = "产出指标",
        level2: str = "数量指标",
        **facts: Any,
    ) -> jiheng.Filing:
        nonlocal number
        number += 1
        raw: dict[str, Any] = {
            "id": f"f{number}",
            "path": f"{number}.txt",
            "rulebook": "hubei-2021",
            "fiscal_year": 2021,
            "unit": "云汀区图书馆",
            "project": f"第{number}个项目",
            "supervising_department": "云汀区文化局",
            "implementing_unit": "办公室",
            "category": ["部门预算项目"],
            "budget": {"approved_text": funds[0], "executed_text": funds[1]},
            "groups": [{"text": f"{level1}（80分）"}],
            "indicators": [
                {
                    "group": 0,
                    "level2_text": level2,
                    "level3_text": level3,
                    "target": {"text": target},
                    "actual": {"text": actual},
                    "score_text": score,
                }
                for level3, target, actual, score in rows
            ],
        }
        return from_builtins(raw | facts)

    return make


def whole(result: jiheng.RollupResult, *, explain: bool = False) -> dict[str, Any]:
    """The group of all filings of the only edition."""
    (group,) = result.report(explain=explain)["overall"]
    return dict(group)


def named(group: dict[str, Any], level3: str) -> dict[str, Any]:
    """The only indicator of a name."""
    (found,) = (each for each in group["indicators"] if each["level3"] == level3)
    return dict(found)
