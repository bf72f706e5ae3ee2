"""What the fields of a row are called on screen, by their names in a content."""

LINE = {
    "label": "资金名称",
    "initial_text": "年初预算数",
    "approved_text": "预算数",
    "executed_text": "执行数",
    "rate_text": "执行率",
    "weight_text": "分值",
    "score_text": "得分",
}
INDICATOR = {
    "level2_text": "二级指标",
    "level3_text": "三级指标",
    "target": "年初目标值",
    "actual": "实际完成值",
    "weight_text": "分值",
    "score_text": "得分",
    "deviation": "偏差原因",
}
