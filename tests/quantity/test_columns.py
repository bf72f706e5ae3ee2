"""Amounts, rates, scores, dates and points in the cells and labels that hold them."""

import pytest

from jiheng.quantity import (
    mentions,
    read_amount,
    read_date,
    read_rate,
    read_score,
    split_points,
)


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals"),
    [
        ("20", 20, None, 0),
        ("680万", 680, "万", 0),
        ("6727625.90元", 672.76259, "元", 2),
        ("20万元", 20, "万元", 0),
        ("1.2亿", 12000, "亿", 1),
        ("三十万元", 30, "万元", 0),
        ("1,200.5", 1200.5, None, 1),
        ("1,200.5\n0", 1200.5, None, 2),
        ("672762\n5.90", 6727625.9, None, 2),
        ("1 200.5", 1200.5, None, 1),
        ("１２．５", 12.5, None, 1),
        ("307.26", 307.26, None, 2),
        ("19.363028", 19.363028, None, 6),
        ("255.3710", 255.371, None, 4),
        ("¥1,200", 1200, None, 0),
        ("约20", 20, None, 0),
        ("20(含结转5)", 20, None, 0),
        ("-3", -3, None, 0),
        ("(12.5)", -12.5, None, 1),
        ("（12.5）", -12.5, None, 1),
        ("0", 0, None, 0),
        (" " * 5000 + "7.5", 7.5, None, 1),
    ],
)
def test_amounts(text: str, value: float, unit: str | None, decimals: int) -> None:
    amount = read_amount(text)
    assert (amount.text, amount.value, amount.unit, amount.decimals) == (
        text,
        value,
        unit,
        decimals,
    )


@pytest.mark.parametrize(
    "text", ["", " ", "/", "—", "无", "万元", "80/90", "20\n30", "12,34", "XX"]
)
def test_no_amounts(text: str) -> None:
    amount = read_amount(text)
    assert (amount.text, amount.value, amount.unit, amount.decimals) == (text, None, None, None)


def test_amounts_in_another_column_unit() -> None:
    assert read_amount("12000", "元").value == 1.2
    assert read_amount("3", "亿元").value == 30000
    assert read_amount("12000万元", "元").value == 12000


@pytest.mark.parametrize(
    ("text", "value", "sign", "ratio", "decimals"),
    [
        ("98.75", 98.75, False, False, 2),
        ("99.03%", 99.03, True, False, 2),
        ("98.22％", 98.22, True, False, 2),
        ("53.3%", 53.3, True, False, 1),
        ("100%", 100, True, False, 0),
        ("100", 100, False, False, 0),
        ("0.75", 75, False, True, 0),
        ("0.7544", 75.44, False, True, 2),
        ("1", 100, False, True, 0),
        ("1.2", 120, False, True, 0),
        ("1.6", 1.6, False, False, 1),
        ("2", 2, False, False, 0),
        ("0", 0, False, False, 0),
        ("0.5%", 0.5, True, False, 1),
        ("百分之九十", 90, True, False, 0),
        ("100百分比", 100, True, False, 0),
        ("5‰", 0.5, True, False, 1),
        ("", None, False, False, None),
        ("/", None, False, False, None),
    ],
)
def test_rates(
    text: str, value: float | None, sign: bool, ratio: bool, decimals: int | None
) -> None:
    rate = read_rate(text)
    assert (rate.value, rate.percent_sign, rate.ratio, rate.decimals) == (
        value,
        sign,
        ratio,
        decimals,
    )
    assert rate.text == text


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("19.90", 19.9, 2),
        ("8分", 8, 0),
        ("8（分）", 8, 0),
        ("八分", 8, 0),
        ("\n92.34", 92.34, 2),
        ("13.666", 13.666, 3),
        ("8.2\n5", 8.25, 2),
        ("-2", -2, 0),
        ("", None, None),
        ("-", None, None),
        ("XX分", None, None),
        ("9.5/10", None, None),
    ],
)
def test_scores(text: str, value: float | None, decimals: int | None) -> None:
    score = read_score(text)
    assert (score.text, score.value, score.decimals) == (text, value, decimals)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022.2.7", "2022-02-07"),
        ("2022年2月18日", "2022-02-18"),
        ("2022年 2 月 7日", "2022-02-07"),
        ("2022-02-18", "2022-02-18"),
        ("2022/2/7", "2022-02-07"),
        ("2022、2、7", "2022-02-07"),
        ("20220207", "2022-02-07"),
        ("２０２２年２月７日", "2022-02-07"),
        ("二〇二二年二月七日", "2022-02-07"),
        ("二〇二一年十二月三十一日", "2021-12-31"),
        ("2022年2月18日 10:30", "2022-02-18"),
        ("填报日期：2022年2月16日", "2022-02-16"),
    ],
)
def test_dates(text: str, iso: str) -> None:
    date = read_date(text)
    assert (date.text, date.complete, date.iso()) == (text, True, iso)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3月1日", (None, 3, 1)),
        ("2022年2月", (2022, 2, None)),
        ("2022年2月30日", (2022, 2, 30)),
        ("  年  月  日", (None, None, None)),
        ("", (None, None, None)),
        ("待定", (None, None, None)),
    ],
)
def test_dates_that_are_not_whole(
    text: str, parts: tuple[int | None, int | None, int | None]
) -> None:
    date = read_date(text)
    assert (date.year, date.month, date.day) == parts
    assert not date.complete
    assert date.iso() is None


