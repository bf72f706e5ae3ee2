"""Layouts are data: the national and the Sichuan form, and one never seen, by the same code."""

from __future__ import annotations

from pathlib import Path

import pytest

import jiheng
from jiheng.filing.model import Filing
from jiheng.reading import documents

SPECIMENS = Path(__file__).parent / "specimens"


def row(text: str) -> str:
    return "".join(f"\t{cell}\n" for cell in text.split("|")) + "\n"


def read(text: str) -> list[Filing]:
    return list(documents.read_bytes(text.encode(), "form.txt").filings)


@pytest.fixture(scope="module")
def national() -> Filing:
    (filing,) = documents.read(SPECIMENS / "national.txt").filings
    return filing


@pytest.fixture(scope="module")
def sichuan() -> Filing:
    (filing,) = documents.read(SPECIMENS / "sichuan.txt").filings
    return filing


def cells(filing: Filing) -> list[tuple[object, ...]]:
    return [
        (
            i.level1,
            i.level2_text,
            i.level3_text,
            i.target.text,
            i.actual.text,
            i.weight,
            i.score_claimed,
            i.deviation,
        )
        for i in filing.indicators
    ]


def test_national_heading(national: Filing) -> None:
    assert national.title == "项目支出绩效自评表（2022年度）"
    assert national.fiscal_year == 2022
    assert national.template == "national"
    assert national.rulebook == "mof-2020"
    assert national.project == "县乡公路桥梁养护"
    assert national.supervising_department == "219-明河县交通运输局"
    assert national.implementing_unit == "219001-明河县青禾镇人民政府"


def test_national_budget(national: Filing) -> None:
    budget = national.budget
    assert (budget.unit, budget.approved, budget.executed) == ("万元", 120, 117.6)
    assert (budget.rate_text, budget.rate_claimed) == ("98%", 98)
    assert (budget.weight, budget.score_claimed) == (10, 9.8)
    assert [(line.label, line.approved, line.executed) for line in budget.lines] == [
        ("其中：当年财政拨款", 100, 97.6),
        ("上年结转资金", 20, 20),
        ("其他资金", 0, 0),
    ]
    assert (budget.initial, national.total_weight_text, national.notes) == (100, "100", "")
    assert [(line.initial, line.rate_text) for line in budget.lines] == [
        (80, "97.6%"),
        (20, "100%"),
        (0, ""),
    ]


