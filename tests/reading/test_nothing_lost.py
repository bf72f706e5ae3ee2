"""Every visible character of a form stands in a field, a label, or what is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
from examples.make import (
    BUDGET_COLUMNS,
    BUDGET_LABEL,
    BUDGET_ROW,
    CHOICES,
    INDICATOR_COLUMNS,
    NARRATIVES,
    OPINION_LABEL,
    PERFORMANCE_LABEL,
    render,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiheng.filing.model import Filing
from jiheng.reading import documents

WORDS = st.text("桥梁养护座数质量≥≤95.%（）()、：:，/人次元月日年X…a1 \n\u3000", max_size=12)
NAME = st.text("桥梁养护座数培训活动", min_size=1, max_size=8)
LINE = WORDS.map(lambda text: " ".join(text.split()))
MARKS = st.sampled_from("☑□√■")


@st.composite
def choices(draw: Any) -> str:
    options = draw(st.lists(NAME, min_size=1, max_size=3, unique=True))
    return "  ".join(f"{n}、{name} {draw(MARKS)}" for n, name in enumerate(options, 1))


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


GROUPS = st.lists(
    st.fixed_dictionaries(
        {
            "label": NAME.map(lambda name: f"{name}指标\n（40分）"),
            "rows": st.lists(st.tuples(LINE, NAME, LINE, LINE, LINE), min_size=1, max_size=5),
        }
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda group: group["label"],
)
FORMS = st.builds(
    lambda sure, maybe: sure | maybe,
    st.fixed_dictionaries({"project": NAME, "groups": GROUPS}),
    optional(
        title=NAME.map(lambda name: f"{name}自评表"),
        unit=NAME,
        filled_on=st.sampled_from(["2022年2月8日", "2022.2.8", "2022年"]),
        supervising_department=LINE,
        implementing_unit=LINE,
        category=choices(),
        attribute=choices(),
        kind=choices(),
        budget=st.fixed_dictionaries(
            {"approved": LINE, "executed": LINE, "rate": LINE, "score": LINE},
            optional={"parts": st.lists(st.tuples(NAME, LINE, LINE, LINE, LINE), max_size=2)},
        ),
        total=LINE,
        deviation=WORDS,
        improvement=WORDS,
        opinion=NAME,
        signature=NAME,
        signed_on=st.just("2022年2月8日"),
        notes=st.lists(LINE, max_size=3),
    ),
)

PRINTED = "".join(
    (
        "附件1：单位名称：填报日期：签名：备注：项目名称主管部门项目实施单位",
        *CHOICES.values(),
        *(BUDGET_LABEL, *BUDGET_COLUMNS, BUDGET_ROW),
        *(PERFORMANCE_LABEL, *INDICATOR_COLUMNS),
        *NARRATIVES.values(),
        *(OPINION_LABEL, "1、2、3、" * 3, "☑□√■" * 9),
    )
)
"""What the blank form prints, and the numbers and marks of its options."""


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from texts(each)


def kept(filing: Filing) -> str:
    options = filing.options.values()
    rows = (
        (i.level2_text, i.level3_text, i.target.text, i.actual.text, i.weight_text, i.score_text)
        for i in filing.indicators
    )
    budget = filing.budget
    return "".join(
        texts(
            [
                *(filing.title, filing.unit, filing.filled_on_text, filing.project),
                *(filing.project_code, filing.supervising_department, filing.implementing_unit),
                *(filing.goal, filing.goal_actual, filing.total_text, filing.conclusion),
                *(filing.deviation, filing.improvement, filing.opinion, filing.signature),
                *(filing.signed_on_text, filing.notes, filing.performance_weight_text),
                *(budget.approved_text, budget.executed_text, budget.rate_text),
                *(budget.weight_text, budget.score_text, budget.initial_text),
                filing.total_weight_text,
                [list(msgspec.structs.astuple(line)) for line in budget.lines],
                [group.text for group in filing.groups],
                [i.deviation for i in filing.indicators],
                [left.text for left in (*filing.placeholders, *filing.unplaced)],
                *map(list, options),
                *map(list, rows),
            ]
        )
    )


def visible(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(FORMS)
def test_every_visible_character_is_kept(form: dict[str, Any]) -> None:
    document = render(form)
    (filing,) = documents.read_bytes(document.encode(), "表.txt").filings
    lost = visible(document) - visible(kept(filing)) - visible(PRINTED)
    assert not lost, (document, filing)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.lists(FORMS, min_size=2, max_size=4))
def test_forms_that_follow_one_another_stay_apart(many: list[dict[str, Any]]) -> None:
    document = "".join(map(render, many))
    filings = documents.read_bytes(document.encode(), "表.txt").filings
    assert [filing.project for filing in filings] == [form["project"] for form in many]


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.text("\t\n |项目名称一级指标二三预算数执行总分得备注：☑□1年（）\u3000 ", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    (document,) = documents.read_bytes(text.encode(), "表.txt").documents
    assert document.status in ("read", "partly", "unreadable")
    assert (document.status == "unreadable") == bool(document.problem)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    (document,) = documents.read_bytes(data, "文件").documents
    assert document.status in ("read", "partly", "unreadable")