@pytest.mark.parametrize(
    ("label", "name", "points", "placeholder"),
    [
        ("产出指标\n（40分）", "产出指标", 40, False),
        ("产出指标(50)", "产出指标", 50, False),
        ("产出指标（４０分）", "产出指标", 40, False),
        ("产出指标（四十分）", "产出指标", 40, False),
        ("产出指标（40%）", "产出指标", 40, False),
        ("成本指标（10.5分）", "成本指标", 10.5, False),
        ("满意度指标10分", "满意度指标", 10, False),
        ("满意度\n指标\n（10分）", "满意度指标", 10, False),
        ("效益指标\n（XX分）", "效益指标", None, True),
        ("效益指标（  分）", "效益指标", None, True),
        ("效益指标\n（XX分）\n效益指标\n（20分）", "效益指标", 20, True),
        ("预算执行情况（万元）\n（20分）", "预算执行情况（万元）", 20, False),
        ("报告材料（12分）", "报告材料", 12, False),
        ("与社会平均成本的比（4分）", "与社会平均成本的比", 4, False),
        ("采购（二期）", "采购（二期）", None, False),
        ("采购(2022)", "采购(2022)", None, False),
        ("响应时间≤30分", "响应时间≤30分", None, False),
        ("（10分）", "", 10, False),
        ("一、产出指标（50分）", "产出指标", 50, False),
        ("（一）产出指标", "产出指标", None, False),
        ("（2）质量指标", "质量指标", None, False),
        ("2.1 质量指标（5分）", "质量指标", 5, False),
        ("1.送书场次（5分）", "送书场次", 5, False),
        ("①经济效益", "经济效益", None, False),
        ("指标1：养护面积", "养护面积", None, False),
        ("指标1：", "指标1：", None, False),
        ("1.1万人受益", "1.1万人受益", None, False),
        ("12345热线办结率", "12345热线办结率", None, False),
        ("5.18活动场次", "5.18活动场次", None, False),
        ("2023年培训", "2023年培训", None, False),
        ("", "", None, False),
    ],
)
def test_points_in_labels(label: str, name: str, points: float | None, placeholder: bool) -> None:
    assert split_points(label) == (name, points, placeholder)


@pytest.mark.parametrize(
    ("text", "kind", "value", "iso"),
    [
        ("80万元", "amount", 80, None),
        ("98769.28元", "amount", 9.876928, None),
        ("1,200.50元", "amount", 0.12005, None),
        ("1.2亿元", "amount", 12000, None),
        ("三十万元", "amount", 30, None),
        ("50余万元", "amount", 50, None),
        ("635.23%", "percent", 635.23, None),
        ("１２．５％", "percent", 12.5, None),
        ("百分之八十", "percent", 80, None),
        ("3‰", "percent", 0.3, None),
        ("2021年6月23日", "date", None, "2021-06-23"),
        ("2021.6.23", "date", None, "2021-06-23"),
        ("12月10日", "date", None, "12-10"),
        ("2022年6月", "date", None, "2022-06"),
        ("2月30日", "date", None, None),
    ],
)
def test_mentions(text: str, kind: str, value: float | None, iso: str | None) -> None:
    (found,) = mentions(f"项目，{text}，共计")
    assert (found.kind, found.text, found.value, found.iso) == (kind, text, value, iso)
    assert (found.before, found.after) == ("项目，", "，共计")
    assert (found.start, found.end) == (3, 3 + len(text))


def test_mentions_in_their_order_with_what_stands_around() -> None:
    text = "预算80万元，年中增加到90万，工期自2020年3月5日至2021年4月6日止，执行率64.54%。" * 3
    found = mentions(text)
    assert [m.kind for m in found] == ["amount", "amount", "date", "date", "percent"] * 3
    for m in found:
        assert text[m.start : m.end] == m.text
        assert text[: m.start].endswith(m.before)
        assert text[m.end :].startswith(m.after)
        assert max(len(m.before), len(m.after)) <= 24


def test_a_share_of_nothing_is_no_mention() -> None:
    assert mentions("百分之" * 1000) == ()
    assert [m.value for m in mentions("百分之百，" * 3)] == [100] * 3


def test_a_number_of_wan_is_money_only_beside_words_of_money() -> None:
    assert [m.value for m in mentions("资金增加到90万，")] == [90]
    assert mentions("曝光量达6352.3万，") == ()
    assert mentions("参加活动的有5万人") == ()
