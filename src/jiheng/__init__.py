"""jiheng (绩衡): read, score and check project self-evaluation forms (项目支出绩效自评表).

`batch = jiheng.read("forms/")`, then `result = jiheng.check(batch)`; `result.findings` is a Polars
frame, `result.to_html()` the report. `jiheng.rollup(batch, by="unit")` brings many forms into one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiheng.api import (
        CheckResult,
        RollupResult,
        SimulationResult,
        check,
        rollup,
        simulate,
        write,
    )
    from jiheng.batch.reading import read
    from jiheng.filing.batch import Batch
    from jiheng.filing.model import Filing
    from jiheng.reading.documents import read_bytes
    from jiheng.scoring import score

__version__ = "0.1.0"

HOMES = {
    "Batch": "jiheng.filing.batch",
    "CheckResult": "jiheng.api",
    "Filing": "jiheng.filing.model",
    "RollupResult": "jiheng.api",
    "SimulationResult": "jiheng.api",
    "check": "jiheng.api",
    "read": "jiheng.batch.reading",
    "read_bytes": "jiheng.reading.documents",
    "rollup": "jiheng.api",
    "score": "jiheng.scoring",
    "simulate": "jiheng.api",
    "write": "jiheng.api",
}

__all__ = [
    "Batch",
    "CheckResult",
    "Filing",
    "RollupResult",
    "SimulationResult",
    "check",
    "read",
    "read_bytes",
    "rollup",
    "score",
    "simulate",
    "write",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module 'jiheng' has no attribute {name!r}")
