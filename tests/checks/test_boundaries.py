"""Both sides of every boundary that a careful reviewer would think of."""

from typing import Any

import msgspec
import pytest

from jiheng.checking import check
from jiheng.checking.examples import specimen, varied
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing, Group, Indicator, understood_indicator

Changes = dict[str, Any]

THIRD = {"budget.approved_text": "3", "budget.executed_text": "1", "budget.rate_text": "33.33%"}
HALF = {"budget.approved_text": "80", "budget.executed_text": "50.02"}
FULL = {"budget.executed_text": "50", "budget.rate_text": "100%", "budget.score_text": "20"}


def goal(row: int, target: str, actual: str, score: str) -> Changes:
    at = f"indicators.{row}"
    return {f"{at}.target": target, f"{at}.actual": actual, f"{at}.score_text": score}


def told(text: str, **more: Any) -> Changes:
    return {"deviation": text, **more}


FIRES: list[tuple[str, Changes]] = [
    ("F01", {"unit": "　 "}),
    ("F02", {"filled_on_text": "2月16日"}),
    ("F05", {"project": "——"}),
    ("F07", {"indicators.1.actual": "……"}),
    ("F09", {"indicators.1.score_text": "/"}),
    ("F11", {"opinion": "/"}),
    ("F12", {"groups.0.text": "产出效益（40分）"}),
    ("A01", {"budget.rate_text": "96.21%"}),
    ("A01", {"budget.rate_text": "97%"}),
    ("A01", {"budget.rate_text": "9620%"}),
    ("A02", {"budget.rate_text": "96"}),
    ("A02", {"like": 2, "budget.rate_text": "1"}),
    ("A03", {**THIRD, "budget.score_text": "6.66"}),
    ("A03", {**THIRD, "budget.score_text": "6.6"}),
    ("A03", {**THIRD, "budget.score_text": "7"}),
    ("A03", {"budget.score_text": "19.25"}),
    ("A03", {**HALF, "budget.score_text": "12.52"}),
    ("A04", {"total_text": "98.75"}),
    ("A05", goal(2, "≥30000册", "30000册", "7.99")),
    ("A05", goal(7, "≥800人", "799人", "10")),
    ("A05", goal(7, ">800人", "801人", "9.99")),
    ("A05", goal(7, "=800人", "1000人", "10")),
    ("A05", goal(7, "700-800人", "600人", "10")),
    ("A05", goal(7, "40-50分贝", "60分贝", "10")),
    ("A05", goal(6, "≤50万元", "50.01万元", "5.98")),
    ("A05", goal(6, "≤0件", "1件", "6")),
    ("A05", goal(9, "≥90%", "完成90%", "11")),
    ("A06", {"indicators.3.score_text": "4.01"}),
    ("A07", {"indicators.9.score_text": "13.27"}),
    ("A07", {"budget.weight_text": "预算执行情况（10分）"}),
    ("A10", {"indicators.4.actual": "部分达成", "indicators.4.score_text": "1.99"}),
    ("A10", {"indicators.4.actual": "未达成", "indicators.4.score_text": "2.01"}),
    ("A11", goal(2, "≥30000册", "30000册", "7.99")),
    ("A11", {"indicators.4.score_text": "3.5"}),
    ("A12", {"indicators.3.score_text": "4.000"}),
    ("W02", {"indicators.3.level3_text": "图书完好率（4.5分）"}),
    ("W03", {"groups.1.text": "效益指标（20.5分）"}),
    ("W05", {"indicators.9.level3_text": "到车读者满意度（20.01分）"}),
    ("T01", goal(6, "≤50万元", "控制在预算内", "6")),
    ("T02", goal(3, "≥98%", "98%以上", "4")),
    ("T02", goal(3, "≥98%", "不低于98.6%", "4")),
    ("T04", goal(4, "有所提升", "有所提升", "4")),
    ("T05", goal(6, "50万元", "48.1万元", "6")),
    ("T06", goal(1, "≥120场", "114人次", "9.5")),
    ("T06", goal(6, "≤50万元", "48.1%", "6")),
    ("T08", goal(3, "≥70%", "91%", "4")),
    ("T08", {**goal(2, "≥30000册", "39000册", "8"), "indicators.2.deviation": "无"}),
    ("T09", told("无", **goal(1, "≥120场", "119场", "9.92"))),
    ("T09", told("8月雨多路断。", **goal(5, "6月底前", "7月1日", "8"))),
    ("T09", goal(4, "符合编目规范", "部分完成", "3")),
    ("T10", goal(6, ">50万元", "60万元", "6")),
    ("T10", goal(6, "50万元以上", "60万元", "6")),
    ("T11", goal(3, "≥98%", "100.01%", "4")),
    ("C01", {"indicators.5.level2_text": "时效性指标"}),
    ("C02", {"indicators.7.level2_text": "服务对象满意度指标"}),
    ("C04", {"indicators.10.level3_text": "到车读者满意度（8分）"}),
    ("C06", {"indicators.6.level2_text": "质量指标"}),
    ("N01", told("预算总额为50.6万元，送书下乡场次少6场。")),
    ("N01", told("送书下乡场次少6场，实际支出480999元。")),
    ("N02", told("送书下乡场次少6场，预算执行率仅为96.21%。")),
    ("N02", told("送书下乡场次完成率达到9500%。")),
    ("N02", told("送书下乡场次完成率仅百分之九十。")),
    ("N03", told("2021年度城区道路绿化项目因招标推迟，未能完工。")),
    ("N04", told("/", **{"budget.executed_text": "39.999"})),
    ("N05", {"improvement": "无"}),
    ("N06", told("没有偏差")),
    ("N06", told("无", **{**FULL, "budget.executed_text": "49.9", "budget.score_text": "19.96"})),
    ("N07", told("需求压缩，预算调减至45万元，送书下乡场次少6场。")),
]

