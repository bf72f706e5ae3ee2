"""For each check a failing and a passing example: specimen filings, and what is changed in them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jiheng.checking.catalogue import CATALOGUE
from jiheng.filing.batch import Batch
from jiheng.filing.contract import from_builtins
from jiheng.filing.model import Document
from jiheng.filing.vocabulary import FIELDS

Raw = dict[str, Any]
Lines = tuple[tuple[str, str], ...]

BLANK = "（空白）"
OTHER_NAMES = {"fiscal_year": "年度", "path": "文件"}
DOCUMENT = "自评表.json"


@dataclass(frozen=True)
class Example:
    """A batch in which a check fires, and one like it in which it does not.

    `place` is where it fires, as a key of Filing.sources, and `severity` how gravely; `wrong` and
    `right` tell the fields to look at: a field's name in Chinese and its text.
    """

    code: str
    place: str
    severity: str
    faulty: Batch
    sound: Batch
    wrong: Lines
    right: Lines


def example(code: str) -> Example:
    """The example by which a check is explained; raises KeyError for an unknown code."""
    return examples(code)[0]


@cache
def examples(code: str) -> tuple[Example, ...]:
    """Every example of a check; raises KeyError for an unknown code."""
    return tuple(_example(code, entry) for entry in _table()[code])


def specimen() -> Batch:
    """Two filings in which no check fires."""
    return varied({}, {})


def varied(*changes: Raw) -> Batch:
    """The specimens with some changes, each a mapping from a field's key to its text or value."""
    return _batch(_changed(list(changes)))


@cache
def _table() -> dict[str, list[Raw]]:
    return tomllib.loads(files(__package__).joinpath("examples.toml").read_text("utf-8"))


@cache
def _specimens() -> list[Raw]:
    text = files(__package__).joinpath("specimen.json").read_text("utf-8")
    filings: list[Raw] = json.loads(text)["filings"]
    return filings


def _example(code: str, entry: Raw) -> Example:
    wrong, right = _changes(entry["wrong"]), _changes(entry.get("right", {}))
    right += [{} for _ in wrong[len(right) :]]
    faulty, sound = _changed(wrong), _changed(right)
    shown = entry.get("show") or list(dict.fromkeys(key for each in wrong + right for key in each))
    return Example(
        code,
        entry["place"],
        entry.get("severity", CATALOGUE[code].severity),
        _batch(faulty),
        _batch(sound),
        _lines(faulty, shown),
        _lines(sound, shown),
    )


def _changes(given: Raw | list[Raw]) -> list[Raw]:
    return given if isinstance(given, list) else [given]


def _changed(changes: list[Raw]) -> list[Raw]:
    """The specimens with some changes; `like` says which of them, else they go by their order."""
    filings = []
    for number, each in enumerate(changes, 1):
        filing = deepcopy(_specimens()[each.get("like", number) - 1])
        filing |= {"id": f"example-{number}", "index": number}
        for key, value in each.items():
            holder, name = _held(filing, key)
            holder[name] = value
        filings.append(filing)
    return filings


def _held(filing: Raw, key: str) -> tuple[Raw, str]:
    """What holds the text of a field, and under which name; rows count from 1, groups from 0."""
    head, _, rest = key.partition(".")
    if head == "budget":
        return filing["budget"], rest
    if head == "groups":
        return filing["groups"][int(rest.partition(".")[0])], "text"
    if head == "indicators":
        row, _, name = rest.partition(".")
        indicator = filing["indicators"][int(row) - 1]
        return (indicator[name], "text") if name in ("target", "actual") else (indicator, name)
    return filing, key


def _batch(filings: list[Raw]) -> Batch:
    problem = filings[0].get("document")
    if problem:
        return Batch.of((), [Document(DOCUMENT, "", "unreadable", 0, problem)])
    read = [from_builtins(filing) for filing in filings]
    status = "partly" if any(filing.unplaced for filing in read) else "read"
    return Batch.of(read, [Document(DOCUMENT, "", status, len(read))])


def _lines(filings: list[Raw], shown: list[str]) -> Lines:
    """What to look at, filing by filing; of a batch without any of it, that it was read."""
    lines = []
    for number, filing in enumerate(filings, 1):
        which = f"第{number}份 " if len(filings) > 1 else ""
        lines += [(which + name, text) for name, text in _looked_at(filing, shown)]
    return tuple(lines) or ((FIELDS["document"], f"读出 {len(filings)} 份自评表"),)


def _looked_at(filing: Raw, shown: list[str]) -> Iterator[tuple[str, str]]:
    if filing.get("document"):
        yield FIELDS["document"], filing["document"]
    for left in (*filing.get("unplaced", ()), *filing.get("placeholders", ())):
        yield FIELDS[left["field"]], left["text"]
    for key, source in filing.get("sources", {}).items():
        yield _name(filing, key), f"{_text(filing, key)}（识别可信度 {source['confidence']:.0%}）"
    for key in shown:
        if key not in ("document", "unplaced", "placeholders", "sources", "like"):
            yield _name(filing, key), _text(filing, key)


def _name(filing: Raw, key: str) -> str:
    """A field as a person calls it: 预算数, or “图书完好率”的得分."""
    head, _, rest = key.partition(".")
    if head == "groups":
        return FIELDS["group"]
    field = rest.partition(".")[2] if head == "indicators" else key
    field = field.removesuffix("_text")
    name = FIELDS.get(field) or OTHER_NAMES[field]
    if head == "indicators" and field not in ("level2", "level3"):
        level3 = filing["indicators"][int(rest.partition(".")[0]) - 1]["level3_text"]
        return f"“{level3.partition('（')[0]}”的{name}"
    return name


def _text(filing: Raw, key: str) -> str:
    holder, name = _held(filing, key)
    value = holder.get(name, holder.get(f"{name}_text", ""))
    return ("、".join(value) if isinstance(value, list) else str(value)) or BLANK
