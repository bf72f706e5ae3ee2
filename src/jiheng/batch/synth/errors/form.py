"""F: what is not filled in; R: what could not be read."""

from __future__ import annotations

from collections.abc import Generator

from jiheng.batch.synth.errors.case import Case, variants, wrong

Steps = Generator[None, None, None]
EMPTY = {"空白": "", "斜杠": "/", "写“无”": "无"}


@variants("F01", {"空白": "", "全角空格": "\u3000\u3000"})
def _unit(case: Case, value: str) -> Steps:
    case.need(case.layout.headed)
    yield
    case.write("unit", value.strip())


@variants(
    "F02",
    {
        "空白": "",
        "只有年月": "{0}年3月",
        "只有月日": "2月18日",
        "没有填的样张": "年    月    日",
        "没有这一天": "{0}年2月30日",
        "没有这个月": "{0}.13.5",
        "只有年": "{0}年",
    },
)
def _filled_on(case: Case, value: str) -> Steps:
    case.need(case.layout.headed)
    yield
    case.write("filled_on_text", value.format(case.form["fiscal_year"] + 1))


CHOICES = {"项目类别": "category", "项目属性": "attribute", "项目类型": "kind"}


@variants("F03", CHOICES)
def _nothing_ticked(case: Case, name: str) -> Steps:
    case.need(name in case.layout.options)
    yield
    case.note(name, 0, "、".join(case.ticks[name]), "")
    case.ticks[name] = []


@variants("F04", CHOICES)
def _two_ticked(case: Case, name: str) -> Steps:
    case.need(name in case.layout.options)
    yield
    options = case.layout.options[name]
    both = options[:2] if case.random.random() < 0.7 else options
    case.note(name, 0, "、".join(case.ticks[name]), "、".join(both))
    case.ticks[name] = list(both)


@variants(
    "F05",
    {"项目名称": "project", "主管部门": "supervising_department", "实施单位": "implementing_unit"},
)
def _who(case: Case, name: str) -> Steps:
    yield
    case.write(name, "")
    if name == "project":
        case.form["project_code"] = ""  # it stands in the same cell


@variants("F07", EMPTY | {"横线": "—"})
def _actual(case: Case, value: str) -> Steps:
    row = case.pick(lambda row: not row["missed"] and not row["partly"] and not row["far"])
    yield
    case.fill(row, "actual_text", value)


@variants("F08", EMPTY)
def _target(case: Case, value: str) -> Steps:
    row = case.pick(lambda row: not row["missed"] and not row["partly"] and not row["far"])
    yield
    case.fill(row, "target_text", value)


@variants("F09", {"空白": "", "斜杠": "/", "横线": "—"}, leads_to=["A04"])
def _score(case: Case, value: str) -> Steps:
    row = case.pick(lambda row: row["weight"] > 0)
    yield
    case.fill(row, "score_text", value)


@wrong("F09", "预算执行得分空白", leads_to=["A04"])
def _budget_score(case: Case) -> Steps:
    yield
    case.write("budget_score_text", "")


@wrong("F10", "一级指标留着“XX分”")
def _points_left(case: Case) -> Steps:
    case.need(case.layout.points_on_groups)
    yield
    group = case.choose([row["group"] for row in case.rows])
    name = next(row["level1"] for row in case.rows if row["group"] == group)
    case.groups[group] = f"{name}（XX分）"
    case.note("group", 0, "", case.groups[group])
    case.placeholders.append(("group", case.groups[group]))


@variants("F10", {"省略号": "……", "省略号一行": "…"})
def _row_left(case: Case, value: str) -> Steps:
    yield
    case.note("level3", 0, "", value)
    case.placeholders.append(("level3", value))


@wrong("F10", "单位名称留着“XX单位”", leads_to=["F01"])
def _unit_left(case: Case) -> Steps:
    case.need(case.layout.headed)
    yield
    case.write("unit", "XX单位")
    case.placeholders.append(("unit", "XX单位"))


@variants(
    "F11",
    {
        "没有意见": ("opinion", ""),
        "没有签名": ("signature", ""),
        "没有日期": ("signed_on_text", ""),
        "日期没有填": ("signed_on_text", "年   月   日"),
        "日期不全": ("signed_on_text", "2023年2月"),
    },
)
def _sign_off(case: Case, what: tuple[str, str]) -> Steps:
    case.need(case.layout.signed_off)
    yield
    case.write(*what)


@variants("F12", {"没有效益指标": 1, "没有产出指标": 0}, leads_to=["W04", "W05", "C06"])
def _group_missing(case: Case, group: int) -> Steps:
    drop_group(case, group)
    yield


@wrong("F12", "没有满意度指标", leads_to=["W04", "W05"])
def _satisfaction_missing(case: Case) -> Steps:
    case.need(case.rulebook.groups["satisfaction"].required)
    drop_group(case, 2)
    yield


def drop_group(case: Case, group: int) -> None:
    """Take a group away and give its points to another, so that all still adds up."""
    gone = [row for row in case.rows if row["group"] == group]
    case.need(not any(row["missed"] or row["partly"] or row["far"] for row in gone))
    heir = 0 if group else 1
    points = sum(row["weight"] for row in gone)
    case.note("group", 0, gone[0]["level1"], "")
    case.rows[:] = [row for row in case.rows if row["group"] != group]
    heirs = [row for row in case.rows if row["group"] == heir]
    for place, row in enumerate(heirs):
        row["weight"] += points // len(heirs) // 100 * 100
        row["weight"] += 100 if place < points // 100 % len(heirs) else 0
    for row in heirs:
        row["group_points"] = sum(each["weight"] for each in heirs) // 100
    for place, row in enumerate(case.rows, 1):
        row["row"] = place


@variants("F13", {"空白": "", "斜杠": "/", "没有算": "待定"})
def _total(case: Case, value: str) -> Steps:
    yield
    case.write("total_text", value)


@variants("R02", {"可信度低": 0.55, "可信度很低": 0.2})
def _doubtful(case: Case, confidence: float) -> Steps:
    yield
    name = case.choose(["budget.approved", "budget.executed", "total", "project"])
    case.note(name, 0, "", f"识别可信度 {confidence:.0%}")
    case.doubtful[name] = confidence


@variants(
    "R03",
    {
        "手写的批注": "此表已与财务核对，附件另送",
        "另起的一行": "立项依据",
        "表外的数字": "合同号 2022-0173",
    },
)
def _unplaced(case: Case, text: str) -> Steps:
    yield
    case.note("document", 0, "", text)
    case.unplaced.append(text)
