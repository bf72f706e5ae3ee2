"""X: what only shows when filings are laid side by side."""

from __future__ import annotations

from collections.abc import Generator
from copy import deepcopy

from rapidfuzz import fuzz

from jiheng.batch.synth.errors.case import Case, variants, wrong

Steps = Generator[None, None, None]
SYNONYMS = (
    ("原因", "缘由"),
    ("主要", "大多"),
    ("次年", "明年"),
    ("进度", "进展"),
    ("实际", "其实"),
    ("，", "、"),
    ("每季度", "每三个月"),
    ("预算", "经费"),
    ("由", "请"),
    ("组织", "开展"),
    ("负责", "牵头"),
    ("制定", "拟定"),
    ("完成", "做完"),
    ("合理", "统筹"),
    ("月底前", "月末前"),
)


NEARLY = 88
"""Likeness, 0 to 100, from which two narratives are sure to be the same with small changes."""


@variants("X01", {"一字不差": 0, "换了一个词": 1, "换了两个词": 2})
def _same_narrative(case: Case, words: int) -> Steps:
    case.need(case.partner)
    yield
    assert case.partner is not None
    text = case.partner.form["improvement"]
    case.need(len(text) > 40)
    changed = 0
    for old, new in SYNONYMS:
        if changed < words and old in text:
            text = text.replace(old, new, 1)
            changed += 1
    case.need(changed == words)
    case.write("improvement", text)


@wrong("X01", "只改了数字和项目名称")
def _same_but_for_the_name(case: Case) -> Steps:
    case.need(case.partner)
    yield
    assert case.partner is not None
    text = case.partner.form["improvement"]
    case.need(len(text) > 60 and case.partner.form["short"] in text)
    copy = text.replace(case.partner.form["short"], case.form["short"])
    case.need(fuzz.ratio(text, copy) >= NEARLY)
    case.write("improvement", copy)


@wrong("X02", "整套指标照搬", leads_to=["C05"])
def _same_indicators(case: Case) -> Steps:
    case.need(case.partner)
    assert case.partner is not None
    case.rows[:] = deepcopy(case.partner.rows)
    for row in case.rows:
        row["number"] = case.form["number"]
        row["missed"] = row["partly"] = row["far"] = False
        row["num"] = row["den"] = 1
    case.need(not any(row["kind"] == "cost" for row in case.rows))
    yield
    case.note("level3", 0, "", case.partner.form["project"])
    for row, other in zip(case.rows, case.partner.rows, strict=True):
        case.need(not (other["missed"] or other["partly"] or other["far"]))
        row["actual_text"] = other["actual_text"]


@variants("X03", {"名称相同": "{}", "名称前后有空格": " {} ", "加了“项目”": "{}项目"})
def _same_project(case: Case, name: str) -> Steps:
    case.need(case.partner)
    yield
    assert case.partner is not None
    case.need("{}项目" not in name or not case.partner.form["project"].endswith("项目"))
    case.write("project", name.format(case.partner.form["project"]))
    case.form["implementing_unit"] = case.partner.form["implementing_unit"]


@variants(
    "X04",
    {
        "少写县区名": lambda place, institution: place[:-1] + institution,
        "加了括号": lambda place, institution: f"{place}{institution}（本级）",
        "中间有空格": lambda place, institution: f"{place} {institution}",
        "只写简称": lambda place, institution: place[-1] + institution,
        "多写“机关”": lambda place, institution: f"{place}{institution}机关",
    },
)
def _other_spelling(case: Case, spelling: object) -> Steps:
    case.need(case.partner and case.form["unit_size"] > 2)
    yield
    assert callable(spelling)
    name = spelling(case.form["place"], case.form["institution"])
    case.write("unit", name + case.form["branch"])
