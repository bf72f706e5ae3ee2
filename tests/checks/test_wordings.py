"""The same thing said in many ways: what is wrong is found, what is right is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from jiheng.checking import check
from jiheng.checking.examples import varied
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing

TOLD = "送书下乡场次目标120场，实际114场，完成95%：8月连续强降雨，通村道路中断。"
FULL: dict[str, Any] = {
    "budget.executed_text": "50",
    "budget.rate_text": "100.00%",
    "budget.score_text": "20",
}


def codes(changes: dict[str, Any]) -> set[str]:
    return set(check(varied(changes)).findings["code"])


@pytest.mark.parametrize(
    "sentence",
    [
        "财政下达资金80万元。",
        "年初预算安排80万元，用于送书下乡。",
        "项目预算总额为800000.00元。",
        "项目资金已支付40.1万元。",
        "全年共支出40.1万元。",
        "年内预算执行了40.1万元。",
    ],
)
def test_an_amount_that_contradicts_the_table(sentence: str) -> None:
    assert "N01" in codes({"deviation": sentence + TOLD})
    right = sentence.replace("800000.00", "500000.00").replace("80万", "50万")
    assert "N01" not in codes({"deviation": right.replace("40.1", "48.1") + TOLD})


@pytest.mark.parametrize(
    "sentence",
    [
        "资金支付进度为{}。",
        "支付进度达到{}。",
        "预算资金完成率{}。",
        "预算执行了{}。",
        "全年支出占预算的{}。",
    ],
)
def test_a_rate_that_contradicts_the_table(sentence: str) -> None:
    assert "N02" in codes({"deviation": sentence.format("69.20%") + TOLD})
    assert "N02" not in codes({"deviation": sentence.format("96.20%") + TOLD})


@pytest.mark.parametrize("led", ["实际达到", "已达", "为", "完成"])
def test_an_indicator_that_is_told_otherwise(led: str) -> None:
    assert "N02" in codes({"deviation": f"{TOLD}到车读者满意度{led}89%。"})
    assert "N02" not in codes({"deviation": f"{TOLD}到车读者满意度{led}95.2%。"})


def test_a_target_that_is_told_is_no_completion() -> None:
    name = {"indicators.5.level3_text": "服务完成率（8分）"}
    assert "N02" not in codes({**name, "deviation": f"{TOLD}服务完成率目标为95%，实际96.49%。"})


@pytest.mark.parametrize(
    "claim",
    [
        "无偏差情况",
        "未出现偏差",
        "各项指标全部完成，无偏差。",
        "本项目绩效目标全部实现，不存在偏差",
        "各项绩效目标均按计划完成",
        "没有偏离绩效目标的情况",
    ],
)
def test_a_claim_that_nothing_deviated(claim: str) -> None:
    assert "N06" in codes({"deviation": claim})
    met = {"indicators.1.actual": "120场", "indicators.1.score_text": "10", "total_text": "100"}
    found = codes({"deviation": claim, "improvement": "", **FULL, **met})
    assert not found & {"N05", "N06"}


@pytest.mark.parametrize(
    "later", ["8月追加后为62万元", "经会议研究增加到62万元", "下半年调减到45万元"]
)
def test_a_budget_that_was_adjusted(later: str) -> None:
    assert "N07" in codes({"deviation": f"年初预算50万元，{later}。{TOLD}"})


def test_a_word_of_the_project_explains_no_indicator() -> None:
    short = {"indicators.3.actual": "90%", "indicators.3.score_text": "3.67"}
    name = {"indicators.3.level3_text": "送书下乡图书完好率（4分）"}
    assert "T09" in codes({**short, **name, "deviation": TOLD})
    assert "T09" not in codes({**short, **name, "deviation": f"{TOLD}图书完好率因泡水没有达到。"})


@pytest.mark.parametrize(
    "elsewhere",
    ["执行率87.64%，图书采购少于计划，完好的不多。", "送书下乡图书采购合同6月才签订。"],
)
def test_words_scattered_over_clauses_explain_no_indicator(elsewhere: str) -> None:
    short = {"indicators.3.actual": "90%", "indicators.3.score_text": "3.67"}
    name = {"indicators.3.level3_text": "送书下乡计划完好执行率（4分）"}
    assert "T09" in codes({**short, **name, "deviation": f"{TOLD}{elsewhere}"})
    told = f"{TOLD}{elsewhere}计划完好执行率因泡水没有达到。"
    assert "T09" not in codes({**short, **name, "deviation": told})


def test_a_level2_name_like_no_official_one_is_not_taken_for_one() -> None:
    cost = {"indicators.6.level3_text": "送书下乡总成本（6分）", "indicators.6.target": "≤9万元"}
    for name, also in (("费用指标", False), ("质量标准", True)):
        found = codes({**cost, "indicators.6.level2_text": name})
        assert "C01" in found
        assert ("C03" in found) is also


@pytest.mark.parametrize("name", ["1.送书下乡场次", "（2）送书下乡场次", "项目送书下乡场次"])
def test_an_indicator_that_stands_twice(name: str) -> None:
    assert "C04" in codes({"indicators.2.level3_text": f"{name}（8分）"})


@pytest.mark.parametrize("name", ["支付工程款", "服务费支付金额", "发放工资"])
def test_a_quantity_that_is_only_paying_out(name: str) -> None:
    goal = {"indicators.2.target": "≥50万元", "indicators.2.actual": "50万元"}
    assert "C05" in codes({"indicators.2.level3_text": f"{name}（8分）", **goal})


def test_more_of_what_is_no_cost_is_no_spending() -> None:
    goal = {"indicators.6.target": "≥95%", "indicators.6.actual": "96%"}
    found = codes({"indicators.6.level3_text": "图书完好率（6分）", **goal})
    assert "C03" in found
    assert "T10" not in found


def test_a_qualitative_deduction_wants_a_reason() -> None:
    less = {"indicators.4.score_text": "3.5"}
    assert "A11" in codes(less)
    assert "A11" not in codes({**less, "deviation": f"{TOLD}图书编目质量抽查偶有错漏。"})


def spelt(*units: str) -> list[list[str]]:
    """For each finding of X04 the spellings that it lists."""
    forms = [
        Filing(id=f"f{n}", rulebook="hubei-2021", unit=unit, supervising_department="云汀区文旅局")
        for n, unit in enumerate(units)
    ]
    found = check(Batch.of(forms), select=["X04"]).findings
    return [told.split("、") for told in found["observed"]]


@pytest.mark.parametrize(
    "other",
    ["云汀图书馆", "云汀区图书馆（本级）", "云汀区 图书馆", "区图书馆", "云汀区图书馆机关"],
)
def test_a_unit_written_in_two_ways(other: str) -> None:
    (ways,) = spelt("云汀区图书馆", other, "云汀区文化馆")
    assert set(ways) == {"云汀区图书馆", other}


def test_units_that_are_not_the_same() -> None:
    assert spelt("云汀区图书馆", "云汀县图书馆", "云汀区文化馆") == []
    assert spelt("云汀区图书馆", "云汀县图书馆", "云汀图书馆") == []
