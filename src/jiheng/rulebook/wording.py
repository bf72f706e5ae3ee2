"""The words of a rulebook's choices, as a civil servant reads them."""

from collections.abc import Mapping

PROPORTIONAL = "按比例计分"
ALL_OR_NOTHING = "完成得满分，未完成不得分"
WEIGHTED = "按资金加权平均"

CHOICES: Mapping[str, Mapping[str, str]] = {
    "budget.formula": {"proportional": "分值×执行率"},
    "total.rounding": {"half-up": "四舍五入", "down": "舍去尾数"},
    "indicators.quantitative.higher_is_better": {
        "proportional": "权重×完成值÷目标值",
        "all-or-nothing": ALL_OR_NOTHING,
    },
    "indicators.quantitative.lower_is_better": {
        "proportional": "权重×目标值÷完成值",
        "all-or-nothing": ALL_OR_NOTHING,
    },
    "indicators.quantitative.equal": {
        "exact": "相等才得分",
        "proportional": "权重×两数中小数÷大数",
    },
    "indicators.quantitative.strict": {"inclusive": "算完成", "exclusive": "不算完成"},
    "indicators.quantitative.zero_target": {
        "met-or-nothing": ALL_OR_NOTHING,
        "trust": "以填报得分为准",
    },
    "indicators.quantitative.over_achievement.then": {
        "nothing": "不处理",
        "flag": "提示",
        "explain": "须说明原因",
        "reduce": "按偏离程度减分",
    },
    "form.fields": {
        "unit": "单位名称",
        "filled_on": "填报日期",
        "project": "项目名称",
        "supervising_department": "主管部门",
        "implementing_unit": "项目实施单位",
        "category": "项目类别",
        "attribute": "项目属性",
        "kind": "项目类型",
        "opinion": "签批意见",
    },
    "aggregation.absolute": {"sum": "相加"},
    "aggregation.relative": {"funds-weighted": WEIGHTED},
    "aggregation.limits": {"sum": "相加", "funds-weighted": WEIGHTED},
    "aggregation.qualitative": {"funds-weighted": WEIGHTED},
    "aggregation.funds": {"approved": "预算数", "executed": "执行数"},
    "checks.<代号>.severity": {
        "error": "错误",
        "warning": "警告",
        "advice": "建议",
        "off": "不检查",
    },
}


def number(value: float) -> str:
    """Write a number without trailing zeros."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def in_words(path: str, value: object, unit: str) -> str:
    """Write the value of one key in Chinese; `path` is the key's place in the schema."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{number(value * 100)}%" if unit == "比例" else f"{number(value)}{unit}"
    if isinstance(value, tuple):
        names = CHOICES.get(path, {})
        return "、".join(names.get(str(item), str(item)) for item in value)
    return CHOICES.get(path, {}).get(str(value), str(value))
