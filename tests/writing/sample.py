"""A check report written by hand from three real forms and one sound one, in our own words."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

PATH = "自评表/2021年度自评表汇编.txt"
MET = "表下备注2：达到目标，得满分"
TRUSTED = "表下备注3：定性指标按填报得分采信"
BOUND = "表下备注2：实际值只重复目标的界限，按填报得分采信"
RISING = "表下备注2：正向指标，得分＝权重×实际值÷目标值"


def finding(
    code: str,
    severity: str,
    title: str,
    *,
    field: str | None = None,
    row: int | None = None,
    level3: str | None = None,
    level1: str | None = None,
    source: str | None = None,
    message: str | None = None,
    advice: str | None = None,
    citation: str | None = "practice",
    observed: Any = None,
    expected: Any = None,
    difference: float | None = None,
    filings: list[str] | None = None,
) -> dict[str, Any]:
    where = {"field": field, "row": row, "level3": level3, "source": source}
    if level1 is not None:
        where["level1"] = level1
    return {
        "code": code,
        "severity": severity,
        "title": title,
        "message": message,
        "advice": advice,
        "citation": citation,
        "where": where,
        "observed": observed,
        "expected": expected,
        "difference": difference,
        "filings": filings or [],
    }


def quantity(text: str, nature: str = "quantitative", *, bound: bool = False) -> dict[str, Any]:
    return {
        "text": text,
        "nature": nature,
        "comparator": None,
        "value": None,
        "upper": None,
        "unit": None,
        "bound": bound,
    }


Row = tuple[str, str, str, str, str, float | None, float | None, float | None, str]


def indicators(rows: list[Row], basis: str = "inferred") -> list[dict[str, Any]]:
    return [
        {
            "row": number,
            "level1": level1,
            "level2": level2,
            "level3": level3,
            "level2_declared": None,
            "target": quantity(target),
            "actual": quantity(actual),
            "weight": weight,
            "weight_basis": basis,
            "score_claimed": claimed,
            "score": score,
            "basis": why,
            "source": f"第{300 + 7 * number}行",
        }
        for number, (
            level1,
            level2,
            level3,
            target,
            actual,
            weight,
            claimed,
            score,
            why,
        ) in enumerate(rows, start=1)
    ]


def group(
    level1: str, declared: float, weights: float, claimed: float, score: float
) -> dict[str, Any]:
    return {
        "level1": level1,
        "declared": declared,
        "weights": weights,
        "score_claimed": claimed,
        "score": score,
    }


OPTIONS = {
    "category": ["部门预算项目", "区直专项"],
    "attribute": ["持续性项目", "新增性项目"],
    "kind": ["常年性项目", "延续性项目", "一次性项目"],
}


def consulting() -> dict[str, Any]:
    """平台咨询策划服务项目: two scores that do not follow, targets missed, a share of 0个."""
    output, benefit, satisfaction = "产出指标", "效益指标", "满意度指标"
    return {
        "id": "f13",
        "path": PATH,
        "index": 13,
        "rulebook": "hubei-2021",
        "rulebook_name": "湖北省项目支出绩效自评（2021年度）",
        "score_digits": 2,
        "title": "2021年度平台咨询策划服务项目自评表",
        "fiscal_year": 2021,
        "unit": "东西湖区融媒体中心",
        "filled_on": "2022-02-15",
        "filled_on_text": "2022.2.15",
        "project": "平台咨询策划服务项目",
        "supervising_department": "区融媒体中心",
        "implementing_unit": "运营推广科",
        "category": ["部门预算项目"],
        "attribute": ["新增性项目"],
        "kind": ["延续性项目"],
        "options": deepcopy(OPTIONS),
        "budget": {
            "approved": 30.0,
            "executed": 19.363028,
            "approved_text": "30",
            "executed_text": "19.363028",
            "rate_text": "64.54%",
            "rate_claimed": 64.54,
            "rate": 64.543427,
            "weight": 20.0,
            "score_claimed": 12.91,
            "score": 12.91,
            "lines": [],
        },
        "groups": [
            group(output, 40.0, 40.0, 28.25, 28.69),
            group(benefit, 30.0, 30.0, 20.0, 20.0),
            group(satisfaction, 10.0, 10.0, 10.0, 10.0),
        ],
        "indicators": indicators(
            [
                (output, "数量指标", "报告材料", "≥16套", "11", 12.0, 8.25, 8.25, RISING),
                (output, "数量指标", "培训交流会议", "4场", "4", 8.0, 8.0, 8.0, MET),
                (output, "质量指标", "策划咨询执行", "≥90%", "40%", 10.0, 4.0, 4.44, RISING),
                (
                    output,
                    "时效指标",
                    "月度运营数据分析",
                    "次月10日前",
                    "偶有次月10日后",
                    5.0,
                    3.0,
                    3.0,
                    TRUSTED,
                ),
                (output, "时效指标", "工作响应", "≤30分钟", "≤30分钟", 5.0, 5.0, 5.0, BOUND),
                (
                    benefit,
                    "社会效益指标",
                    "平台影响力",
                    "有所提升",
                    "有所提升",
                    10.0,
                    10.0,
                    10.0,
                    TRUSTED,
                ),
                (benefit, "社会效益指标", "地域化品牌建立", "1个", "0个", 10.0, 0.0, 0.0, RISING),
                (
                    benefit,
                    "可持续影响指标",
                    "新增用户数",
                    "持续增加",
                    "持续增加",
                    10.0,
                    10.0,
                    10.0,
                    TRUSTED,
                ),
                (satisfaction, "服务对象满意度指标", "用户投诉", "≤5%", "0", 10.0, 10.0, 10.0, MET),
            ],
            "declared",
        ),
        "parts_total": 71.16,
        "total_claimed": 71.16,
        "total": 71.6,
        "grade": "中",
        "deviation": (
            "上年合同的尾款98769.28元结转到本年支付，执行率为64.54%。\n"
            "策划方案和品牌打造的质量未达到要求。"
        ),
        "improvement": "以后年度不再单列此项目，所需服务并入其他推广项目。",
        "opinion": None,
        "signed_on": None,
        "notes": None,
        "findings": [
            finding(
                "F11",
                "warning",
                "签批不完整",
                field="opinion",
                source="第398行",
                message="负责人签批意见、签名和日期均为空",
                advice="由单位主要负责人签署意见、签名并注明日期。",
            ),
            finding(
                "A05",
                "error",
                "得分与计分办法不符",
                field="score",
                row=3,
                level3="策划咨询执行",
                source="第321行",
                advice="按权重×实际值÷目标值计算，10×40÷90，保留两位小数。",
                citation="表下备注2：正向指标按完成比例得分",
                observed=4.0,
                expected=4.44,
                difference=-0.44,
            ),
            finding(
                "A04",
                "error",
                "总分与各部分之和不符",
                field="total",
                source="第371行",
                message="总分填 71.16，各部分按核算应为 71.6",
                advice="改正第3行得分后重新合计。",
                observed=71.16,
                expected=71.6,
                difference=-0.44,
            ),
            finding(
                "T02",
                "warning",
                "实际值只是界限",
                field="actual",
                row=5,
                level3="工作响应",
                source="第335行",
                message="实际完成值「≤30分钟」照抄目标，没有实测数据",
                advice="填写实测的响应时间，例如「平均22分钟」。",
                observed="≤30分钟",
            ),
            finding(
                "T05",
                "advice",
                "目标值没有方向",
                field="target",
                row=2,
                level3="培训交流会议",
                source="第314行",
                message="目标值「4场」未写明至少、至多还是等于",
                advice="写成「≥4场」。",
                observed="4场",
                expected="≥4场",
            ),
            finding(
                "W04",
                "advice",
                "一级指标分值与计分办法相差较大",
                field="group",
                level1=benefit,
                message="分值 30，计分办法为 20",
                advice="无特殊理由时按计分办法设置分值。",
                citation="表下备注1：绩效指标共80分",
                observed=30.0,
                expected=20.0,
                difference=10.0,
            ),
            finding(
                "C06",
                "advice",
                "缺少成本指标",
                message="产出指标下没有成本指标",
                advice="补充一项成本指标，如单位成本或成本控制。",
            ),
        ],
    }


def operations() -> dict[str, Any]:
    """采访科运行维护费: 元 in a column of 万元, nothing ticked, too many points."""
    output, benefit, satisfaction = "产出指标", "效益指标", "满意度指标"
    rows: list[Row] = [
        (output, "数量指标", "设备采购和项目合作", "95%", "95%", 9.0, 9.0, 9.0, MET),
        (output, "质量指标", "文字画面表现水准", "95%", "95%", 9.0, 9.0, 9.0, MET),
        (output, "时效指标", "本年度完成", "95%", "95%", 9.0, 9.0, 9.0, MET),
        (output, "成本指标", "设备正常使用", "100%", "100%", 10.0, 10.0, 10.0, MET),
        (benefit, "经济效益指标", "提高影响力", "95%", "95%", 8.0, 8.0, 8.0, MET),
        (benefit, "社会效益指标", "干部群众传播度提高", "95%", "95%", 8.0, 8.0, 8.0, MET),
        (benefit, "生态效益指标", "提高影响力", "95%", "95%", 8.0, 8.0, 8.0, MET),
        (satisfaction, "服务对象满意度指标", "干部群众知晓率", "90%", "90%", 9.0, 9.0, 9.0, MET),
        (satisfaction, "数量指标", "设备采购和项目合作", "95%", "95%", 9.0, 9.0, 9.0, MET),
    ]
    return {
        **consulting(),
        "id": "f10",
        "index": 10,
        "title": "2021年度采访科运行维护费项目自评表",
        "filled_on": None,
        "filled_on_text": "3月1日",
        "project": "采访科运行维护费",
        "supervising_department": "融媒体中心",
        "implementing_unit": "采访科",
        "attribute": [],
        "kind": [],
        "budget": {
            "approved": 680.0,
            "executed": 672.76259,
            "approved_text": "680万",
            "executed_text": "6727625.90元",
            "rate_text": "98.94%",
            "rate_claimed": 98.94,
            "rate": 98.935675,
            "weight": 20.0,
            "score_claimed": 19.0,
            "score": 19.79,
            "lines": [{"label": "其中：当年财政拨款", "approved": 680.0, "executed": 672.76259}],
        },
        "groups": [
            group(output, 40.0, 37.0, 37.0, 37.0),
            group(benefit, 20.0, 24.0, 24.0, 24.0),
            group(satisfaction, 20.0, 18.0, 18.0, 18.0),
        ],
        "indicators": indicators(rows),
        "parts_total": 98.0,
        "total_claimed": 98.0,
        "total": 98.79,
        "grade": "优",
        "deviation": None,
        "improvement": None,
        "findings": [
            finding(
                "A03",
                "error",
                "预算执行得分不符",
                field="budget.score",
                source="第240行",
                advice="按20×执行率计算，最多20分。",
                citation="表下备注1：预算执行得分＝20×执行率",
                observed=19.0,
                expected=19.79,
                difference=-0.79,
            ),
            finding(
                "T07",
                "warning",
                "金额单位不一致",
                field="budget.executed",
                source="第238行",
                message="表头单位为万元，此处填「6727625.90元」",
                advice="统一以万元填写：672.76259。",
                observed="6727625.90元",
                expected="672.76259",
            ),
            finding(
                "F02",
                "warning",
                "填报日期不完整",
                field="filled_on",
                source="第219行",
                message="填报日期「3月1日」缺少年份",
                advice="写明年、月、日。",
                observed="3月1日",
            ),
            *(
                finding(
                    "F03",
                    "warning",
                    "未勾选",
                    field=field,
                    message=f"{name}没有勾选任何一项",
                    advice="按立项情况勾选一项。",
                )
                for field, name in (("attribute", "项目属性"), ("kind", "项目类型"))
            ),
            *(
                finding(
                    "W02",
                    "warning",
                    "一级指标分值与所属指标之和不符",
                    field="group",
                    level1=level1,
                    message=f"分值 {declared:g}，所属指标合计 {weights:g}",
                    advice="调整各指标得分，使合计等于该组分值。",
                    observed=declared,
                    expected=weights,
                    difference=declared - weights,
                )
                for level1, declared, weights in (
                    (output, 40.0, 37.0),
                    (benefit, 20.0, 24.0),
                    (satisfaction, 20.0, 18.0),
                )
            ),
            finding(
                "C02",
                "warning",
                "二级指标归类不当",
                field="level2",
                row=9,
                level3="设备采购和项目合作",
                source="第363行",
                message="「数量指标」不属于满意度指标",
                advice="改为服务对象满意度指标，或移至产出指标。",
                observed="数量指标",
                expected="服务对象满意度指标",
            ),
            finding(
                "C04",
                "warning",
                "指标重复",
                field="level3",
                row=9,
                level3="设备采购和项目合作",
                message="与第1行相同",
                advice="同一指标只列一次。",
            ),
            finding(
                "T03",
                "warning",
                "实际值与目标值全部相同",
                message="9 项指标的实际完成值与目标值逐字相同",
                advice="核对实际完成情况，填写实测数值。",
            ),
        ],
    }


def routine() -> dict[str, Any]:
    """综合业务管理工作经费: a ratio for a rate, unit and date blank, answers in words."""
    output, benefit, satisfaction = "产出指标", "效益指标", "满意度指标"
    high, nearly = "执行率高", "执行率较高"
    return {
        **consulting(),
        "id": "f12",
        "index": 12,
        "title": "2021年度综合业务管理工作经费项目自评表",
        "unit": None,
        "filled_on": None,
        "filled_on_text": None,
        "project": "综合业务管理工作经费",
        "implementing_unit": "办公室",
        "budget": {
            "approved": 59.54,
            "executed": 44.5437,
            "approved_text": "59.54",
            "executed_text": "44.5437",
            "rate_text": "0.75",
            "rate_claimed": 75.0,
            "rate": 74.813067,
            "weight": 20.0,
            "score_claimed": 15.0,
            "score": 14.96,
            "lines": [],
        },
        "groups": [
            group(output, 40.0, 40.0, 37.5, 37.5),
            group(benefit, 40.0, 40.0, 32.5, 32.5),
            group(satisfaction, 20.0, 20.0, 20.0, 20.0),
        ],
        "indicators": indicators(
            [
                (
                    output,
                    "数量指标",
                    "完成各项业务",
                    "业务完成率高",
                    "业务完成率高",
                    10.0,
                    10.0,
                    10.0,
                    TRUSTED,
                ),
                (output, "时效指标", "各项工作贯穿全年", ">95", ">95", 10.0, 10.0, 10.0, BOUND),
                (output, "成本指标", "规范使用财政资金", high, nearly, 10.0, 7.5, 7.5, TRUSTED),
                (
                    benefit,
                    "生态效益指标",
                    "加强财政资金使用管理",
                    high,
                    nearly,
                    10.0,
                    7.5,
                    7.5,
                    TRUSTED,
                ),
                (
                    satisfaction,
                    "服务对象满意度指标",
                    "使服务对象满意",
                    "满意",
                    "满意",
                    20.0,
                    20.0,
                    20.0,
                    TRUSTED,
                ),
            ]
        ),
        "parts_total": 105.0,
        "total_claimed": 85.0,
        "total": 104.96,
        "grade": None,
        "findings": [
            finding("F01", "error", "单位名称未填", field="unit", advice="填写单位全称。"),
            finding(
                "A07",
                "error",
                "各部分合计超过100分",
                field="total",
                message="各部分分值合计 120，超出 100",
                advice="重新设置各组分值，使合计为100分。",
                observed=120.0,
                expected=100.0,
                difference=20.0,
            ),
            finding(
                "A02",
                "advice",
                "执行率写法不规范",
                field="budget.rate",
                message="执行率写作小数「0.75」",
                advice="写成百分数并保留两位小数。",
                observed="0.75",
                expected="74.81%",
            ),
        ],
    }


def sound() -> dict[str, Any]:
    """A filing without any finding."""
    return {
        **consulting(),
        "id": "ok",
        "path": "自评表/示范.txt",
        "index": 1,
        "title": "2021年度公共阅读服务项目自评表",
        "unit": "示例区图书馆",
        "project": "公共阅读服务项目",
        "implementing_unit": "读者服务部",
        "opinion": "情况属实，同意报送。",
        "signed_on": "2022-02-16",
        "total_claimed": 71.6,
        "findings": [],
    }


def report() -> dict[str, Any]:
    filings = [consulting(), operations(), routine(), sound()]
    everything = [each for filing in filings for each in filing["findings"]]
    severities = [each["severity"] for each in everything]
    return {
        "schema": "jiheng/check-1",
        "documents": [
            {"path": PATH, "status": "read", "filings": 3, "findings": []},
            {"path": "自评表/示范.txt", "status": "read", "filings": 1, "findings": []},
            {
                "path": "自评表/加密.docx",
                "status": "unreadable",
                "filings": 0,
                "findings": [
                    finding(
                        "R01",
                        "error",
                        "文件无法读取",
                        field="document",
                        message="文件已加密，无法打开",
                        advice="去掉密码后重新提交。",
                    )
                ],
            },
        ],
        "filings": filings,
        "findings": [
            finding(
                "X04",
                "advice",
                "单位名称写法不一",
                field="unit",
                message="「区融媒体中心」「融媒体中心」疑为同一单位",
                advice="统一使用单位全称。",
                filings=["f13", "f10"],
            )
        ],
        "summary": {
            "filings": 4,
            "indicators": 32,
            "error": severities.count("error") + 1,
            "warning": severities.count("warning"),
            "advice": severities.count("advice") + 1,
        },
    }


def nothing() -> dict[str, Any]:
    """A batch in which no filing was found."""
    return {
        "schema": "jiheng/check-1",
        "documents": [],
        "filings": [],
        "findings": [],
        "summary": {"filings": 0, "indicators": 0, "error": 0, "warning": 0, "advice": 0},
    }


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(each) for key, each in value.items()}
    return [] if isinstance(value, list) else None


def blank() -> dict[str, Any]:
    """A batch of one filing of which nothing but the findings and one blank row is known."""
    bare = {**_emptied(consulting()), "id": "x"}
    bare["indicators"] = [{**_emptied(consulting()["indicators"][0]), "row": 1}]
    bare["groups"] = [_emptied(consulting()["groups"][0])]
    bare["budget"]["lines"] = [{"label": None, "approved": None, "executed": None}]
    bare["findings"] = [
        {**_emptied(finding("F01", "error", "")), "code": "F01", "severity": "error"},
        {**_emptied(finding("F07", "error", "")), "code": "F07", "severity": "error"},
    ]
    bare["findings"][1]["where"] = {"field": "actual", "row": 1, "level3": None, "source": None}
    summary = {"filings": 1, "indicators": 1, "error": 2, "warning": 0, "advice": 0}
    return {**nothing(), "filings": [bare], "summary": summary}


def many(number: int) -> dict[str, Any]:
    """A batch of so many filings."""
    makers = (consulting, operations, routine, sound)
    filings = [{**makers[place % 4](), "id": f"n{place}"} for place in range(number)]
    summary = {**report()["summary"], "filings": number}
    return {**report(), "filings": filings, "summary": summary}
