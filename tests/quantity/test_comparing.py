"""An actual held against its target."""

import pytest

from jiheng.quantity import against, compatible, is_bound, lower_is_better, read, tier_of


@pytest.mark.parametrize(
    ("actual", "target", "together"),
    [
        # a bare number takes the other's unit
        ("0.75", "≥90%", (75, 90)),
        ("90", "≥90%", (90, 90)),
        ("1.0", "100%", (100, 100)),
        ("1", "100%", (1, 100)),
        ("0.5", "≤0.8%", (0.5, 0.8)),
        ("0.5", "≤5%", (0.5, 5)),
        ("0.5", "≤10%", (0.5, 10)),
        ("0.5", "≤15%", (50, 15)),
        ("3%", "0.05", (3, 5)),
        ("95%", "0.9", (95, 90)),
        ("95%", "90", (95, 90)),
        ("0", "≤5%", (0, 5)),
        ("0.3", "5公里", (300000, 5000000)),
        ("2", "≤30分钟", (120, 1800)),
        ("680", "≤700万元", (6800000, 7000000)),
        ("680万", "≥600万元", (6800000, 6000000)),
        # conversion
        ("0.5小时", "≤30分钟", (1800, 1800)),
        ("12个月", "1年", (31536000, 31536000)),
        ("3天", "72小时", (259200, 259200)),
        ("2天", "≤2个工作日", (172800, 172800)),
        ("5‰", "≤1%", (0.5, 1)),
        ("5个百分点", "≥3%", (5, 3)),
        ("1公顷", "15亩", (100000000, 100000000)),
        ("6727625.9元", "680万元", (6727625.9, 6800000)),
        ("1.2万元/年", "12000元/年", (12000, 12000)),
        ("3公斤", "2500克", (3000, 2500)),
        ("20名", "≥20人", (20, 20)),
        ("3场次", "3场", (3, 3)),
        ("3次", "每年3次", (3, 3)),
        # deadlines of one kind
        ("次月15日", "次月10日前", (46, 41)),
        ("次月15日", "月底前", (None, None)),
        ("0差错", "零差错", (0, 0)),
        ("12毫克/升", "≤10mg/L", (12, 10)),
        ("10mg/L", "10mg", (None, None)),
        ("2次/半年", "每半年1次", (2, 1)),
        ("次月15日前", "次月10日前", (46, 41)),
        ("12月20日", "12月底前", (355, 366)),
        ("第三季度", "9月底前", (274, 274)),
        ("2021年12月20日", "12月底前", (None, None)),
        # the far end of a range
        ("95%-98%", "≥90%", (95, 90)),
        ("3-5%", "≤4%", (5, 4)),
        # decline is no growth
        ("下降3%", "增长10%", (-3, 10)),
        ("增长12%", "增长10%", (12, 10)),
        ("下降5%", "下降3%", (5, 3)),
        # by the month, and over the year
        ("12期", "每月1期", (12, 12)),
        ("每月1期", "12期", (12, 12)),
        ("11期", "每月1期", (None, None)),
        ("53次", "每周1次", (53, 52)),
        ("4次", "≤1次/季", (4, 4)),
        # about so many
        ("30场", "约30场", (30, 30)),
        ("29场", "约30场", (None, None)),
        ("20场", "约30场", (20, 30)),
        # not comparable
        ("5场", "5个", (None, None)),
        ("3次", "3次/月", (None, None)),
        ("5个", "5%", (None, None)),
        ("完成", "5个", (None, None)),
        ("", "5个", (None, None)),
        ("完成81.25%", "≥20项", (None, None)),
        ("完成年度目标的80%", "≥90%", (None, None)),
    ],
)
def test_in_one_unit(actual: str, target: str, together: tuple[float | None, float | None]) -> None:
    assert against(read(actual), read(target)) == together


