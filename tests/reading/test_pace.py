"""How slow a machine is: never faster than ordinary, and never so slow that a limit is gone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.reading import pace


@given(st.floats())
def test_whatever_is_measured_a_limit_stays(taken: float) -> None:
    assert 1 <= pace.slower(taken) <= pace.MOST


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_takes_longer_is_slower(one: float, other: float) -> None:
    assert pace.slower(min(one, other)) <= pace.slower(max(one, other))


def test_an_ordinary_machine_has_the_limits_as_they_are_written() -> None:
    assert pace.slower(pace.ORDINARY) == 1
    assert math.isclose(pace.slower(2.5 * pace.ORDINARY), 2.5)


def test_this_machine_has_a_pace() -> None:
    assert pace.seconds() > 0
    assert 1 <= pace.now() <= pace.MOST


def test_it_is_measured_once_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[float] = []

    def seconds() -> float:
        measured.append(pace.ORDINARY * 2)
        return measured[-1]

    monkeypatch.setattr(pace, "seconds", seconds)
    monkeypatch.setattr(pace, "KEPT", 1e9)
    assert pace.now() == pace.now() == 2
    assert len(measured) == 1
    monkeypatch.setattr(pace, "KEPT", 1e-9)
    pace.now()
    assert len(measured) == 2
