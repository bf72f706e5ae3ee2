from __future__ import annotations

import pytest
from tests.writing import sample

from jiheng.writing import place, severity, verdict
from jiheng.writing.figure import named, one_line, plain, same, signed
from jiheng.writing.statement import comparison, predicate, statement


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (19.90, "19.9"),
        (100.0, "100"),
        (4 - 4.44, "-0.44"),
        (672.76259, "672.76259"),
        (-0.0, "0"),
        (63523000.0, "63523000"),
        (float("nan"), ""),
        (None, ""),
        (" 95\n% ", "95 %"),
        (["甲", "乙"], "甲、乙"),
    ],
)
def test_values_are_written_plainly(value: object, words: str) -> None:
    assert plain(value) == words


def test_absent_values_are_named_and_differences_signed() -> None:
    assert named(None) == "（空）"
    assert named("  ") == "（空）"
    assert [signed(each) for each in (-0.44, 1.0, 0.0, None)] == ["−0.44", "+1", "0", ""]
    assert same(71.6, 71.60000000001)
    assert not same(71.6, 71.61)


def test_control_characters_never_reach_the_reader() -> None:
    assert one_line("甲\x1b[31m乙\u202e\ud800\r\n丙") == "甲[31m乙 丙"


def test_verdict_follows_the_gravest_finding() -> None:
    filing = sample.consulting()
    assert verdict.verdict(filing).words == "退回修改（2 处错误）"
    filing["findings"] = [each for each in filing["findings"] if each["severity"] != "error"]
    assert verdict.verdict(filing).words == "需说明（2 处警告）"
    filing["findings"] = [each for each in filing["findings"] if each["severity"] == "advice"]
    assert verdict.verdict(filing).words == "可以提交"


def test_filings_come_worst_first_and_otherwise_as_read() -> None:
    order = [filing["id"] for filing, _ in verdict.worst_first(sample.report())]
    assert order == ["f13", "f12", "f10", "ok"]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"field": "score", "row": 3, "level3": "策划咨询执行"}, "第3行「策划咨询执行」得分"),
        ({"field": "actual", "row": 1, "level3": None}, "第1行实际完成值"),
        ({"field": "group", "level1": "产出指标"}, "一级指标「产出指标」"),
        ({"field": "budget.rate"}, "执行率"),
        ({"field": None}, "全表"),
        (None, "全表"),
        ({"field": "not yet known", "row": None}, "全表"),
    ],
)
def test_place_in_words(where: dict[str, object] | None, words: str) -> None:
    assert place.words(where) == words


def test_findings_follow_the_form_from_the_top() -> None:
    codes = [each["code"] for each in place.in_form_order(sample.consulting()["findings"])]
    assert codes == ["W04", "T05", "A05", "T02", "A04", "F11", "C06"]


def test_statement_is_the_message_with_its_difference() -> None:
    def said(message: str | None, observed: object, expected: object, gap: float | None) -> str:
        return statement(
            sample.finding(
                "A05",
                "error",
                "得分不符",
                field="score",
                row=1,
                message=message,
                observed=observed,
                expected=expected,
                difference=gap,
            )
        )

    assert said(None, 4.0, 4.44, -0.44) == "得分不符：填 4，应为 4.44（差 −0.44）"
    assert said("填 4，应为 4.44", 4.0, 4.44, -0.44) == "填 4，应为 4.44（差 −0.44）"
    assert said("填 4，应为 4.44，差 0.44。", 4.0, 4.44, -0.44) == "填 4，应为 4.44，差 0.44"
    assert said("没有方向", "4场", "≥4场", None) == "没有方向"
    assert said(None, None, 5.0, None) == "得分不符：填（空），应为 5"
    assert said("只是界限。", "≤5%", None, None) == "只是界限"


def test_predicate_does_not_repeat_the_place() -> None:
    found = sample.finding("F01", "error", "单位名称未填", field="unit")
    assert (statement(found), predicate(found)) == ("单位名称未填", "未填")
    assert comparison(found) == ""


def test_tally_names_every_severity() -> None:
    assert severity.tally({"error": 2, "warning": 0}) == "错误 2，警告 0，建议 0"
