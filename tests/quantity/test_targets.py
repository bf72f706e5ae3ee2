"""What targets and answers mean: one line per way of writing."""

import pytest

from jiheng.quantity import Quantity, read

NUMBERS = {
    # text: comparator, value, upper, unit, base
    "≥90%": (">=", 90, None, "%", 90),
    "≧90%": (">=", 90, None, "%", 90),
    "⩾90%": (">=", 90, None, "%", 90),
    ">=90%": (">=", 90, None, "%", 90),
    "=>90%": (">=", 90, None, "%", 90),
    "＞＝90％": (">=", 90, None, "%", 90),
    "》=90%": (">=", 90, None, "%", 90),
    "》90%": (">", 90, None, "%", 90),
    "不低于90%": (">=", 90, None, "%", 90),
    "不少于 5 场次": (">=", 5, None, "场次", 5),
    "不小于3个": (">=", 3, None, "个", 3),
    "至少3个": (">=", 3, None, "个", 3),
    "大于等于90%": (">=", 90, None, "%", 90),
    "高于或等于90%": (">=", 90, None, "%", 90),
    "达到95%": (">=", 95, None, "%", 95),
    "覆盖率达100%": (">=", 100, None, "%", 100),
    "90%以上": (">=", 90, None, "%", 90),
    "90%及以上": (">=", 90, None, "%", 90),
    "98.5%以上（含）": (">=", 98.5, None, "%", 98.5),
    "≥98.5%（含）": (">=", 98.5, None, "%", 98.5),
    "95％ 以上": (">=", 95, None, "%", 95),
    "100+": (">=", 100, None, None, 100),
    "＞95": (">", 95, None, None, 95),
    "大于3000": (">", 3000, None, None, 3000),
    "超过90%": (">", 90, None, "%", 90),
    "高于90%": (">", 90, None, "%", 90),
    "多于3个": (">", 3, None, "个", 3),
    "突破1000万": (">", 10000000, None, None, 10000000),
    "≤5%": ("<=", 5, None, "%", 5),
    "<=5%": ("<=", 5, None, "%", 5),
    "不高于5%": ("<=", 5, None, "%", 5),
    "不超过680万元": ("<=", 680, None, "万元", 6800000),
    "不大于5": ("<=", 5, None, None, 5),
    "不多于5个": ("<=", 5, None, "个", 5),
    "至多5个": ("<=", 5, None, "个", 5),
    "小于等于5%": ("<=", 5, None, "%", 5),
    "5%以内": ("<=", 5, None, "%", 5),
    "5%以下": ("<=", 5, None, "%", 5),
    "控制在5%以内": ("<=", 5, None, "%", 5),
    "控制在80万元以内": ("<=", 80, None, "万元", 800000),
    "未超过5%": ("<=", 5, None, "%", 5),
    "＜5%": ("<", 5, None, "%", 5),
    "小于0.5‰": ("<", 0.5, None, "‰", 0.05),
    "低于5%": ("<", 5, None, "%", 5),
    "少于3个": ("<", 3, None, "个", 3),
    "不足5%": ("<", 5, None, "%", 5),
    "未达到90%": ("<", 90, None, "%", 90),
    "＝100%": ("=", 100, None, "%", 100),
    "等于3": ("=", 3, None, None, 3),
    # numbers
    "5个": (None, 5, None, "个", 5),
    "10000份": (None, 10000, None, "份", 10000),
    "1.5万次": (None, 15000, None, "次", 15000),
    "6352.3万": (None, 63523000, None, None, 63523000),
    "680万": (None, 6800000, None, None, 6800000),
    "3万人": (None, 30000, None, "人", 30000),
    "1,200.50": (None, 1200.5, None, None, 1200.5),
    "1，200": (None, 1200, None, None, 1200),
    "1 200": (None, 1200, None, None, 1200),
    "1,200.5\n0": (None, 1200.5, None, None, 1200.5),
    "１２３．４５": (None, 123.45, None, None, 123.45),
    "1.2e3": (None, 1200, None, None, 1200),
    ".5": (None, 0.5, None, None, 0.5),
    "½": (None, 0.5, None, None, 0.5),
    "-3%": (None, -3, None, "%", -3),
    "0.75": (None, 0.75, None, None, 0.75),
    "0": (None, 0, None, None, 0),
    "0个": (None, 0, None, "个", 0),
    "９５％": (None, 95, None, "%", 95),
    "100百分比": (None, 100, None, "%", 100),
    "百分之九十五": (None, 95, None, "%", 95),
    "百分之95.5": (None, 95.5, None, "%", 95.5),
    "千分之三": (None, 3, None, "‰", 0.3),
    "百分百": (None, 100, None, "%", 100),
    "九成": (None, 90, None, "%", 90),
    "九成五": (None, 95, None, "%", 95),
    "四分之三": (None, 75, None, "%", 75),
    "一半以上": (">=", 50, None, "%", 50),
    "十二万三千": (None, 123000, None, None, 123000),
    "一百二十三万四千五百六十七": (None, 1234567, None, None, 1234567),
    "三万五": (None, 35000, None, None, 35000),
    "一万零五百": (None, 10500, None, None, 10500),
    "两次": (None, 2, None, "次", 2),
    "一套": (None, 1, None, "套", 1),
    "零投诉": (None, 0, None, None, 0),
    # ranges
    "95%-98%": (None, 95, 98, "%", 95),
    "5-8个": (None, 5, 8, "个", 5),
    "5～8个": (None, 5, 8, "个", 5),
    "5至8个": (None, 5, 8, "个", 5),
    "两至三个": (None, 2, 3, "个", 2),
    "2-3万人": (None, 20000, 30000, "人", 20000),
    "50-60万元": (None, 50, 60, "万元", 500000),
    "2至3个工作日": (None, 2, 3, "工作日", 172800),
    "≥95%，≤98%": (None, 95, 98, "%", 95),
    "1个以上5个以下": (None, 1, 5, "个", 1),
    "90%≤满意度≤95%": (None, 90, 95, "%", 90),
    # rates
    "3次/月": (None, 3, None, "次/月", 3),
    "每月3次": (None, 3, None, "次/月", 3),
    "每年至少2次": (">=", 2, None, "次/年", 2),
    "一年两次": (None, 2, None, "次/年", 2),
    "2次每年": (None, 2, None, "次/年", 2),
    "人均5次": (None, 5, None, "次/人", 5),
    "200元/人": (None, 200, None, "元/人", 200),
    "每人200元": (None, 200, None, "元/人", 200),
    "80元/人·天": (None, 80, None, "元/人/天", 80),
    "1.2万元/年": (None, 1.2, None, "万元/年", 12000),
    # time
    "0.5小时": (None, 0.5, None, "小时", 1800),
    "0.5 小时": (None, 0.5, None, "小时", 1800),
    "0.5h": (None, 0.5, None, "小时", 1800),
    "半小时": (None, 0.5, None, "小时", 1800),
    "一个半小时": (None, 1.5, None, "小时", 5400),
    "两年半": (None, 2.5, None, "年", 78840000),
    "1小时30分": (None, 90, None, "分钟", 5400),
    "≤30分钟": ("<=", 30, None, "分钟", 1800),
    "48小时内": ("<=", 48, None, "小时", 172800),
    "3日内": ("<=", 3, None, "天", 259200),
    "2个工作日": (None, 2, None, "工作日", 172800),
    "3个月": (None, 3, None, "个月", 7884000),
    "≤6月": ("<=", 6, None, "个月", 15768000),
    "≥5 年": (">=", 5, None, "年", 157680000),
    # money
    "680万元": (None, 680, None, "万元", 6800000),
    "6727625.90元": (None, 6727625.9, None, "元", 6727625.9),
    "1.2亿元": (None, 1.2, None, "亿元", 120000000),
    "1亿2000万元": (None, 120000000, None, "元", 120000000),
    "十二万元": (None, 12, None, "万元", 120000),
    "贰拾万元整": (None, 20, None, "万元", 200000),
    "5千元": (None, 5, None, "千元", 5000),
    "人民币80万元": (None, 80, None, "万元", 800000),
    "RMB 500万元": (None, 500, None, "万元", 5000000),
    # length, area, weight, volume
    "1.2km": (None, 1.2, None, "公里", 1200000),
    "3百米": (None, 300, None, "米", 300000),
    "5m²": (None, 5, None, "平方米", 50000),
    "5㎡": (None, 5, None, "平方米", 50000),
    "15亩": (None, 15, None, "亩", 100000000),
    "1公顷": (None, 1, None, "公顷", 100000000),
    "3千克": (None, 3, None, "千克", 3000),
    "≥2吨": (">=", 2, None, "吨", 2000000),
    "5立方米": (None, 5, None, "立方米", 5000000),
    # in words around it
    "每年举办培训3次": (None, 3, None, "次/年", 3),
    "完成3场培训": (None, 3, None, "场", 3),
    "满意度≥90%": (">=", 90, None, "%", 90),
    "2021年完成5套": (None, 5, None, "套", 5),
    "5个(其中新增2个)": (None, 5, None, "个", 5),
    "1.完成设备采购5套": (None, 5, None, "套", 5),
    "5G基站10个": (None, 10, None, "个", 10),
    "≥85（分）": (">=", 85, None, "分", 85),
    "提升至95%": (None, 95, None, "%", 95),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_with_their_comparators_and_units(text: str) -> None:
    q = read(text)
    assert q.text == text
    assert q.nature == "quantitative"
    assert (q.comparator, q.value, q.upper, q.unit, q.base) == NUMBERS[text]


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("90%", "ratio"),
        ("5‰", "ratio"),
        ("2个百分点", "ratio"),
        ("2小时", "time"),
        ("2个工作日", "time"),
        ("2元", "money"),
        ("2米", "length"),
        ("2亩", "area"),
        ("2吨", "weight"),
        ("2升", "volume"),
        ("12月底前", "date"),
        ("2个", "count"),
        ("2次/月", "count"),
        ("2", None),
    ],
)
def test_dimensions(text: str, dimension: str | None) -> None:
    assert read(text).dimension == dimension


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("98.75%", 2),
        ("99.520", 3),
        ("5个", 0),
        ("6352.3万", 1),
        ("百分之九十五点五", 1),
        ("1.2e3", 1),
    ],
)
def test_printed_decimals(text: str, decimals: int) -> None:
    assert read(text).decimals == decimals


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "\u3000",
        "/",
        "／",
        "\\",
        "无",
        "—",
        "——",
        "-",
        "--",
        "N/A",
        "n/a",
        "……",
        "…",
        "...",
        "XX",
        "XX%",
        "X个",
        "××",
        "***",
        "不适用",
        "暂无",
        "。",
        "≥",
        "≥%",
        "_____",
    ],
)
def test_a_blank_is_no_zero(text: str) -> None:
    assert read(text) == Quantity(text, "blank")