SILENT: list[tuple[str, Changes]] = [
    ("F02", {"filled_on_text": "二〇二二年二月十六日"}),
    ("F05", {"project": "无线网络运行维护"}),
    ("F07", {"indicators.7.actual": "0"}),
    ("F07", {"indicators.4.actual": "无违规"}),
    ("F09", {"indicators.1.score_text": "0"}),
    ("F12", {"groups.2.text": "其他指标（20分）"}),
    ("F13", {"total_text": "0"}),
    ("A01", {"budget.rate_text": "96%"}),
    ("A01", {"budget.rate_text": ""}),
    ("A01", {"budget.approved_text": "0"}),
    ("A02", {"budget.rate_text": ""}),
    ("A02", {"budget.rate_text": "９６.２０％"}),
    ("A02", {"like": 2, "budget.rate_text": "100.00%"}),
    ("A03", {**THIRD, "budget.score_text": "6.67"}),
    ("A03", {**THIRD, "budget.score_text": "6.7"}),
    ("A03", {**THIRD, "budget.score_text": "6.667"}),
    ("A03", {"budget.score_text": ""}),
    ("A03", {"budget.approved_text": "0"}),
    ("A03", {**HALF, "budget.score_text": "12.51"}),
    ("A03", {**HALF, "budget.score_text": "12.505"}),
    ("A04", {"total_text": "98.740"}),
    ("A04", {"total_text": ""}),
    ("A04", {"indicators.1.score_text": ""}),
    ("A05", goal(7, "≥800人", "700人", "8.7")),
    ("A05", goal(7, "≥800人", "800人", "10")),
    ("A05", goal(7, ">800人", "800人", "10")),
    ("A05", goal(7, "=800人", "1000人", "8")),
    ("A05", goal(7, "700-800人", "1000人", "8")),
    ("A05", goal(7, "700-800人", "1000人", "10")),
    ("A05", goal(7, "700-800人", "630人", "9")),
    ("A05", goal(7, "700-800人", "750人", "10")),
    ("A05", goal(6, "≤50万元", "60万元", "5.00")),
    ("A05", goal(6, "≤0件", "0件", "6")),
    ("A05", goal(6, "≤0件", "1件", "0")),
    ("A05", goal(5, "≤30分钟", "1小时", "4")),
    ("A05", goal(5, "≤30分钟", "0.5小时", "8")),
    ("A05", goal(3, "≥98%", "≥98%", "3")),
    ("A05", goal(3, "≥98%", "已完成", "3")),
    ("A05", goal(1, "≥120场", "完成81.25%", "8.13")),
    ("A05", {"indicators.1.score_text": ""}),
    ("A05", {"indicators.1.score_text": "11"}),
    ("A06", {"indicators.3.score_text": "4.00"}),
    ("A07", {"indicators.9.score_text": "13.26"}),
    ("A07", {"budget.weight_text": "", "groups.0.text": "产出指标"}),
    ("A08", {"budget.executed_text": "500000元"}),
    ("A10", {"indicators.4.score_text": "4.01"}),
    ("A10", {"indicators.4.actual": "尚在统计", "indicators.4.score_text": "1"}),
    ("A10", {"indicators.4.actual": "部分达成", "indicators.4.score_text": "3.19"}),
    ("A10", {"indicators.4.actual": "未达成", "indicators.4.score_text": "1.99"}),
    ("A11", goal(7, "≥800人", "799人", "9")),
    ("A11", {"indicators.4.score_text": "4"}),
    ("A12", {"indicators.3.score_text": "4.00"}),
    ("W01", {"indicators.3.level3_text": "图书完好率(4分)"}),
    ("W02", {"groups.1.text": "效益指标"}),
    ("W03", {"budget.weight_text": "预算执行情况（10分）", "groups.0.text": "产出指标（50分）"}),
    ("W04", {"groups.0.text": "产出指标（49.5分）"}),
    ("T01", goal(4, "符合编目规范", "符合", "4")),
    ("T02", goal(5, "6月底前", "6月20日前", "8")),
    ("T04", goal(4, "按合同约定交付", "按合同约定交付", "4")),
    ("T05", goal(5, "6月底前", "6月20日", "8")),
    ("T05", goal(4, "符合编目规范", "符合", "4")),
    ("T06", goal(5, "≤30分钟", "0.5小时", "8")),
    ("T06", goal(1, "≥120场", "", "9.5")),
    ("T07", {"budget.executed_text": "48.1万"}),
    ("T07", goal(6, "≤500000元", "481000元", "6")),
    ("T08", goal(3, "≥70%", "90.99%", "4")),
    ("T08", goal(6, "≤50万元", "20万元", "6")),
    ("T08", told("配送图书册数超出较多，因省馆增拨。", **goal(2, "≥30000册", "60000册", "8"))),
    ("T09", goal(3, "≥98%", "98%", "4")),
    ("T09", goal(5, "6月底前", "6月30日", "8")),
    ("T09", goal(3, "≥98%", "≥90%", "4")),
    ("T09", told("部分指标没有完成，主要受8月连续强降雨影响。")),
    ("T10", goal(6, "≤60%", "55%", "6")),
    ("T10", goal(2, "≥30万元", "31万元", "8")),
    ("T11", goal(3, "≥98%", "同比增长120%", "4")),
    ("T11", goal(1, "≥120场", "114场", "9.5")),
    ("C01", {"indicators.5.level2_text": "产出时效（8分）"}),
    ("C02", {"indicators.7.level2_text": "其他效益"}),
    ("C03", goal(5, "12月底前", "12月20日", "8")),
    ("C04", {"indicators.10.level3_text": "到车读者满意度测评（8分）"}),
    ("N01", told("预算金额50万元，送书下乡场次少6场，支出合计48.1万元。")),
    ("N01", told("2021年度城区道路绿化项目预算80万元，未能完工。")),
    ("N01", told("其中车辆维修3.5万元，送书下乡场次少6场。")),
    ("N02", told("送书下乡场次没有全部完成，8月降雨量比常年多35%。")),
    ("N02", told("送书下乡场次少6场，预算执行率约为96%。")),
    ("N02", told("送书下乡场次少6场。图书借阅完成率为80%。")),
    ("N02", told("图书完好率达到98.6%，村级图书点正常开放率完成96.67%。")),
    ("N03", told("该项目受强降雨影响，送书下乡场次少6场。")),
    ("N04", told("尾款次年支付。", **{"budget.executed_text": "10"})),
    ("N05", told("/", improvement="/")),
    ("N06", told("无重大偏差，送书下乡场次少6场。")),
    ("N07", told("年中追加5万元，预算调整为50万元，送书下乡场次少6场。")),
]


