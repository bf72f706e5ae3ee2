"""The JSON of `jiheng read` and `jiheng check`, spoilt at random."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from tests.fuzzing.bytewise import ANY, Way

import jiheng
from examples import make
from jiheng.filing import contract

VALUE = re.compile(rb':\s*("(?:[^"\\]|\\.)*"|-?[\d.eE+]+|true|false|null)')
ABSURD: Sequence[Any] = (
    None, True, 0, -1, 1e308, 10**300, -0.0, "", "x", "≥" * 1_000, "1" * 10_000, "\ud7ff\x00", [],
    {}, [[]], [None], {"": None}, "2021-02-30", "99999-01-01", "０", "1e999", "NaN", [1] * 1_000,
)  # fmt: skip
RAW = (
    b"1e999", b"-1e999", b"NaN", b"Infinity", b"9" * 5_000, b"[" * 5_000, b'"\\ud800"', b"01", b"",
    b"[" * 200_000 + b"]" * 200_000, b'{"a":' * 900 + b"1" + b"}" * 900,
)  # fmt: skip


def originals() -> list[bytes]:
    """Two forms as they were read, and as they were checked."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))[:2]
    batch = jiheng.read_bytes("".join(map(make.render, forms)).encode(), "a.txt")
    report = msgspec.json.encode(jiheng.check(batch).report)
    return [contract.encode(batch), msgspec.json.encode(msgspec.json.decode(report)), report]


def absurd_values(data: bytes, chance: random.Random) -> bytes:
    """Values that no form has, of kinds that do not belong."""
    report = msgspec.json.decode(data)
    places = list(_places(report))
    for _ in range(chance.choice((1, 3, 30))):
        holder, key = chance.choice(places)
        holder[key] = chance.choice(ABSURD)
    return msgspec.json.encode(report)


def without_keys(data: bytes, chance: random.Random) -> bytes:
    """Keys missing, or with another name."""
    report = msgspec.json.decode(data)
    places = [(holder, key) for holder, key in _places(report) if isinstance(holder, dict)]
    for _ in range(chance.choice((1, 3, 30))):
        holder, key = chance.choice(places)
        value = holder.pop(key, None)
        if chance.random() < 0.3:
            holder[f"{key}_"] = value
    return msgspec.json.encode(report)


def parts_exchanged(data: bytes, chance: random.Random) -> bytes:
    """A part of the whole in the place of another."""
    report = msgspec.json.decode(data)
    places = list(_places(report))
    for _ in range(chance.choice((1, 3))):
        (holder, key), (other, name) = chance.choice(places), chance.choice(places)
        value = msgspec.json.decode(msgspec.json.encode(other[name]))
        holder[key] = value
    return msgspec.json.encode(report)


def raw_values(data: bytes, chance: random.Random) -> bytes:
    """What is no JSON, or JSON without end."""
    hit = VALUE.search(data, chance.randrange(len(data)))
    if hit is None:
        return data
    return data[: hit.start(1)] + chance.choice(RAW) + data[hit.end(1) :]


def many_rows(data: bytes, chance: random.Random) -> bytes:
    """Indicators, or filings, without end."""
    report = msgspec.json.decode(data)
    filing = report["filings"][0]
    if chance.random() < 0.5:
        filing["indicators"] = filing["indicators"] * chance.choice((20, 2_000))
    else:
        report["filings"] = [filing] * chance.choice((20, 400))
    return msgspec.json.encode(report)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a tree: what holds it, and its key or number."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in inside:
        yield value, key
        if isinstance(below, (dict, list)):
            yield from _places(below)


WAYS: Sequence[Way] = (
    *ANY, absurd_values, absurd_values, absurd_values, without_keys, parts_exchanged, raw_values,
    many_rows,
)  # fmt: skip


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A report spoilt in some way, and the name of the way."""
    way = chance.choice(WAYS)
    return way.__name__, way(chance.choice(whole), chance)
