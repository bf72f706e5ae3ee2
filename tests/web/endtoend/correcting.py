"""What a unit's people answer where a form of theirs is wrong in a way that no computing mends."""

from __future__ import annotations

from collections.abc import Callable

from lxml import html
from playwright.sync_api import Page
from tests.web.endtoend.posting import Fields, fields, opened, send, with_texts

Answers = dict[str, str | Callable[[str], str]]
TICKED: Answers = {
    "category": "部门预算项目",
    "attribute": "持续性项目",
    "kind": "常年性项目",
}


def halved(score: str) -> str:
    """A group that had 40 points has 20."""
    return f"{float(score) / 2:g}"


ANSWERS: dict[int, Answers] = {
    8: {"filled_on_text": "2022年3月1日"},
    9: {},
    10: {"filled_on_text": "2022年3月1日", **TICKED},
    12: {
        "filled_on_text": "2022年3月1日",
        "groups.1": "效益指标（20分）",
        **{f"row.{row}.score_text": halved for row in (4, 5, 6, 7)},
    },
    14: {"deviation": lambda text: text.replace("635.23%", "63523%")},
    15: {"filled_on_text": "2022年3月1日", "implementing_unit": "区融媒体中心", **TICKED},
    16: TICKED,
}
"""By the number of the form in the file: what is typed into which field; "row.4." is the fifth
indicator's."""
SETTLED = "没有错误，警告都已说明。"
EXPLAINED = "已核对台账和原始凭证，所填属实，年度中按实际工作需要作了安排。"


def put_right(page: Page, address: str, answers: Answers) -> html.HtmlElement:
    """Correct a form, take over what is computed, explain each warning; the page as it is then."""
    form = opened(page, address).get_element_by_id("fill")
    told = fields(form)
    keys = [value.partition(":")[0] for name, value in told if name == "row"]
    named = {_named(name, keys): text for name, text in answers.items()}
    shown = send(page, form, [*with_texts(_without(told, named), named), ("do", "adopt-all")])
    for _ in range(2):
        if summary(shown) == SETTLED:
            break
        form = shown.get_element_by_id("fill")
        filled = [
            (name, EXPLAINED if name.startswith("explained.") else value)
            for name, value in fields(form)
        ]
        shown = send(page, form, [*filled, ("do", "check")])
    return shown


def summary(shown: html.HtmlElement) -> str:
    """What a form's page says of what is still open."""
    return shown.get_element_by_id("summary").text_content().strip()


def _named(name: str, keys: list[str]) -> str:
    """The field's name on the page: "row.4.score_text" by the row's key."""
    family, _, rest = name.partition(".")
    row, _, column = rest.partition(".")
    return f"indicators.{keys[int(row)]}.{column}" if family == "row" else name


def _without(filled: Fields, answers: Answers) -> Fields:
    """The fields without the ticks that are answered anew."""
    return [(name, value) for name, value in filled if name not in answers or name not in TICKED]


def hand_in(page: Page, address: str, shown: html.HtmlElement) -> html.HtmlElement:
    """Hand the filing in by the button of its page as it is shown; the page that comes of it."""
    form = shown.get_element_by_id("steps")
    return send(page, form, fields(form), f"{address}step/hand_in/")
