"""T: targets and actuals that cannot be held against one another, or went unexplained."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal

from jiheng.batch.synth.errors.arithmetic import measured, met
from jiheng.batch.synth.errors.case import Case, Row, said, variants, wrong

Steps = Generator[None, None, None]
KINDS = ("count", "high", "low", "time", "cost")


def silent(row: Row) -> None:
    """No word about a row, in its own column or in the form's narrative."""
    row["missed"] = row["partly"] = row["far"] = False


@variants(
    "T01",
    {
        word: word
        for word in ("完成", "已完成", "全部完成", "按时完成", "达标", "达到目标", "达成预期指标")
    },
)
def _words_for_a_number(case: Case, words: str) -> Steps:
    row = case.pick(lambda row: measured(row) and met(row))
    yield
    case.fill(row, "actual_text", words)


@wrong("T02", "照抄目标的界限")
def _bound_copied(case: Case) -> Steps:
    case.need(not case.layout.target_columns)
    row = case.pick(lambda row: measured(row) and met(row) and row["target_text"][0] in "≥≤")
    yield
    case.fill(row, "actual_text", row["target_text"])


@variants(
    "T02",
    {
        "写成“不低于”": ("不低于{0}", False),
        "写成“以上”": ("{0}以上", False),
        "写成大于号": (">{0}", False),
        "写成“不超过”": ("不超过{0}", True),
        "写成“以内”": ("{0}以内", True),
        "写成“低于”": ("低于{0}", True),
    },
)
def _bound_told(case: Case, what: tuple[str, bool]) -> Steps:
    row = case.pick(lambda row: measured(row) and met(row) and row["less"] == what[1])
    yield
    case.fill(row, "actual_text", what[0].format(f"{row['goal_said']}{row['unit']}"))


@wrong("T03", "全部照抄目标", leads_to=["T02", "X05"])
def _all_copied(case: Case) -> Steps:
    case.need(not case.layout.target_columns)
    for row in case.rows:
        silent(row)
        row["num"] = row["den"] = 1
    case.note("actual", 0, "", "与目标值逐字相同")
    yield
    for row in case.rows:
        row["actual_text"] = row["target_text"]


@wrong("T03", "全部照抄目标，目标没有写方向", leads_to=["T05", "X05"])
def _all_copied_without_direction(case: Case) -> Steps:
    case.need(not case.layout.target_columns)
    for row in case.rows:
        silent(row)
        row["num"] = row["den"] = 1
    case.note("actual", 0, "", "与目标值逐字相同")
    yield
    for row in case.rows:
        if measured(row):
            row["target_text"] = f"{row['goal_said']}{row['unit']}"
        row["actual_text"] = row["target_text"]


@variants(
    "T04",
    {
        "若干": "若干{0}",
        "一批": "一批",
        "多": "多{0}",
        "适量": "适量",
        "不定期": "不定期",
        "数": "数{0}",
    },
    leads_to=["T01", "T05", "T06"],
)
def _vague(case: Case, words: str) -> Steps:
    row = case.pick(lambda row: row["kind"] == "count" and met(row))
    yield
    case.fill(row, "target_text", words.format(row["unit"]))


@variants(
    "T04",
    {
        word: word
        for word in ("有所提升", "良好", "较好", "不断提高", "持续改善", "效果明显", "进一步加强")
    },
)
def _no_standard(case: Case, words: str) -> Steps:
    row = case.pick(lambda row: row["kind"] == "words" and met(row))
    yield
    case.fill(row, "target_text", words)
    row["actual_text"] = "达成预期指标"


@wrong("T05", "没有写方向")
def _no_direction(case: Case) -> Steps:
    row = case.pick(
        lambda row: (
            row["kind"] in ("count", "time", "low")
            or (row["kind"] == "high" and row["goal"] < 10_000)
        )
    )
    case.need(met(row))
    yield
    case.fill(row, "target_text", f"{row['goal_said']}{row['unit']}")


@variants(
    "T06",
    {
        "个数答成百分数": ("count", "98%"),
        "百分数答成个数": ("high", "120个"),
        "百分数答成次数": ("low", "2次"),
        "时间答成次数": ("time", "3次"),
        "个数答成时间": ("count", "20天"),
        "金额答成百分数": ("cost", "95%"),
        "时间答成百分数": ("time", "98%"),
    },
)
def _other_unit(case: Case, what: tuple[str, str]) -> Steps:
    row = case.pick(lambda row: row["kind"] == what[0] and met(row))
    yield
    case.fill(row, "actual_text", what[1])


