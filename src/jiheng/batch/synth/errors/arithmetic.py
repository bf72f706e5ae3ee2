"""A: sums that do not come out."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal

from jiheng.batch.synth.errors.case import Case, Row, said, slip, transposed, variants, wrong

Steps = Generator[None, None, None]


def met(row: Row) -> bool:
    """Whether the target was met, as expected and no further."""
    return not (row["missed"] or row["partly"] or row["far"])


def measured(row: Row) -> bool:
    """Whether target and actual are numbers."""
    return row["kind"] in ("count", "high", "low", "time", "cost")


# Execution rate


@wrong("A01", "错一位数字")
def _rate_digit(case: Case) -> Steps:
    yield
    case.write("rate_text", slip(case.form["rate_said"], case.random) + "%")


@wrong("A01", "两位数字颠倒")
def _rate_transposed(case: Case) -> Steps:
    yield
    case.write("rate_text", transposed(case.form["rate_said"]) + "%")


@variants("A01", {"按年初预算算": Decimal("0.8"), "按追加以后的预算算": Decimal("1.15")})
def _rate_of_the_old_budget(case: Case, factor: Decimal) -> Steps:
    yield
    form = case.form
    rate = said(Decimal(form["executed"]) * 100 / (Decimal(form["approved"]) * factor))
    case.write("rate_text", f"{Decimal(rate):.2f}%")


@wrong("A01", "少写一位，大了十倍或小了十倍")
def _rate_shifted(case: Case) -> Steps:
    yield
    case.write("rate_text", f"{Decimal(case.form['rate_said']) / 10:.3f}%")


@wrong("A01", "没有用完却写成百分之百")
def _rate_full(case: Case) -> Steps:
    case.need(case.form["executed"] * 1000 < case.form["approved"] * 998)
    yield
    case.write("rate_text", "100.00%")


@variants(
    "A02",
    {
        "没有百分号": "{0:.2f}",
        "写成比值": "{1:.4f}",
        "一位小数": "{0:.1f}%",
        "没有小数": "{0:.0f}%",
    },
)
def _rate_written(case: Case, form: str) -> Steps:
    yield
    exact = Decimal(case.form["executed"]) * 100 / Decimal(case.form["approved"])
    places = form.split(":")[1][:2]
    rounded = Decimal(said(exact if form[1] == "0" else exact / 100, int(places[1])))
    if "%" in form:
        case.need(rounded != Decimal(case.form["rate_said"]))  # else nothing was left out
    case.write("rate_text", form.format(rounded, rounded))


# Budget score


@wrong("A03", "错一位数字", leads_to=["A06", "A07", "N06"])
def _budget_score_digit(case: Case) -> Steps:
    yield
    case.write("budget_score_text", slip(case.form["budget_score_text"], case.random))
    case.retotal()


@wrong("A03", "没有用完却给满分")
def _budget_score_full(case: Case) -> Steps:
    case.need(case.form["executed"] * 1000 < case.form["approved"] * 995)
    yield
    case.write("budget_score_text", str(case.form["budget_points"]))
    case.retotal()


@wrong("A03", "按别的分值计算", leads_to=["A06", "A07", "N06"])
def _budget_score_of_other_points(case: Case) -> Steps:
    yield
    points = 10 if case.form["budget_points"] == 20 else 20
    score = Decimal(points) * case.form["executed"] / case.form["approved"]
    case.write("budget_score_text", said(score))
    case.retotal()


@variants(
    "A03",
    {"少得一分": Decimal(-1), "少得半分": Decimal("-0.5"), "少得零点一分": Decimal("-0.1")},
    leads_to=["N06"],
)
def _budget_score_less(case: Case, less: Decimal) -> Steps:
    yield
    case.write("budget_score_text", said(Decimal(case.form["budget_score_text"]) + less))
    case.retotal()


# Total


@wrong("A04", "错一位数字")
def _total_digit(case: Case) -> Steps:
    yield
    case.write("total_text", slip(case.form["total_text"], case.random))


@variants(
    "A04",
    {
        "多一分": Decimal(1),
        "少两分": Decimal(-2),
        "多零点二分": Decimal("0.2"),
        "少十分": Decimal(-10),
    },
)
def _total_off(case: Case, by: Decimal) -> Steps:
    yield
    case.write("total_text", f"{Decimal(case.form['total_text']) + by:.2f}")


@wrong("A04", "漏加预算执行得分")
def _total_without_budget(case: Case) -> Steps:
    yield
    form = case.form
    case.write("total_text", said(Decimal(form["total_text"]) - Decimal(form["budget_score_text"])))


@wrong("A04", "漏加一项")
def _total_without_a_row(case: Case) -> Steps:
    row = case.pick(lambda row: row["weight"] >= 300)
    yield
    total = Decimal(case.form["total_text"]) - Decimal(row["score_text"])
    case.write("total_text", said(total))


# Scores of quantitative indicators


def lost(row: Row) -> int:
    """Hundredths of a point that a row lost by not meeting its target."""
    return int(row["weight"] - row["weight"] * min(row["num"], row["den"]) // row["den"])


@wrong("A05", "没有完成却给满分")
def _missed_yet_full(case: Case) -> Steps:
    row = case.pick(lambda row: row["missed"])
    yield
    case.fill(row, "score_text", row["weight_said"])
    case.retotal()


@variants(
    "A05",
    {
        "多给一分": Decimal(1),
        "少给一分": Decimal(-1),
        "多给零点三分": Decimal("0.3"),
        "少给半分": Decimal("-0.5"),
    },
)
def _missed_and_off(case: Case, by: Decimal) -> Steps:
    row = case.pick(lambda row: row["missed"] and lost(row) > 110)
    yield
    case.fill(row, "score_text", said(Decimal(row["score_text"]) + by))
    case.retotal()


@variants(
    "A05",
    {
        "完成了却少给一分": Decimal(-1),
        "完成了却少给零点二分": Decimal("-0.2"),
        "完成了却只给一半": None,
    },
    leads_to=["A11", "N06"],
)
def _met_yet_less(case: Case, by: Decimal | None) -> Steps:
    row = case.pick(lambda row: met(row) and measured(row) and row["weight"] >= 300)
    yield
    full = Decimal(row["weight_said"])
    case.fill(row, "score_text", said(full / 2 if by is None else full + by))
    case.retotal()


@wrong("A05", "没有完成却给满分，表上没有分值", leads_to=["W01"])
def _missed_yet_full_unweighted(case: Case) -> Steps:
    case.need(not case.layout.weight_column)
    row = case.pick(
        lambda row: row["missed"] and sum(r["group"] == row["group"] for r in case.rows) > 1
    )
    case.form["points_in_names"] = False
    for each in case.rows:
        each["points_in_names"] = False
    yield
    case.fill(row, "score_text", row["weight_said"])
    case.retotal()


# Beyond the marks


@variants(
    "A06",
    {"多一分": Decimal(1), "多半分": Decimal("0.5"), "多两分": Decimal(2)},
    leads_to=["A05", "A10", "A07"],
)
def _above_weight(case: Case, by: Decimal) -> Steps:
    row = case.pick(met)
    yield
    case.fill(row, "score_text", said(Decimal(row["weight_said"]) + by))
    case.retotal()


@wrong("A06", "正反颠倒，按相反的比例计算", leads_to=["A05", "A07"])
def _upside_down(case: Case) -> Steps:
    row = case.pick(lambda row: row["missed"] and row["num"] * 100 < row["den"] * 97)
    yield
    score = Decimal(row["weight"]) / 100 * row["den"] / row["num"]
    case.fill(row, "score_text", said(score))
    case.retotal()


@wrong("A06", "预算执行得分超过分值", leads_to=["A03", "A07"])
def _budget_score_above(case: Case) -> Steps:
    yield
    case.write("budget_score_text", said(Decimal(case.form["budget_points"]) + case.choose([1, 2])))
    case.retotal()


@variants("A07", {"少十分": -10, "少五分": -5, "多五分": 5}, leads_to=["W03", "W04", "W05"])
def _full_marks_are_not_100(case: Case, by: int) -> Steps:
    row = case.pick(lambda row: met(row) and row["weight"] + by * 100 >= 100)
    row["weight"] += by * 100
    for each in case.rows:
        if each["group"] == row["group"]:
            each["group_points"] += by
    case.note("group", 0, "100", str(100 + by))
    yield


@wrong("A07", "各项得分相加超过一百", leads_to=["A05", "A06", "A10", "A03"])
def _parts_exceed_100(case: Case) -> Steps:
    rows = [row for row in case.rows if met(row)][:3]
    case.need(len(rows) == 3)
    yield
    for row in rows:
        case.fill(row, "score_text", said(Decimal(row["weight_said"]) + 9))
    case.retotal()
    case.need(Decimal(case.form["total_text"]) > 100)


# Money


@variants("A08", {"超一成": 110, "超百分之二": 102, "超五成": 150, "超万分之五": None})
def _overspent(case: Case, percent: int | None) -> Steps:
    approved = case.form["approved"]
    spend(case, approved * percent // 100 if percent else approved + max(approved // 2000, 200))
    yield


def spend(case: Case, yuan: int) -> None:
    """Another sum spent; cost indicators that repeat it are dropped to 'as approved'."""
    case.need(not any(row["kind"] == "cost" for row in case.rows))
    case.note("budget.executed", 0, str(case.form["executed"]), str(yuan))
    case.form["executed"] = yuan


@variants(
    "A09",
    {"预算数为零": "0", "预算数为零点零零": "0.00", "预算数为负": "-{0}"},
    leads_to=["A01", "A03", "A08", "N01", "N02", "N04", "N07"],
)
def _no_budget(case: Case, text: str) -> Steps:
    yield
    case.write("approved_text", text.format(case.form["approved_text"]))


# Qualitative scores


def qualitative(row: Row) -> bool:
    """Whether the target is in words."""
    return bool(row["kind"] == "words")


@variants(
    "A10",
    {
        "部分达成却给满分": ("部分达成预期指标", 100),
        "部分完成却给九成": ("部分完成", 90),
        "基本达成却给满分": ("基本达成", 100),
    },
    leads_to=["T09", "N06"],
)
def _partly_yet_high(case: Case, what: tuple[str, int]) -> Steps:
    row = case.pick(lambda row: qualitative(row) and met(row))
    row["num"], row["den"] = what[1], 100
    yield
    case.fill(row, "actual_text", what[0])


@variants(
    "A10",
    {
        "没有达成却给八成": ("未达成预期指标", 80),
        "没有完成却给满分": ("未完成", 100),
        "没有开展却给六成五": ("未开展", 65),
    },
    leads_to=["T09", "N06"],
)
def _missed_yet_high(case: Case, what: tuple[str, int]) -> Steps:
    row = case.pick(lambda row: qualitative(row) and met(row))
    row["num"], row["den"] = what[1], 100
    yield
    case.fill(row, "actual_text", what[0])


@variants(
    "A10",
    {"达成却只给一半": 50, "达成却只给七成": 70, "达成却只给三成": 30},
    leads_to=["A11", "N06"],
)
def _achieved_yet_low(case: Case, percent: int) -> Steps:
    row = case.pick(lambda row: qualitative(row) and met(row))
    row["num"], row["den"] = percent, 100
    case.note("score", row["row"], "", f"{percent}%")
    yield


@variants(
    "A11",
    {"定性指标达成扣一成": 90, "定性指标达成扣一点": 95, "定性指标达成得八成五": 85},
    leads_to=["N06"],
)
def _deducted(case: Case, percent: int) -> Steps:
    row = case.pick(lambda row: qualitative(row) and met(row))
    row["num"], row["den"] = percent, 100
    case.note("score", row["row"], "", f"{percent}%")
    yield


@wrong("A11", "定量指标完成却扣分", leads_to=["A05", "N06"])
def _deducted_measured(case: Case) -> Steps:
    row = case.pick(lambda row: measured(row) and met(row) and row["weight"] >= 300)
    yield
    case.fill(row, "score_text", said(Decimal(row["weight_said"]) - 1))
    case.retotal()


@variants("A12", {"三位小数": 3, "四位小数": 4})
def _many_decimals(case: Case, places: int) -> Steps:
    row = case.pick(lambda row: row["missed"])
    yield
    exact = Decimal(row["weight"]) / 100 * row["num"] / row["den"]
    text = said(exact, places)
    case.need(len(text.partition(".")[2]) > 2)
    case.fill(row, "score_text", text)
    case.retotal()


@wrong("A12", "预算执行得分三位小数")
def _budget_score_decimals(case: Case) -> Steps:
    yield
    form = case.form
    text = said(Decimal(form["budget_points"]) * form["executed"] / form["approved"], 3)
    case.need(len(text.partition(".")[2]) > 2)
    case.write("budget_score_text", text)
    case.retotal()
