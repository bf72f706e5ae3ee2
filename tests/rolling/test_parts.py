"""A large batch is placed and summed up in parts; how large they are makes no difference."""

from __future__ import annotations

import pytest

import jiheng
from jiheng.batch.synth.synthesis import synthesise
from jiheng.filing.batch import Batch
from jiheng.rolling import BY, encode, report, roll, rows


@pytest.fixture(scope="module")
def batch() -> jiheng.Batch:
    return Batch(synthesise(0, 150, 4, 0.3).frames)


@pytest.mark.parametrize("by", BY)
def test_parts_make_no_difference(
    batch: jiheng.Batch, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = encode(report(roll(batch, by), explain=True))
    monkeypatch.setattr(rows, "AT_ONCE", 20)
    assert encode(report(roll(batch, by), explain=True)) == whole
