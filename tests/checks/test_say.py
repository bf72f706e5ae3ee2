"""What counts as a text that says nothing."""

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from jiheng.checking.say import blank

NOTHING = re.compile(r"[\s，。、；/—（）“”.\-]*无?[\s，。、；/—（）“”.\-]*")
texts = st.text("无有 \n\t　，。、；/—（）“”.-a1×", max_size=6)


@given(st.lists(st.none() | texts, min_size=1, max_size=20))
def test_blank_is_nothing_but_marks_around_at_most_one_wu(given: list[str | None]):
    found = pl.DataFrame({"text": given}, schema={"text": pl.String}).select(blank(pl.col("text")))
    assert found.to_series().to_list() == [bool(NOTHING.fullmatch(text or "")) for text in given]