def test_national_goals_and_indicators(national: Filing) -> None:
    assert national.goal == "完成全镇12座桥梁的年度养护，保障汛期通行安全。"
    assert national.goal_actual == "12座桥梁养护全部完成，其中1座因汛期延后，11月通车。"
    assert [(g.level1, g.declared) for g in national.groups] == [
        ("产出指标", 50),
        ("效益指标", 30),
        ("满意度指标", 10),
    ]
    why = "汛期一座桥停工两个月；今后把工期排在汛前"
    output, benefit = "产出指标", "效益指标"
    assert cells(national) == [
        (output, "数量指标", "养护桥梁座数", "≥12座", "12座", 10, 10, ""),
        (output, "数量指标", "桥梁巡查里程", "≥800公里", "820公里", 10, 10, ""),
        (output, "质量指标", "养护工程验收合格率", "≥95%", "96%", 10, 10, ""),
        (output, "时效指标", "按期完工率", "≥100百分比", "90", 10, 9, why),
        (output, "成本指标", "养护总成本", "≤120万元", "117.6万元", 10, 10, ""),
        (benefit, "社会效益指标", "受益群众人数", "≥5000人", "5200人", 15, 15, ""),
        (benefit, "可持续影响指标", "桥梁长效管护机制", "建立健全", "达成预期指标", 15, 15, ""),
        ("满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "93%", 10, 10, ""),
    ]
    assert national.total_claimed == 98.8


def test_sichuan_heading(sichuan: Filing) -> None:
    assert sichuan.title == "部门预算项目支出绩效自评表（2023年度）"
    assert sichuan.fiscal_year == 2023
    assert sichuan.template == "sichuan"
    assert sichuan.rulebook == "sichuan-2023"
    assert sichuan.project_code == "51092324T000010000001"
    assert sichuan.project == "乡镇卫生院设备更新"
    assert sichuan.supervising_department == "清溪县卫生健康局"
    assert sichuan.implementing_unit == "清溪县石桥镇中心卫生院"


def test_sichuan_budget(sichuan: Filing) -> None:
    budget = sichuan.budget
    assert (budget.unit, budget.approved, budget.executed) == ("万元", 96, 93.6)
    assert (budget.rate_text, budget.weight, budget.score_claimed) == ("97.50%", 10, 9.75)
    assert [(line.label, line.approved, line.executed) for line in budget.lines] == [
        ("其中：财政资金", 96, 93.6),
        ("财政专户管理资金", 0, 0),
        ("单位资金", 0, 0),
        ("其他资金", None, None),
    ]
    assert sichuan.notes.split("\n")[0] == "报表编号：510000_0013zp"
    assert (budget.initial, budget.initial_text, sichuan.total_weight_text) == (90, "90.00", "100")


def test_sichuan_goals_and_indicators(sichuan: Filing) -> None:
    assert sichuan.goal == "更新X光机等设备6台，10月底前投入使用。"
    assert sichuan.goal_actual.split("\n") == [
        "6台设备均已到货验收，10月20日投入使用。",
        "3月完成招标，7月到货，9月培训操作人员18名，10月投入使用。",
    ]
    assert sichuan.performance_weight == 90
    why = "9月才完成培训；明年提前排班并向各村公告"
    output, benefit = "产出指标", "效益指标"
    assert cells(sichuan) == [
        (output, "数量指标", "更新设备台数", "＝6台", "6", 20, 20, ""),
        (output, "质量指标", "设备验收合格率", "≥95%", "100", 15, 15, ""),
        (output, "时效指标", "设备投入使用时间", "10月底前", "10月20日", 10, 10, ""),
        (output, "成本指标", "设备采购成本", "≤90万元", "87.6", 10, 10, ""),
        (benefit, "社会效益指标", "年检查人次", "≥8000人次", "7600", 20, 19, why),
        (benefit, "可持续影响指标", "设备管理制度", "健全", "达成预期指标", 10, 10, ""),
        ("满意度指标", "服务对象满意度指标", "就诊群众满意度", "≥90%", "92", 5, 5, ""),
    ]


def test_sichuan_words_below_the_table(sichuan: Filing) -> None:
    assert sichuan.total_claimed == 98.75
    assert sichuan.conclusion == "项目自评98.75分，设备按期投用，基层检查能力明显提高。"
    assert sichuan.deviation.split("\n") == [
        "中标价低于概算，节余留待冲减尾款；年中按批复追加培训费6万元",
        "设备投用时间靠后，全年检查人次少于目标。",
    ]
    assert sichuan.improvement == "次年年初公布检查安排，并把设备使用率纳入月度考核。"
    assert sichuan.signature == "项目负责人：周明礼\n财务负责人：沈若兰"


@pytest.mark.parametrize("name", ["national", "sichuan"])
def test_a_correct_form_has_no_error_and_nothing_left_over(name: str) -> None:
    batch = jiheng.read(SPECIMENS / f"{name}.txt")
    found = jiheng.check(batch).findings
    assert [document.status for document in batch.documents] == ["read"]
    assert batch.filings[0].unplaced == batch.filings[0].placeholders == ()
    assert found.filter(found["severity"].is_in(["error", "warning"])).is_empty()


def test_a_wrong_figure_in_either_layout_is_found() -> None:
    for name, right, wrong in (("national", "98.8", "98.9"), ("sichuan", "98.75\n", "99.75\n")):
        text = (SPECIMENS / f"{name}.txt").read_text("utf-8").replace(f"\t{right}", f"\t{wrong}")
        found = jiheng.check(documents.read_bytes(text.encode(), name)).findings
        assert "A04" in found["code"].to_list(), name


def test_a_total_whose_score_is_blank_is_not_the_full_marks() -> None:
    for name, score in (("national", "98.8"), ("sichuan", "98.75")):
        text = (SPECIMENS / f"{name}.txt").read_text("utf-8")
        (filing,) = read(text.replace(f"\t{score}\n", "\t\n"))
        assert filing.total_claimed is None
        assert filing.total_weight_text == "100"


@pytest.mark.parametrize("name", ["national", "sichuan"])
def test_a_template_prompt_is_no_answer(name: str) -> None:
    text = (SPECIMENS / f"{name}.txt").read_text("utf-8")
    prompt = "针对自评中发现的问题提出意见（200字以内）"
    (filing,) = read(text + row(f"改进措施|{prompt}"))
    assert prompt not in filing.improvement
    assert [left.text for left in filing.placeholders] == [prompt]


def test_a_reason_column_that_only_says_what_to_write_gives_no_reason() -> None:
    text = (SPECIMENS / "sichuan.txt").read_text("utf-8")
    reason = "中标价低于概算，节余留待冲减尾款；年中按批复追加培训费6万元"
    (filing,) = read(text.replace(reason, "执行率低于90%的说明原因（100字以内）"))
    assert filing.deviation == "设备投用时间靠后，全年检查人次少于目标。"
    assert not filing.unplaced


def test_the_column_for_the_budget_is_the_adjusted_one() -> None:
    (filing,) = read(
        row("项目名称|甲")
        + row("预算|年度预算数|调整后预算数|执行数|得分")
        + row("资金总额|50|60|30|5")
        + row("一级指标|二级指标|三级指标|指标值|完成值|得分")
        + row("产出指标|数量指标|座数|1座|1座|90")
    )
    assert filing.budget.approved == 60


def test_a_budget_that_was_never_adjusted_is_the_initial_one() -> None:
    (filing,) = read(
        row("项目名称|甲")
        + row("项目资金||年初预算数|全年执行数|得分")
        + row("|年度资金总额|50|30|6")
        + row("|一级指标|二级指标|三级指标|指标值|完成值|得分")
        + row("|产出指标|数量指标|座数|1座|1座|90")
    )
    assert filing.budget.approved == 50


def test_a_layout_never_seen_gives_what_could_be_placed_and_names_the_rest() -> None:
    batch = documents.read_bytes(
        (
            "某市专项资金绩效情况\n\n"
            + row("项目名称|老旧小区改造")
            + row("立项依据|市政府常务会议纪要")
            + row("一级指标|二级指标|三级指标|指标值|完成值|评审意见")
            + row("产出指标|数量指标|改造小区数|≥3个|3个|属实")
        ).encode(),
        "never.txt",
    )
    (filing,) = batch.filings
    assert filing.project == "老旧小区改造"
    assert [(i.level3, i.target.text, i.actual.text) for i in filing.indicators] == [
        ("改造小区数", "≥3个", "3个")
    ]
    assert [left.text for left in filing.unplaced] == [
        "某市专项资金绩效情况",
        "立项依据",
        "市政府常务会议纪要",
        "评审意见",
        "属实",
    ]
    assert [document.status for document in batch.documents] == ["partly"]
    found = jiheng.check(batch).findings
    assert found.filter(found["code"] == "R03").height == 5