def codes(batch: Batch) -> list[str]:
    return check(batch).findings["code"].to_list()


@pytest.mark.parametrize(("code", "changes"), FIRES)
def test_fires(code: str, changes: Changes) -> None:
    assert code in codes(varied(changes))


@pytest.mark.parametrize(("code", "changes"), SILENT)
def test_is_silent(code: str, changes: Changes) -> None:
    assert code not in codes(varied(changes))


# Filings of another shape than the specimen's


def shortened(filing: Filing, rows: int) -> Filing:
    return msgspec.structs.replace(filing, indicators=filing.indicators[:rows])


def indicator(row: int, level3: str, target: str, actual: str, score: str) -> Indicator:
    return understood_indicator(
        row=row,
        group=0,
        level1="产出指标",
        level2_text="数量指标",
        level3_text=level3,
        target_text=target,
        actual_text=actual,
        score_text=score,
    )


def bare(*indicators: Indicator) -> Filing:
    """The second specimen with one group of 40 points and these indicators."""
    filing = specimen().filings[1]
    group = Group("产出指标", 40.0, "产出指标（40分）")
    return msgspec.structs.replace(filing, groups=(group,), indicators=indicators)


def test_a_form_without_indicators_has_its_groups_reported_only() -> None:
    filing = msgspec.structs.replace(specimen().filings[1], indicators=(), groups=())
    assert sorted(codes(Batch.of([filing]))) == ["F12", "F12"]