@pytest.mark.parametrize(
    ("text", "deadline", "unit", "value", "comparator"),
    [
        ("12月底前", "12-31", "年内日期", 366, "<="),
        ("12月31日前", "12-31", "年内日期", 366, "<="),
        ("12月10日之前", "12-10", "年内日期", 345, "<="),
        ("十二月十日以前", "12-10", "年内日期", 345, "<="),
        ("2021年6月30日前", "2021-06-30", "日期", 18808, "<="),
        ("2021-06-30", "2021-06-30", "日期", 18808, None),
        ("2021/6/30前", "2021-06-30", "日期", 18808, "<="),
        ("2021年12月底前完成", "2021-12-31", "日期", 18992, "<="),
        ("2021年底", "2021-12-31", "日期", 18992, None),
        ("第三季度", "09-30", "年内日期", 274, None),
        ("1季度", "03-31", "年内日期", 91, None),
        ("1月前", "01-01", "年内日期", 1, "<="),
        ("三季度末", "09-30", "年内日期", 274, None),
        ("2021年第三季度", "2021-09-30", "日期", 18900, None),
        ("上半年", "06-30", "年内日期", 182, None),
        ("年底前", "12-31", "年内日期", 366, "<="),
        ("年内", "12-31", "年内日期", 366, "<="),
        ("12月", "12-31", "年内日期", 366, None),
        ("12月前", "11-30", "年内日期", 335, "<="),
        ("11月中旬", "11-20", "年内日期", 325, None),
        ("2月底前", "02-29", "年内日期", 60, "<="),
        ("2021年2月底前", "2021-02-28", "日期", 18686, "<="),
        ("次月10日前", "+1-10", "次月日期", 41, "<="),
        ("次月15日后", "+1-15", "次月日期", 46, ">="),
        ("每月10日前发放", "+0-10", "次月日期", 10, "<="),
        ("10日前", "+0-10", "次月日期", 10, "<="),
        ("次年3月底前", "+1Y-03-31", "年内日期", 457, "<="),
        ("不晚于6月30日", "06-30", "年内日期", 182, "<="),
        ("≤12月31日", "12-31", "年内日期", 366, "<="),
        ("截至2021年12月31日", "2021-12-31", "日期", 18992, "<="),
        ("已于12月10日完成", "12-10", "年内日期", 345, None),
    ],
)
def test_deadlines(
    text: str, deadline: str, unit: str, value: float, comparator: str | None
) -> None:
    q = read(text)
    assert (q.deadline, q.unit, q.value, q.comparator) == (deadline, unit, value, comparator)
    assert (q.text, q.nature, q.dimension) == (text, "quantitative", "date")


