"""A large batch is worked on in slices; that changes nothing in what is found."""

from dataclasses import replace

import polars as pl
import pytest
from benchmarks.tiles import originals, tiles
from polars.testing import assert_frame_equal

from jiheng.checking.run import run, selected
from jiheng.filing import slices
from jiheng.filing.frames import Frames
from jiheng.scoring import Scores, score


@pytest.fixture(scope="module")
def batch() -> Frames:
    """A hundred filings that two rulebooks govern by turns."""
    frames = tiles(originals(), 0, 100)
    national = (pl.col("filing") % 3 == 0) & (pl.col("filing") < 60)
    books = pl.when(national).then(pl.lit("mof-2020")).otherwise("rulebook")
    return replace(frames, filings=frames.filings.with_columns(rulebook=books))


def checked(frames: Frames) -> tuple[Scores, pl.DataFrame]:
    scores = score(frames)
    return scores, run(scores.plans, scores.frames, selected())


@pytest.mark.parametrize("size", [1, 7, 40])
def test_slices_make_no_difference(batch: Frames, size: int, monkeypatch: pytest.MonkeyPatch):
    whole, found = checked(batch)
    monkeypatch.setattr(slices, "MOST", size)
    sliced, found_in_slices = checked(batch)
    assert len(sliced.plans) > len(whole.plans)
    assert_frame_equal(found_in_slices, found)
    for name in ("filings", "groups", "indicators"):
        keyless = pl.all().exclude("group_key")
        made, expected = (getattr(scores, name).select(keyless) for scores in (sliced, whole))
        assert_frame_equal(made, expected)
