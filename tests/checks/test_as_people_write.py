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


def told(words: str) -> dict[str, str]:
    """What is found on a form of 2023, 95 % of its budget spent, by code, with these words."""
    rows = (
        COLUMNS,
        "产出指标|数量指标|养护面积|≥30万平方米|31万平方米|80|80|",
        "满意度指标|服务对象满意度指标|居民满意度|≥90%|92%|10|10|",
        "总分=5|100|99.5|",
        f"偏差原因分析=2|{words}=6",
        "改进措施=2|按月调度=6",
    )
    found = jiheng.check(documents.read_bytes(page(*HEAD, *FUNDS, *rows), "form")).findings
    return dict(zip(found["code"], found["message"], strict=True))


@pytest.mark.parametrize(
    "words",
    [
        "年初预算100万元，年中追加20万元，全年预算120万元，实际支出114万元，执行率95%。",
        "年初预算100万元，用于养护。",
        "上年执行率88%，今年执行率95%。",
        "截至6月底支出50万元，执行率41.67%；截至12月底执行率95%。",
        "2024年计划安排预算130万元。",
        "上半年实际支出40万元，进度偏慢。",
        "因质保金6万元未到支付期，执行率95%。",
    ],
)
def test_numbers_of_another_time_contradict_nothing(words: str) -> None:
    assert not told(words).keys() & {"N01", "N02"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("上年执行率88%，今年执行率97%。", "N02", "文中说执行率97%，按表中数字应为 95%"),
        ("全年预算120万元，实际支出110万元。", "N01", "文中说执行数110万元，表中是 114 万元"),
        ("年初预算110万元，用于养护。", "N01", "文中说预算110万元，表中是 120 万元"),
        ("2023年实际支出110万元。", "N01", "文中说执行数110万元，表中是 114 万元"),
        ("居民满意度达95%。", "N02", "文中说“居民满意度”95%，表中实际完成值是 92%"),
        ("无偏差。", "N06", "原因栏写“无偏差。”，但预算执行只得 9.5 分"),
    ],
)
def test_numbers_of_the_year_are_held_against_the_table(words: str, code: str, said: str) -> None:
    assert told(words)[code] == said
