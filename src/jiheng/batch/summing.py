"""A corpus rolled up: of each slice is kept what the roll-up takes, which is put together."""

from __future__ import annotations

import pickle
from dataclasses import replace

import polars as pl

from jiheng import rolling
from jiheng.batch.slicing import Slice
from jiheng.batch.telling import Told
from jiheng.checking.result import Checked
from jiheng.filing.batch import Batch
from jiheng.rolling import Rolled, Same, Taken
from jiheng.scoring import score


def rolled(told: Told, by: str, same: Same = ()) -> Rolled:
    """The roll-up of a corpus, as `rolling.roll` gives it; raises UnknownKey."""
    findings = told.documents()
    made, hold = told.taken(taken)
    parts: list[Taken] = [pickle.loads(each) for each in made]
    if not parts:
        nothing = Batch.of([]).frames
        known = replace(nothing, documents=told.source.documents)
        checked = Checked(Batch(known), score(known, told.order.rulebook), findings)
        return rolling.rolled(rolling.taken(checked), by, same)
    across = pl.concat([findings, told.across()]).select("severity", "filings")
    whole = rolling.together(parts)
    return rolling.rolled(whole._replace(across=across), by, same, hold(whole))


def taken(one: Slice) -> bytes:
    """What the roll-up takes from a slice, ready to be sent."""
    checked = Checked(Batch.of([]), score(one.frames, one.rulebook), one.findings)
    return pickle.dumps(rolling.taken(checked))
