from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jiheng.writing import tables

ROWS = [
    {"代号": "hubei-2021", "名称": "湖北省项目支出绩效自评", "内容": "预算执行按执行率得分"},
    {"代号": "a", "名称": "短", "内容": "很长的内容，" * 40},
]


def test_columns_stand_in_line_and_long_cells_hang_below_themselves() -> None:
    lines = tables.render(ROWS, "text").splitlines()
    assert max(map(cell_len, lines)) <= tables.WIDTH
    starts = [cell_len(lines[0][: lines[0].index(name)]) for name in ROWS[0]]
    assert starts == [0, 12, 36]
    assert cell_len(lines[1][: lines[1].index("预算")]) == 36
    assert all(line.startswith(" " * 36 + "很长") for line in lines[3:])
    assert "".join(lines).count("很长的内容，") == 40


def test_no_line_ends_in_a_space() -> None:
    lines = tables.render(
        [{"甲": "长一些", "乙": ""}, {"甲": "短", "乙": "有"}], "text"
    ).splitlines()
    assert lines == ["甲      乙", "长一些", "短      有"]


def test_json_gives_the_rows_back() -> None:
    text = tables.render(ROWS, "json")
    assert json.loads(text) == ROWS
    assert "湖北" in text
    assert text.endswith("]\n")


@pytest.mark.parametrize(("format_", "nothing"), [("text", ""), ("json", "[]\n")])
def test_no_rows(format_: str, nothing: str) -> None:
    assert tables.render([], format_) == nothing


@given(
    st.lists(
        st.tuples(*[st.text(alphabet="指标A1.，（ ≥", max_size=90)] * 3), min_size=1, max_size=6
    )
)
def test_nothing_is_lost_and_the_width_is_kept(rows: list[tuple[str, ...]]) -> None:
    found = list(tables.aligned(rows))
    for row, lines in zip(rows, found, strict=True):
        assert all(cell_len(line) <= tables.WIDTH for line in lines)
        assert sorted("".join("".join(lines).split())) == sorted("".join("".join(row).split()))