@variants("T07", {"执行数按元写": "executed", "预算数按元写": "approved"})
def _yuan_in_the_column(case: Case, name: str) -> Steps:
    yield
    case.write(f"{name}_text", f"{Decimal(case.form[name]):.2f}元")


@variants(
    "T07",
    {
        "成本目标按元写": ("target_text", "goal", "≤"),
        "成本实际按元写": ("actual_text", "actual", ""),
    },
)
def _yuan_in_a_cost(case: Case, what: tuple[str, str, str]) -> Steps:
    case.need(not case.layout.target_columns)
    row = case.pick(lambda row: row["kind"] == "cost")
    yield
    case.fill(row, what[0], f"{what[2]}{row[what[1]]}元")


@variants("T08", {"一倍半": 150, "翻一番": 200, "刚到一点三倍": 130, "十倍": 1000})
def _far_untold(case: Case, percent: int) -> Steps:
    row = case.pick(
        lambda row: (
            row["kind"] == "count"
            and met(row)
            and row["target_text"][0] != "＝"
            and row["goal"] % 1000 == 0
        )
    )
    row["actual"] = row["goal"] * percent // 100
    row["num"] = row["actual"]
    case.note("actual", row["row"], row["actual_text"], said(row["actual"] // 100) + row["unit"])
    row["actual_text"] = said(row["actual"] // 100) + row["unit"]
    yield


@variants(
    "T09", {"只完成九成": 90, "只完成一半": 50, "只完成三成": 30, "差一点": 98}, leads_to=["N06"]
)
def _short_untold(case: Case, percent: int) -> Steps:
    row = case.pick(
        lambda row: row["kind"] in ("count", "high") and met(row) and row["goal"] >= 6000
    )
    row["actual"] = row["goal"] * percent // 10_000 * 100
    row["num"] = row["actual"]
    text = said(row["actual"] // 100) + row["unit"]
    case.note("actual", row["row"], row["actual_text"], text)
    row["actual_text"] = text
    yield


@variants("T09", {"超出上限两成": 120, "超出上限一倍": 200}, leads_to=["N06"])
def _over_the_bound(case: Case, percent: int) -> Steps:
    row = case.pick(lambda row: row["kind"] in ("low", "time") and met(row))
    row["actual"] = row["goal"] * percent // 100
    row["den"] = row["actual"]
    text = said(Decimal(row["actual"]) / 100) + row["unit"]
    case.note("actual", row["row"], row["actual_text"], text)
    row["actual_text"] = text
    yield


@wrong("T09", "定性指标部分达成，没有说明", leads_to=["N06"])
def _partly_untold(case: Case) -> Steps:
    row = case.pick(lambda row: row["partly"])
    row["partly"] = False
    case.note("deviation", row["row"], "有说明", "没有说明")
    yield


@variants(
    "T10",
    {
        "总成本": ("{}总成本", "100000"),
        "增长率": ("{}单位成本增长率", "5%"),
        "支出": ("{}支出总成本", "500000"),
    },
    leads_to=["T08"],
)
def _spend_more(case: Case, what: tuple[str, str]) -> Steps:
    row = case.pick(lambda row: row["level2"] == "成本指标" and met(row))
    money = "%" not in what[1]
    goal = case.form["approved"] if money else 500
    row["num"] = row["den"] = 1
    row["level3"] = what[0].format(case.form["short"])
    yield
    text = f"{said(Decimal(goal) / 10_000, 4)}万元" if money else "5%"
    case.fill(row, "target_text", f"≥{text}")
    row["actual_text"] = text


@variants(
    "T11",
    {
        "合格率": "验收合格率",
        "完好率": "完好率",
        "覆盖率": "服务覆盖率",
        "满意度": "群众满意度",
    },
)
def _share_above_100(case: Case, name: str) -> Steps:
    row = case.pick(
        lambda row: (
            row["kind"] == "high" and met(row) and row["level2"] in SHARES.get(name, QUALITY)
        )
    )
    row["level3"] = f"{case.form['thing']}{name}"
    row["num"] = row["den"] = 1
    yield
    in_target = case.random.random() < 0.5
    case.fill(row, "target_text", "≥105%" if in_target else "≥95%")
    case.fill(row, "actual_text", "105%" if in_target else "112%")


QUALITY = ("质量指标",)
SHARES = {
    "服务覆盖率": ("社会效益指标",),
    "群众满意度": ("服务对象满意度指标",),
}
