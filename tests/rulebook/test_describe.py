import pytest

from jiheng.rulebook import describe, ids, load
from jiheng.rulebook.outline import keys
from jiheng.rulebook.wording import CHOICES


@pytest.mark.parametrize("name", ids())
def test_every_row_is_cited_in_chinese(name: str) -> None:
    rows = describe(load(name))
    assert all(row.clause and row.text for row in rows)
    assert not [row for row in rows if any(c.isascii() and c.isalpha() for c in row.label)]


@pytest.mark.parametrize(
    ("section", "label", "value"),
    [
        ("预算执行", "预算执行分值", "20分"),
        ("定量指标", "正向指标", "权重×完成值÷目标值"),
        ("定性指标", "部分达成档下限", "50%"),
        ("超额完成", "超额完成界限", "1.3倍"),
        ("一级指标", "产出指标", "40分"),
        ("一级指标", "满意度指标", "可以不设"),
        ("评价等级", "优", "90分及以上"),
        ("评价等级", "差", "60分以下"),
    ],
)
def test_hubei_in_words(section: str, label: str, value: str) -> None:
    rows = {(row.section, row.label, row.value) for row in describe(load("hubei-2021"))}
    assert (section, label, value) in rows


def test_open_points_are_said_to_be_the_units_own() -> None:
    rows = {(row.label, row.value) for row in describe(load("sichuan-2023"))}
    assert ("产出指标", "单位自定") in rows


def test_every_choice_has_words() -> None:
    offered = {key.path: set(key.choices) for key in keys() if key.choices}
    assert offered == {path: set(words) for path, words in CHOICES.items()}


def test_every_key_has_a_chinese_title() -> None:
    assert not [key.path for key in keys() if not key.field.title]
