"""Targets and results as offices write them: found where wrong, and nothing where a reviewer sees
nothing."""

from __future__ import annotations

import pytest
from tests.reading.test_local_layouts import COLUMNS, FUNDS, HEAD, page

import jiheng
from jiheng.reading import documents


def codes(name: str, target: str, actual: str, score: str, why: str = "") -> set[str]:
    """The codes of what is found on one indicator of 20 points."""
    row = f"产出指标|数量指标|{name}|{target}|{actual}|20|{score}|{why}"
    checked = jiheng.check(documents.read_bytes(page(*HEAD, *FUNDS, COLUMNS, row), "form"))
    found = checked.findings
    return set(found.filter(found["row"] == 1)["code"])


@pytest.mark.parametrize(
    "target",
    ["新建3个、改造2个", "≥50户、100人", "2/3", "前三名", "A级", "三级以上", "全覆盖", "每季度末"],
)
def test_a_target_that_can_be_verified_is_no_vague_one(target: str) -> None:
    assert "T04" not in codes("完成数量", target, target, "20")


@pytest.mark.parametrize("target", ["有效提升", "满意", "2023年有所提升", "若干套"])
def test_a_target_without_a_standard_is_vague(target: str) -> None:
    assert "T04" in codes("完成数量", target, target, "20")


@pytest.mark.parametrize(
    ("name", "target", "actual"),
    [
        ("活动场次", "10-12场", "13场"),
        ("满意度", "90%-95%", "97%"),
        ("活动场次", "约30场", "29场"),
        ("简报期数", "每月1期", "12期"),
        ("简报期数", "12期", "每月1期"),
        ("办结时间", "3.15前", "3月10日"),
        ("检查次数", "至少开展2次", "2次"),
    ],
)
def test_what_a_reviewer_takes_for_met(name: str, target: str, actual: str) -> None:
    assert not codes(name, target, actual, "20") & {"A05", "T06", "T09"}


@pytest.mark.parametrize(
    ("name", "target", "actual"),
    [
        ("活动场次", "10-12场", "9场"),
        ("单位成本", "10-12元", "13元"),
        ("夜间噪声", "40-50分贝", "55分贝"),
        ("活动场次", "约30场", "20场"),
        ("检查次数", "至少开展2次", "1次"),
    ],
)
def test_what_a_reviewer_takes_for_missed(name: str, target: str, actual: str) -> None:
    assert {"A05", "T09"} <= codes(name, target, actual, "20")


def test_nearly_about_so_many_is_taken_at_its_word() -> None:
    assert "A05" not in codes("活动场次", "约30场", "29场", "19.33", "一场因雨取消")
