"""The Chinese names of the fields, as they stand on the forms and on the screen."""

from __future__ import annotations

FIELDS: dict[str, str] = {
    "document": "文件",
    "title": "标题",
    "unit": "单位名称",
    "filled_on": "填报日期",
    "project": "项目名称",
    "supervising_department": "主管部门",
    "implementing_unit": "项目实施单位",
    "category": "项目类别",
    "attribute": "项目属性",
    "kind": "项目类型",
    "budget": "预算执行情况",
    "budget.approved": "预算数",
    "budget.executed": "执行数",
    "budget.rate": "执行率",
    "budget.score": "预算执行得分",
    "budget.weight": "预算执行分值",
    "performance_weight": "年度绩效目标分值",
    "goal": "年度总体目标",
    "goal_actual": "总体目标完成情况",
    "group": "一级指标",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "年初目标值",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "total": "总分",
    "conclusion": "评价结论",
    "deviation": "偏差原因分析",
    "improvement": "改进措施",
    "opinion": "签批意见",
    "signature": "签名",
    "signed_on": "签批日期",
    "notes": "备注",
}

ORDER: dict[str, int] = {field: place for place, field in enumerate(FIELDS)}
"""The order in which a person comes upon the fields, reading the form from the top."""
