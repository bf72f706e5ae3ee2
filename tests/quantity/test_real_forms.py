"""Every pair of target and actual that stands in the sixteen real forms."""

import pytest

from jiheng.quantity import against, compatible, is_bound, lower_is_better, read, tier_of

MEASURED = [
    # indicator, target, actual: actual and target in one unit, less is better, actual is a bound
    ("新媒体产品", "5个", "5个", (5, 5), False, False),
    ("区域群众满意度", "≥90%", "95%", (95, 90), False, False),
    ("单个产品曝光量", "≥1000", "1500", (1500, 1000), False, False),
    ("服务响应时间", "≤2小时", "0.5小时", (1800, 7200), True, False),
    ("参与新闻评比获奖", "1个", "1个", (1, 1), False, False),
    ("出刊期数", "≥48期", "48期", (48, 48), False, False),
    ("发行数量", "10000份", "10000份", (10000, 10000), False, False),
    ("文字内容差错率", "≤5%", "≤5%", (5, 5), True, True),
    ("工作响应", "≤0.5小时", "≤0.5小时", (1800, 1800), True, True),
    ("维护设备及系统数量", "3套", "3套", (3, 3), False, False),
    ("机房正常使用", "≥99.5%", "≥99.5%", (99.5, 99.5), False, True),
    ("系统故障修复响应时间", "≤48小时", "≤48小时", (172800, 172800), True, True),
    ("系统运维响应时间", "≤30分钟", "≤30分钟", (1800, 1800), True, True),
    ("年度维护成本增加率", "≤8%", "≤8%", (8, 8), True, True),
    ("发布公开信息", "≥5000条", "≥5000条", (5000, 5000), False, True),
    ("核心设备正常使用", "≥5年", "≥5年", (157680000, 157680000), False, True),
    ("业务系统管理科室", "≥90%", "100%", (100, 90), False, False),
    ("维护设备及系统数量", "1套", "1套", (1, 1), False, False),
    ("检测系统数量", "5套", "5套", (5, 5), False, False),
    ("发布公开信息", "≥200条", "≥200条", (200, 200), False, True),
    ("广告创意设计执行", "≥90%", "完成90.28%", (90.28, 90), False, False),
    ("推广活动频次", "5场", "6场", (6, 5), False, False),
    ("单次活动曝光量", "≥10000", "50000", (50000, 10000), False, False),
    ("云上临空港下载量", "25000", "27082", (27082, 25000), False, False),
    ("双端编审系统提高内容生产", "95%", "95%", (95, 95), False, False),
    ("外宣品验收通过率", "100%", "100%", (100, 100), False, False),
    ("干部群众知晓率", "90%", "90%", (90, 90), False, False),
    ("新媒体发布稿件", "≥260条", "268", (268, 260), False, False),
    ("业务交流会议", "3场", "3场", (3, 3), False, False),
    ("各项工作贯穿全年", ">95", ">95", (95, 95), False, True),
    ("报告材料", "≥16套", "11", (11, 16), False, False),
    ("培训交流会议", "4场", "4", (4, 4), False, False),
    ("策划咨询执行", "≥90%", "40%", (40, 90), False, False),
    ("地域化品牌建立", "1个", "0个", (0, 1), False, False),
    ("用户投诉", "≤5%", "0", (0, 5), True, False),
    ("外部资源数量", "≥2个", "3个", (3, 2), False, False),
    ("外宣品类型", "≥10个", "17个", (17, 10), False, False),
    ("单次活动曝光量", "≥10000", "2.6万", (26000, 10000), False, False),
    ("单次活动推广曝光量", "≥100000次", "6352.3万", (63523000, 100000), False, False),
    ("服务响应时间", "≤2小时", "1小时", (3600, 7200), True, False),
    ("业务系统管理科室满意度", "≥90%", "≥90%", (90, 90), False, True),
    ("服务响应时间", "≤1小时", "0.5小时", (1800, 3600), True, False),
]


@pytest.mark.parametrize(("name", "target", "actual", "together", "lower", "bound"), MEASURED)
def test_measured_against_the_target(
    name: str,
    target: str,
    actual: str,
    together: tuple[float, float],
    lower: bool,
    bound: bool,
) -> None:
    goal, reached = read(target), read(actual)
    assert goal.nature == reached.nature == "quantitative"
    assert against(reached, goal) == together
    assert compatible(reached, goal)
    assert lower_is_better(name, goal) is lower
    assert is_bound(reached) is bound
    assert tier_of(reached, goal) is None


SAID = [
    ("经济实用", "经济实用", "qualitative", "achieved"),
    ("有所提升", "有所提升", "qualitative", "achieved"),
    ("按合同执行", "按合同执行", "qualitative", "achieved"),
    ("持续增加", "持续增加", "qualitative", "achieved"),
    ("显著提升", "显著提升", "qualitative", "achieved"),
    ("有效提高", "有效提高", "qualitative", "achieved"),
    ("若干套", "若干套", "qualitative", "achieved"),
    ("业务完成率高", "业务完成率高", "qualitative", "achieved"),
    ("资金配置合理", "资金配置合理", "qualitative", "achieved"),
    ("满意", "满意", "qualitative", "achieved"),
    ("资金执行率高", "资金执行率较高", "qualitative", "partly"),
    ("执行率高", "执行率较高", "qualitative", "partly"),
    ("有所提升", "", "qualitative", None),
    ("有所提升", "完成", "qualitative", "achieved"),
    ("持续增加", "完成", "qualitative", "achieved"),
    ("≥20项", "完成", "quantitative", "achieved"),
    ("4场", "完成", "quantitative", "achieved"),
    ("≤30分钟", "完成", "quantitative", "achieved"),
    ("≤5%", "完成", "quantitative", "achieved"),
    ("≥90%", "完成", "quantitative", "achieved"),
    ("1个", "完成", "quantitative", "achieved"),
    ("按合同执行", "完成81.25%", "qualitative", None),
    ("次月10日前", "偶有次月10日后", "quantitative", "partly"),
]


@pytest.mark.parametrize(("target", "actual", "nature", "tier"), SAID)
def test_answered_in_words(target: str, actual: str, nature: str, tier: str | None) -> None:
    assert read(target).nature == nature
    assert tier_of(read(actual), read(target)) == tier
    assert against(read(actual), read(target)) == (None, None)
