"""A reading that is killed goes on where it was, and ends as if nothing had happened."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batch.torture import torture


def test_a_reading_that_is_killed_three_times_ends_as_an_undisturbed_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert torture(tmp_path, documents=200, kills=3, seed=7, segment=16) >= 1
    assert capsys.readouterr().out.count("杀掉") == 3
