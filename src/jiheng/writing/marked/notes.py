"""What is to be noted on which cell of a document: findings by the place of their field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiheng.filing.model import Filing, Source
from jiheng.writing import place, severity
from jiheng.writing.figure import plain
from jiheng.writing.statement import statement

AUTHOR = "jiheng"
INITIALS = "绩衡"
ANYWHERE = ("project", "title", "unit", "supervising_department", "total")
"""Where a finding is noted whose own field has no cell: the first of these that has one."""


@dataclass
class Note:
    """The findings on one cell, worst first, each as lines of text."""

    source: Source
    severity: str
    findings: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it, finding below finding."""
        return "\n\n".join("\n".join(lines) for lines in self.findings)


def corrections(
    filing: Filing, changes: Mapping[str, tuple[str, str, Sequence[Mapping[str, Any]]]]
) -> list[Note]:
    """The notes on what has been put right: field -> old text, new text, and what asked for it."""
    made = []
    for key, (old, new, findings) in changes.items():
        if key in filing.sources:
            note = Note(filing.sources[key], findings[0]["severity"])
            head = f"已更正：原填“{old}”，改为“{new}”。接受修订即采用，拒绝则恢复原文。"
            note.findings.append([head, *(line for one in findings for line in lines(one))])
            made.append(note)
    return made


def notes(
    filings: Sequence[Filing], judged: Sequence[Mapping[str, Any]], across: Iterable[Any] = ()
) -> list[Note]:
    """The notes on a document, from its filings and what checking says of each of them.

    `judged` are the filings of the check's report, in the same order, and `across` its findings
    across filings, which are noted on each filing that they name.
    """
    found: dict[Source, Note] = {}
    for filing, report in zip(filings, judged, strict=True):
        crosswise = [one for one in across if filing.id in one["filings"]]
        every = sorted([*report["findings"], *crosswise], key=_gravity)
        for finding in every:
            source = _place(filing, finding.get("where") or {})
            if source is not None:
                note = found.setdefault(source, Note(source, finding["severity"]))
                note.findings.append(lines(finding))
    return list(found.values())


def _gravity(finding: Mapping[str, Any]) -> int:
    return severity.RANK[finding["severity"]]


def lines(finding: Mapping[str, Any]) -> list[str]:
    """A finding in the words of a note: code and severity, what and where, the mend, the clause."""
    where = place.words(finding.get("where"))
    told = statement(dict(finding))
    said = told if told.startswith(where) or where == place.WHOLE else f"{where}：{told}"
    made = [f"{finding['code']} {severity.WORDS[finding['severity']]}｜{said}"]
    for word, name in (("改法", "advice"), ("依据", "citation")):
        if plain(finding.get(name)):
            made.append(f"{word}：{plain(finding[name])}")
    return made


def _place(filing: Filing, where: Mapping[str, Any]) -> Source | None:
    """Where a finding is noted: its field's cell, else its indicator's, else the form's first."""
    known = (filing.sources[key] for key in _keys(filing, where) if key in filing.sources)
    return next((source for source in known if source.row or source.line or source.box), None)


def _keys(filing: Filing, where: Mapping[str, Any]) -> Iterator[str]:
    name, row = where.get("field") or "", where.get("row")
    if row is not None:
        yield from (f"indicators.{row}.{each}" for each in (name, "level3", "target", "score"))
    yield name
    if name == "group" and where.get("level1"):
        names = [group.level1 for group in filing.groups]
        if where["level1"] in names:
            yield f"groups.{names.index(where['level1'])}"
    if name in ("group", "performance_weight", "weight", "level2", "level3"):
        yield "groups.0"
    yield from ANYWHERE
    yield from filing.sources
