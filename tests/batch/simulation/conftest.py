from __future__ import annotations

from pathlib import Path

import pytest

import jiheng


@pytest.fixture(scope="session")
def collection() -> jiheng.Batch:
    return jiheng.read(Path(__file__).parents[3] / "examples")