@pytest.mark.parametrize(
    ("text", "deadline", "days"),
    [
        ("2022年1月1日至2022年12月31日", "2022-12-31", 364),
        ("2021年1月1日-12月31日", "2021-12-31", 364),
        ("2021年1-12月", "2021-12-31", 364),
        ("1月至6月", "06-30", 181),
    ],
)
def test_periods(text: str, deadline: str, days: int) -> None:
    q = read(text)
    assert q.deadline == deadline
    assert q.value is not None
    assert q.upper == q.value + days


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("完成81.25%", 81.25),
        ("完成率90.28%", 90.28),
        ("完成年度目标的80%", 80),
        ("完成了年初目标的100%", 100),
        ("完成进度85%", 85),
        ("100%完成", 100),
        ("完成率达到85%", 85),
    ],
)
def test_completions(text: str, percent: float) -> None:
    q = read(text)
    assert (q.completion, q.value, q.unit, q.comparator) == (percent, percent, "%", None)


@pytest.mark.parametrize("text", ["完成率≥90%", "90%", "完成5场", "增长10%", "合格率98%"])
def test_no_completions(text: str) -> None:
    assert read(text).completion is None


@pytest.mark.parametrize("text", ["增长10%", "较上年增长10%", "提高5个百分点", "下降3%", "增幅≥2%"])
def test_growth(text: str) -> None:
    assert read(text).growth