@pytest.mark.parametrize(
    ("a", "b", "can"),
    [
        ("5个", "3个", True),
        ("5个", "3场", False),
        ("5", "3场", True),
        ("5", "90%", True),
        ("5小时", "3天", True),
        ("5小时", "3元", False),
        ("3次/月", "3次", False),
        ("3次/月", "5次/月", True),
        ("完成80%", "5个", True),
        ("12月底前", "第三季度", True),
        ("12月底前", "5个", False),
        ("完成", "5个", False),
        ("", "5个", False),
    ],
)
def test_compatible(a: str, b: str, can: bool) -> None:
    assert compatible(read(a), read(b)) is can
    assert compatible(read(b), read(a)) is can


@pytest.mark.parametrize(
    "text",
    ["≤5%", ">95", "不低于90%", "90%以上", "达到95%以上", "超过100人", "未达到90%", "48小时内"],
)
def test_bounds(text: str) -> None:
    assert is_bound(read(text))


@pytest.mark.parametrize(
    "text", ["95%", "=95%", "达到95%", "完成81.25%", "95%-98%", "12月底前", "完成", "", "约100人"]
)
def test_measurements_are_no_bounds(text: str) -> None:
    assert not is_bound(read(text))


LESS = [
    "用户投诉",
    "投诉率",
    "文字内容差错率",
    "错误率",
    "系统故障率",
    "安全事故",
    "年度维护成本增加率",
    "成本增长率",
    "系统故障修复响应时间",
    "修复时间",
    "办结时限",
    "超支率",
    "流失率",
    "死亡率",
    "发病率",
    "单位能耗",
    "污染物排放",
    "不合格率",
    "与社会平均成本的比较",
    "维护成本",
    "控制在预算以内",
]
MORE = [
    "投诉处理率",
    "投诉办结率",
    "投诉处理及时率",
    "故障修复率",
    "响应及时率",
    "成本控制率",
    "成本节约率",
    "能耗降低率",
    "发案率下降率",
    "事故处理率",
    "按时办结率",
    "时限达标率",
    "信访事项及时办结率",
    "满意度",
    "新增用户数",
    "排放达标率",
]


@pytest.mark.parametrize("name", LESS)
def test_less_is_better_by_name(name: str) -> None:
    assert lower_is_better(name, read("5"))
    assert not lower_is_better(name, read("≥5"))


@pytest.mark.parametrize("name", MORE)
def test_more_is_better_by_name(name: str) -> None:
    assert not lower_is_better(name, read("5"))
    assert lower_is_better(name, read("≤5"))


@pytest.mark.parametrize(
    ("name", "target", "lower"),
    [
        ("月度分析", "次月10日前", True),
        ("验收", "第三季度", True),
        ("投诉", "下降3%", False),
        ("成本", "节约5%", False),
        ("成本", "控制在80万元", True),
        ("数量", "零投诉", True),
    ],
)
def test_the_targets_own_words(name: str, target: str, lower: bool) -> None:
    assert lower_is_better(name, read(target)) is lower


@pytest.mark.parametrize(
    ("answer", "target", "tier"),
    [
        ("执行率较高", "执行率高", "partly"),
        ("较高", "高", "partly"),
        ("高", "较高", "achieved"),
        ("有所提升", "显著提升", "partly"),
        ("显著提升", "有所提升", "achieved"),
        ("有所提升。", "有所 提升", "achieved"),
        ("若干套", "若干套", "achieved"),
        ("一般", "一般", "achieved"),
        ("没有提升", "有所提升", "missed"),
        ("完成90%", "有所提升", None),
        ("5个", "若干", None),
        ("抽查300册，全部符合规范", "符合编目规范", "achieved"),
        ("抽查300册，基本符合规范", "符合编目规范", "partly"),
        ("抽查300册，全部符合规范", "≥98%", None),
        ("零投诉", "无投诉", "achieved"),
        ("0差错", "无差错", "achieved"),
        ("零差错", "无差错", "achieved"),
        ("", "有所提升", None),
        ("其他情形", "有所提升", None),
    ],
)
def test_the_tier_in_view_of_the_target(answer: str, target: str, tier: str | None) -> None:
    assert tier_of(read(answer), read(target)) == tier
