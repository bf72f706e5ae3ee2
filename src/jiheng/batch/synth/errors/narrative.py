"""N: words that contradict the table, or are missing."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal

from jiheng.batch.synth.errors.arithmetic import met
from jiheng.batch.synth.errors.case import Case, said, slip, variants, wrong
from jiheng.batch.synth.layouts import explain_below
from jiheng.batch.synth.vocabulary import projects, vocabulary

Steps = Generator[None, None, None]


def tell(case: Case, sentence: str) -> None:
    """A sentence in front of what the narrative says, in place of a bare 'no deviation'."""
    rest = case.form["deviation"]
    if len(rest) < 20:
        rest = ""
    case.write("deviation", f"{sentence}，{_cause(case)}。{rest}")
    case.promise()


def _cause(case: Case) -> str:
    known = vocabulary()["narratives"]
    parts = ("when", "what", "detail", "effect", "also")
    return case.named("{}{}，{}，{}，{}".format(*(case.choose(known[part]) for part in parts)))


def wan(yuan: Decimal | int) -> str:
    """元 as 万元."""
    return said(Decimal(yuan) / 10_000, 4)


AMOUNTS = {
    "预算为": ("approved", "本项目年度预算{0}万元"),
    "预算安排": ("approved", "年初预算安排{0}万元，用于{1}"),
    "下达资金": ("approved", "财政下达资金{0}万元"),
    "总预算按元": ("approved", "项目预算总额为{2}元"),
    "实际支出": ("executed", "全年实际支出{0}万元"),
    "执行数": ("executed", "截至年底预算执行数为{0}万元"),
    "已支付": ("executed", "项目资金已支付{0}万元"),
    "共支出按元": ("executed", "全年共支出{2}元"),
    "执行了": ("executed", "年内预算执行了{0}万元"),
}


@variants("N01", AMOUNTS)
def _amount(case: Case, what: tuple[str, str]) -> Steps:
    yield
    name, sentence = what
    wrong_digits = Decimal(slip(wan(case.form[name]), case.random))
    case.need(abs(wrong_digits * 10_000 - case.form[name]) * 50 > case.form[name])
    yuan = f"{wrong_digits * 10_000:.2f}"
    tell(case, sentence.format(said(wrong_digits, 4), case.form["short"], yuan))


@variants("N01", {"预算多了一位": (10, "approved"), "支出按万元和元写混": (10_000, "executed")})
def _amount_shifted(case: Case, what: tuple[int, str]) -> Steps:
    yield
    factor, name = what
    word = "预算" if name == "approved" else "实际支出"
    tell(case, f"本项目全年{word}{wan(case.form[name] * factor)}万元")


RATES = {
    "预算执行率": "预算执行率为{}%",
    "执行率只有": "年度执行率只有{}%",
    "资金支付进度": "资金支付进度为{}%",
    "支付进度达到": "支付进度达到{}%",
    "预算完成率": "预算资金完成率{}%",
    "执行了": "预算执行了{}%",
    "支出占预算": "全年支出占预算的{}%",
    "百分之": "预算执行率为百分之{}",
}


@variants("N02", RATES)
def _rate(case: Case, sentence: str) -> Steps:
    yield
    case.need(not case.form["rate_reason"])
    told = slip(case.form["rate_said"], case.random)
    case.need(abs(Decimal(told) - Decimal(case.form["rate_said"])) >= Decimal("0.3"))
    tell(case, sentence.format(told))


OF_A_ROW = {
    "实际达到": "{0}实际达到{1}%",
    "完成率为": "{0}完成{1}%",
    "已达": "{0}已达{1}%",
    "为": "{0}为{1}%，与上年持平",
}


@variants("N02", OF_A_ROW)
def _of_a_row(case: Case, sentence: str) -> Steps:
    row = case.pick(
        lambda row: row["kind"] == "high" and met(row) and row["goal"] >= 5000 and row["actual"]
    )
    yield
    told = str(case.choose([n for n in range(61, 100) if abs(n * 100 - row["actual"]) > 300]))
    tell(case, sentence.format(row["level3"], told))
    case.note("deviation", row["row"], row["actual_text"], f"{told}%")


@wrong("N02", "完成程度少写两位", leads_to=["T08"])
def _completion_shifted(case: Case) -> Steps:
    row = case.pick(
        lambda row: (
            row["kind"] == "count"
            and met(row)
            and row["goal"] >= 10_000
            and row["target_text"][0] == "≥"
        )
    )
    row["actual"] = row["goal"] * 635 + 2300
    row["num"] = row["actual"]
    row["actual_text"] = said(row["actual"] // 100) + row["unit"]
    yield
    percent = Decimal(row["actual"]) * 100 / row["goal"]
    tell(case, f"{row['level3']}完成目标的{said(percent / 100)}%，宣传力度加大，参与人数超出预期")
    case.note("deviation", row["row"], "", said(percent / 100))


def other_project(case: Case) -> str:
    """A project that this one has nothing to do with."""
    sector = case.choose([n for n in range(len(projects())) if n != case.form["sector"]])
    return case.choose(projects()[sector]).short


@variants(
    "N03",
    {
        "年度在前": "{1}年度{0}项目因招标推迟，下半年才开工",
        "书名号": "《{0}项目》合同签订较晚，影响了进度",
        "引号": "“{0}项目”前期手续办理时间较长",
        "预算在后": "{0}项目预算30万元，因中标价较低有结余",
        "年在前": "{1}年{0}项目受天气影响，部分任务移到次年",
    },
    leads_to=["N05"],
)
def _another_project(case: Case, sentence: str) -> Steps:
    yield
    told = sentence.format(other_project(case), case.form["fiscal_year"])
    case.write("deviation", f"{told}，{_cause(case)}。")
    case.need(not any(row["missed"] or row["partly"] or row["far"] for row in case.rows))
    case.need(not case.form["rate_reason"])
    case.promise()


@variants("N04", {"执行六成": 6000, "执行三成": 3000, "差一点到界限": None}, leads_to=["N06"])
def _low_rate_untold(case: Case, share: int | None) -> Steps:
    form = case.form
    case.need(not any(row["kind"] == "cost" for row in case.rows))
    limit = explain_below(case.rulebook)
    form["executed"] = form["approved"] * (share or limit - 60) // 10_000
    case.note("deviation", 0, "", "执行率低，没有说明")
    yield
    reason = form["rate_reason"]
    case.need(reason)
    form["deviation"] = form["deviation"].replace(reason, "").strip("；。")
    case.need(not form["deviation"])  # what it tells of an indicator may explain this too
    form["improvement"] = ""


@variants("N05", {"空白": "", "写“无”": "无", "斜杠": "/"})
def _no_improvement(case: Case, text: str) -> Steps:
    yield
    case.need(len(case.form["deviation"]) > 20)
    case.write("improvement", text)


@variants(
    "N06",
    {
        text: text
        for text in (
            "无偏差",
            "不存在偏差",
            "目标均已完成，没有偏差",
            "无偏差情况",
            "各项指标全部完成，无偏差",
            "未出现偏差",
            "没有偏离绩效目标的情况",
            "本项目绩效目标全部实现，不存在偏差",
        )
    },
    leads_to=["T08", "T09", "N04", "A11"],
)
def _none_claimed(case: Case, text: str) -> Steps:
    case.need(case.layout.reasons != "mended")
    case.need(any(row["missed"] for row in case.rows))
    yield
    case.write("deviation", text)


@variants(
    "N07",
    {
        "调整为": "年中经批准，预算由{0}万元调整为{1}万元",
        "调减到": "年初预算{0}万元，下半年调减到{1}万元",
        "追加后": "预算{0}万元，8月追加后为{1}万元",
        "增加到": "年初预算{0}万元，经会议研究增加到{1}万元",
        "核减为": "财政部门将预算从{0}万元核减为{1}万元",
        "压减至": "因统一压减支出，本项目预算由{0}万元压减至{1}万元",
    },
    leads_to=["N01"],
)
def _adjusted_untold(case: Case, sentence: str) -> Steps:
    yield
    more = any(word in sentence for word in ("追加", "增加"))
    factor = Decimal("1.25") if more else Decimal("0.8")
    if "调整" in sentence:
        factor = case.choose([Decimal("1.2"), Decimal("0.75")])
    new = Decimal(case.form["approved"]) * factor
    case.need(new >= case.form["executed"] or more)
    tell(case, sentence.format(wan(case.form["approved"]), wan(new)))
