"""C: indicators under the wrong heading."""

from __future__ import annotations

from collections.abc import Generator

from jiheng.batch.synth.errors.arithmetic import met
from jiheng.batch.synth.errors.case import Case, variants

Steps = Generator[None, None, None]


@variants(
    "C01",
    {
        "时效时间": ("时效指标", "时效时间"),
        "可持续影指标": ("可持续影响指标", "可持续影指标"),
        "数量目标": ("数量指标", "数量目标"),
        "质量标准": ("质量指标", "质量标准"),
        "社会效应指标": ("社会效益指标", "社会效应指标"),
        "群众满意指标": ("服务对象满意度指标", "群众满意指标"),
        "费用指标": ("成本指标", "费用指标"),
        "进度指标": ("时效指标", "进度指标"),
    },
    leads_to=["C06"],
)
def _unofficial(case: Case, names: tuple[str, str]) -> Steps:
    case.pick(lambda row: row["level2"] == names[0])
    yield
    for row in case.rows:
        if row["level2"] == names[0]:
            case.fill(row, "level2", names[1])


@variants(
    "C02",
    {
        "社会效益放在产出": (0, "社会效益指标"),
        "可持续影响放在产出": (0, "可持续影响指标"),
        "满意度放在产出": (0, "服务对象满意度指标"),
        "成本放在效益": (1, "成本指标"),
        "数量放在效益": (1, "数量指标"),
        "质量放在效益": (1, "质量指标"),
        "经济效益放在满意度": (2, "经济效益指标"),
    },
    leads_to=["C03", "C06"],
)
def _wrong_level1(case: Case, what: tuple[int, str]) -> Steps:
    row = case.pick(lambda row: row["group"] == what[0])
    yield
    case.fill(row, "level2", what[1])


@variants(
    "C03",
    {
        "期限放在数量": ("数量指标", "{项}完成时间", "11月底前", "11月20日"),
        "时限放在数量": ("数量指标", "{项}办结时限", "≤5个工作日", "4个工作日"),
        "损耗放在成本": ("成本指标", "{物}完好率", "≥95%", "96%"),
        "使用年限放在成本": ("成本指标", "{物}使用年限", "≥5年", "6年"),
        "满意度放在质量": ("质量指标", "{众}满意度", "≥90%", "95%"),
        "人数放在时效": ("时效指标", "{项}参加人数", "≥200人", "210人"),
        "合格率放在时效": ("时效指标", "{项}验收合格率", "≥95%", "98%"),
        "满意度放在社会效益": ("社会效益指标", "{众}满意度", "≥90%", "95%"),
        "份数放在满意度": ("服务对象满意度指标", "宣传资料发放份数", "≥500份", "520份"),
        "成本放在质量": ("质量指标", "{项}总成本", "≤20万元", "19万元"),
        "及时率放在质量": ("质量指标", "{项}完成及时率", "≥95%", "96%"),
    },
    leads_to=["C04"],
)
def _does_not_fit(case: Case, what: tuple[str, str, str, str]) -> Steps:
    level2, name, target, actual = what
    row = case.pick(lambda row: row["level2"] == level2 and met(row))
    row["num"] = row["den"] = 1
    form = case.form
    text = name.replace("{项}", form["short"]).replace("{物}", form["thing"])
    case.note("level3", row["row"], row["level3"], text.replace("{众}", form["people"]))
    row["level3"] = text.replace("{众}", form["people"])
    yield
    row["target_text"], row["actual_text"] = target, actual


def copied(case: Case, to_group: int, name: str) -> None:
    """An output indicator once more, under a name, in a row of a group."""
    source = case.pick(lambda row: row["group"] == 0 and row["ordinal"] == 0 and met(row))
    row = case.pick(lambda row: row["group"] == to_group and row is not source and met(row))
    row["num"], row["den"] = source["num"], source["den"]
    for field in ("target_text", "actual_text", "less", "unit", "kind"):
        row[field] = source[field]
    new = name.format(source["level3"])
    case.note("level3", row["row"], row["level3"], new)
    case.note("level3", source["row"], source["level3"], source["level3"])
    row["level3"] = new


@variants(
    "C04",
    {"原样": "{}", "多了空格": "{} ", "前面编了号": "2.{}", "加了“项目”": "项目{}"},
    leads_to=["C03"],
)
def _twice_in_output(case: Case, name: str) -> Steps:
    copied(case, 0, name)
    yield


@variants("C04", {"产出和效益各一次": "{}"}, leads_to=["C03"])
def _twice_in_benefit(case: Case, name: str) -> Steps:
    copied(case, 1, name)
    yield


@variants(
    "C05",
    {
        name: name
        for name in (
            "资金发放金额",
            "发放补贴资金",
            "拨付专项资金",
            "支付工程款",
            "资金支付率",
            "支付服务费金额",
            "补助资金拨付金额",
            "预算资金支出数",
        )
    },
    leads_to=["C03"],
)
def _paying_out(case: Case, name: str) -> Steps:
    row = case.pick(lambda row: row["level2"] == "数量指标" and met(row))
    row["num"] = row["den"] = 1
    case.note("level3", row["row"], row["level3"], name)
    row["level3"] = name
    yield
    share = name.endswith("率")
    row["target_text"], row["actual_text"] = ("≥95%", "98%") if share else ("≥50万元", "50万元")


@variants(
    "C06",
    {name: name for name in ("数量指标", "质量指标", "时效指标", "成本指标")},
    leads_to=["W05"],
)
def _level2_missing(case: Case, name: str) -> Steps:
    gone = [row for row in case.rows if row["level2"] == name]
    rest = [row for row in case.rows if row["group"] == 0 and row["level2"] != name]
    case.need(gone and rest and all(met(row) for row in gone))
    case.note("level2", 0, name, "")
    case.rows[:] = [row for row in case.rows if row["level2"] != name]
    points = sum(row["weight"] for row in gone) // 100
    for place, row in enumerate(rest):
        row["weight"] += (points // len(rest) + (place < points % len(rest))) * 100
    for place, row in enumerate(case.rows, 1):
        row["row"] = place
    yield