@pytest.mark.parametrize("text", ["提升至95%", "降低到3%", "90%", "增加5个"])
def test_no_growth(text: str) -> None:
    assert not read(text).growth


@pytest.mark.parametrize("text", ["约100人", "100人左右", "近100%", "3万余", "30多个", "50余万元"])
def test_approximate(text: str) -> None:
    assert read(text).approximate
    assert not read(text).vague


@pytest.mark.parametrize(
    "text", ["若干套", "一批", "数十次", "多次", "适量", "一定数量", "数次", "几个", "不少于若干套"]
)
def test_vague(text: str) -> None:
    q = read(text)
    assert (q.nature, q.vague, q.value) == ("qualitative", True, None)


@pytest.mark.parametrize(
    ("tier", "answers"),
    [
        (
            "achieved",
            "达成预期指标 达成年度指标 完成 已完成 达标 全部完成 达到预期 满意 非常满意 有所提升 "
            "显著提升 合格 及时 按时完成 按合同执行 无投诉 没有投诉 未发生安全事故 无重大安全事故 "
            "较上年有所提升 持续增加 有效提高 经济实用 资金配置合理 "
            "执行率高 全覆盖 √ 是 优 验收通过 不断完善",
        ),
        (
            "partly",
            "部分达成预期指标并具有一定效果 部分完成 基本完成 大部分完成 未完全完成 "
            "偶有次月10日后 有待提高 一般 执行率较高 较好 比较满意 正在推进 完成中 不明显 中等",
        ),
        (
            "missed",
            "未达成预期指标且效果较差 未完成 尚未完成 没有完成 没有 未开展 暂未开展 "
            "较差 效果差 不合格 不满意 未按时完成 未按合同执行 未通过 不达标 否 未支付 延期",
        ),
        (None, "完成率低 完成时间 预算内 一次性 全年"),
    ],
)
def test_tiers(tier: str | None, answers: str) -> None:
    for text in answers.split():
        q = read(text)
        assert (q.nature, q.tier) == ("qualitative", tier), text


@pytest.mark.parametrize(
    "text",
    [
        "十分满意",
        "一次性",
        "两会宣传",
        "一户一策",
        "百家企业",
        "第3批",
        "前三名",
        "GB2312标准",
        "V2.0",
        "1:1",
        "18:00前",
        "1/3",
        "1.2.3",
        "10²",
        "设备5套,软件3套",
        "从5%降至3%",
        "2021年度计划",
        "24小时内响应率100%",
        "≥1个，≤3套",
        "零星",
        "第一名",
        "1e99",
        "9" * 24,
    ],
)
def test_words_and_lists_are_no_single_number(text: str) -> None:
    q = read(text)
    assert (q.nature, q.value, q.text) == ("qualitative", None, text)


def test_distinct_strings_are_parsed_once() -> None:
    text = "不少于1234个"
    assert read(text) is read("不少于" + "1234个")
