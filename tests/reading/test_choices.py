"""Ticks of every kind, before the option or behind it."""

from __future__ import annotations

import pytest

from jiheng.reading.choices import choice

OPTIONS = ("持续性项目", "新增性项目")

TICKED_FIRST = [
    *(
        f"1、持续性项目 {tick} 2、新增性项目 {box}"
        for tick, box in zip(
            "☑☒√✓✔■●▣✅\uf052\uf0fe\uf0fcþR",
            "□☐□○◻□○▢❏\uf0a3\uf0a8\uf06f¨£",
            strict=True,
        )
    ),
    "1、持续性项目     ☑   2、新增性项目 □ ",
    "☑1、持续性项目  □2、新增性项目",
    "1、☑持续性项目  2、□新增性项目",
    "☑持续性项目 □新增性项目",
    "☑ 持续性项目 □ 新增性项目",
    "☑持续性项目□新增性项目",
    "持续性项目☑ 新增性项目□",
    "持续性项目☑新增性项目□",
    "持续性项目√ 新增性项目",
    "√持续性项目  新增性项目",
    "1.持续性项目（√） 2.新增性项目（ ）",
    "（1）持续性项目 √ （2）新增性项目",
    "①持续性项目☑ ②新增性项目□",
    "持续性项目（√）、新增性项目（　）",
    "持续性项目[√] 新增性项目[ ]",
    "1、持续性项目 □√ 2、新增性项目 □",
    "1、持续性项目 R 2、新增性项目 口",
    "1、持续性项目 V\n2、新增性项目 □",
    "1、持续性项目\u3000☑\u30002、新增性项目\u3000□",
]


@pytest.mark.parametrize("text", TICKED_FIRST)
def test_the_first_is_ticked(text: str) -> None:
    assert choice(text) == (OPTIONS, OPTIONS[:1])


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("1、持续性项目 □ 2、新增性项目 ☑", OPTIONS[1:]),
        ("□1、持续性项目 ☑2、新增性项目", OPTIONS[1:]),
        ("□持续性项目 ☑新增性项目", OPTIONS[1:]),
        ("持续性项目□新增性项目☑", OPTIONS[1:]),
        ("持续性项目 新增性项目√", OPTIONS[1:]),
        ("1、持续性项目 ☑ 2、新增性项目 ☑", OPTIONS),
        ("1、持续性项目 □ 2、新增性项目 □", ()),
        ("1、持续性项目 2、新增性项目", ()),
        ("1、持续性项目 \uf0a3 2、新增性项目 \uf0a3", ()),
    ],
)
def test_another_both_or_none_is_ticked(text: str, ticked: tuple[str, ...]) -> None:
    assert choice(text) == (OPTIONS, ticked)


def test_a_cell_without_boxes_says_what_was_chosen() -> None:
    assert choice("持续性项目") == (("持续性项目",), ("持续性项目",))
    assert choice(" \n") == ((), ())


def test_three_options() -> None:
    text = "1、常年性项目     ☑   2、延续性项目 □      3、一次性项目 □"
    assert choice(text) == (("常年性项目", "延续性项目", "一次性项目"), ("常年性项目",))