def test_one_indicator_that_repeats_its_target_is_no_pattern() -> None:
    one = indicator(1, "活动场次（40分）", "24场", "24场", "40")
    two = indicator(2, "活动人次（1分）", "24人次", "24人次", "1")
    assert "T03" not in codes(Batch.of([bare(one)]))
    assert "T03" in codes(Batch.of([bare(one, two)]))


def test_inferred_weights_are_shown() -> None:
    rows = [
        indicator(1, "活动场次", "≥24场", "24场", "30"),
        indicator(2, "活动人次", "≥100人次", "50人次", "5"),
    ]
    found = check(Batch.of([bare(*rows)])).findings.filter(code="W01").row(0, named=True)
    assert (found["observed"], found["expected"]) == ("2", "活动场次 30、活动人次 10")


@pytest.mark.parametrize(("rows", "fires"), [(2, False), (3, True)])
def test_a_set_of_indicators_has_three(rows: int, fires: bool) -> None:
    one = shortened(specimen().filings[0], rows)
    other = msgspec.structs.replace(one, id="other", project="2021年度社区图书室项目")
    assert ("X02" in codes(Batch.of([one, other]))) is fires


@pytest.mark.parametrize(("length", "fires"), [(19, False), (20, True)])
def test_a_narrative_has_twenty_characters(length: int, fires: bool) -> None:
    text = "雨季送书车次少了几趟因此全年场次没有达到原定的数目"[:length]
    assert ("X01" in codes(varied({"improvement": text}, {"improvement": text}))) is fires


def test_copies_are_one_group() -> None:
    text = specimen().filings[0].improvement
    batch = varied({}, {"improvement": text}, {"like": 2, "improvement": text})
    found = check(batch).findings.filter(code="X01")
    assert found["filings"].to_list() == [[0, 1, 2]]
    assert found["observed"].to_list() == ["100%"]


def test_the_same_project_of_no_known_unit_is_filed_twice() -> None:
    nobody = {"unit": "", "implementing_unit": ""}
    assert "X03" in codes(varied({"like": 1, **nobody}, {"like": 1, **nobody}))
    assert "X03" not in codes(varied({"like": 1, "project": ""}, {"like": 1, "project": ""}))


def test_a_short_name_that_fits_two_units_names_neither() -> None:
    batch = varied({}, {"unit": "芦洲区图书馆"}, {"like": 2, "unit": "图书馆"})
    assert "X04" not in codes(batch)


def test_three_spellings_are_one_finding() -> None:
    batch = varied({}, {"unit": "区图书馆"}, {"like": 2, "unit": "图书馆"})
    found = check(batch).findings.filter(code="X04").row(0, named=True)
    assert found["observed"] == "云汀区图书馆、区图书馆、图书馆"
    assert found["expected"] == "云汀区图书馆"
    assert found["filings"] == [0, 1, 2]


def test_full_marks_of_one_unit_say_nothing_of_another() -> None:
    other = {"like": 2, "unit": "云汀区文化馆"}
    batch = varied({}, {}, {**other, "project": "甲项目"}, {**other, "project": "乙项目"})
    found = check(batch).findings.filter(code="X05")
    assert found["filings"].to_list() == [[2, 3]]


def test_repetitions_name_the_first_row() -> None:
    same = {f"indicators.{row}.level3_text": "送书下乡场次（8分）" for row in (3, 5)}
    found = check(varied(same)).findings.filter(code="C04")
    assert found["row"].to_list() == [3, 5]
    assert all("第 1 行" in message for message in found["message"])
