"""A rulebook with some values changed is one like any other, and is refused like any other."""

from pathlib import Path

import pytest

from jiheng.rulebook import RulebookError, derived, load


def test_points_that_follow_keep_the_whole() -> None:
    done = derived("mof-2020", ["budget.points=20"])
    book = done.rulebook
    assert (book.budget.points, book.total.performance) == (20, 80)
    assert sum(group.points or 0 for group in book.groups.values()) == pytest.approx(80, abs=1e-9)
    assert {each.key for each in done.changes if not each.follows} == {"budget.points"}


def test_what_is_stated_does_not_follow() -> None:
    stated = ["budget.points=10", "groups.output.points=60", "groups.benefit.points=20"]
    stated += ["groups.satisfaction.points=10"]
    book = derived("hubei-2021", stated).rulebook
    assert [group.points for group in book.groups.values()] == [60, 20, 10]


def test_performance_stated_moves_the_budget() -> None:
    assert derived("sichuan-2023", ["total.performance=80"]).rulebook.budget.points == 20


def test_words_need_no_quotes_and_lists_are_toml() -> None:
    bands = 'grades.bands=[{grade="甲", low=85}, {grade="乙", low=0}]'
    book = derived("mof-2020", ["indicators.quantitative.equal=exact", bands]).rulebook
    assert book.indicators.quantitative.equal == "exact"
    assert [band.grade for band in book.grades.bands] == ["甲", "乙"]


def test_what_was_there_already_is_no_change() -> None:
    done = derived("hubei-2021", ["budget.points=20"])
    assert done.changes == ()
    assert done.rulebook.sources["budget.points"].clause == "模拟设定"


def test_a_file_of_one_s_own_is_changed_too(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "own"\nname = "自定"\nauthority = "样区财政局"\ndocument = "样财〔2022〕1号"\n'
        'extends = "mof-2020"\n[fiscal_years]\nfirst = 2022\ncites = "notice"\n'
        '[citations.notice]\nclause = "第一条"\ntext = "自2022年度起"\n',
        "utf-8",
    )
    book = derived(str(own), ["budget.points=15"]).rulebook
    assert (book.id, book.budget.points, book.total.performance) == ("own-set", 15, 85)
    assert book.fiscal_years == load(str(own)).fiscal_years


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["budget.weigt=10"], "没有这个键"),
        (["budget.points=many"], "类型不对"),
        (["budget"], "键=值"),
        (["=10"], "键=值"),
        (["budget.points="], "键=值"),
        (["budget.points=120"], "超出范围"),
        (["groups.output.points=50"], "不符"),
        (["budget=1", "budget.points=2"], "只写其中一个"),
        (["indicators.quantitative.equal=perhaps"], "不能写"),
    ],
)
def test_it_is_refused_as_a_file_is(settings: list[str], said: str) -> None:
    with pytest.raises(RulebookError, match=said) as refused:
        derived("hubei-2021", settings)
    assert "--set" in str(refused.value)
