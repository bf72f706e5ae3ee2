"""How well a scan was read: its characters, and each figure, against the filings that it shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from jiheng.checking.reading import DOUBTFUL
from jiheng.filing.model import Filing, Source

ALIKE = str.maketrans("—－–⩾⩽≧≦☐√✓✔∶", "---≥≤≥≤□☑☑☑:")
"""Signs that look alike in print, or mean the same: which of them it was nobody can see."""


@dataclass
class Marked:
    """Characters in all, those wrong; figures in all, and those wrong: flagged, and silently."""

    characters: int = 0
    wrong_characters: int = 0
    figures: int = 0
    flagged: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    doubted: int = 0
    texts: list[str] = field(default_factory=list)
    missing: int = 0

    @property
    def accuracy(self) -> float:
        """The share of characters that were read right."""
        return 1 - self.wrong_characters / max(1, self.characters)


def marked(expected: Sequence[Filing], read: Sequence[Filing]) -> Marked:
    """The marks for filings that were read, which are to be as expected, in their order."""
    found = Marked(missing=abs(len(expected) - len(read)))
    for want, have in zip(expected, read, strict=False):
        got = {name: (text, source) for name, text, source in texts(have)}
        for name, text, _ in texts(want):
            other, source = got.pop(name, ("", None))
            _mark(found, f"{want.index} {name}", plain(text), plain(other), source, name)
        for name, (text, source) in got.items():
            _mark(found, f"{want.index} {name}", "", plain(text), source, name)
    return found


def _mark(
    found: Marked, place: str, want: str, have: str, source: Source | None, name: str
) -> None:
    wrong = Levenshtein.distance(want, have)
    found.characters += len(want)
    found.wrong_characters += wrong
    doubted = source is not None and _is_doubted(source)
    said = f"{place}: {want!r} read as {have!r} ({source and source.confidence})"
    if wrong:
        found.texts.append(said)
    if name.rpartition(".")[2] in FIGURES:
        found.figures += 1
        found.doubted += doubted
        if wrong:
            (found.flagged if doubted else found.silent).append(said)


def _is_doubted(source: Source) -> bool:
    """Whether R02 is said of this place."""
    if source.note is not None:
        return True
    return source.confidence is not None and source.confidence < DOUBTFUL


def plain(text: str) -> str:
    """A text without white space, full-width forms as half-width ones, small letters as large."""
    folded = unicodedata.normalize("NFKC", text.translate(ALIKE)).translate(ALIKE)
    return "".join(folded.split()).upper()


FIGURES = frozenset("approved executed rate score total weight target actual group initial".split())


MONEY = ("initial", "approved", "executed", "rate", "weight", "score")


def texts(filing: Filing) -> Iterator[tuple[str, str, Source | None]]:
    """Every text of a filing by its name, and where it stands."""
    at = filing.sources.get
    for name in (
        *("title", "unit", "project", "project_code", "supervising_department"),
        *("implementing_unit", "goal", "goal_actual", "conclusion", "deviation"),
        *("improvement", "opinion", "signature", "notes"),
    ):
        yield name, getattr(filing, name), at(name)
    for name in ("category", "attribute", "kind"):
        yield name, "/".join(getattr(filing, name)), at(name)
        yield f"{name}.options", "/".join(filing.options.get(name, ())), at(name)
    yield "filled_on", filing.filled_on_text, at("filled_on")
    yield "signed_on", filing.signed_on_text, at("signed_on")
    yield "total", filing.total_text, at("total")
    budget = filing.budget
    for name in MONEY:
        place = at(f"budget.{name}")
        yield f"budget.{name}", getattr(budget, f"{name}_text"), place
    for number, line in enumerate(budget.lines):
        yield f"lines.{number}.label", line.label, None
        for name in MONEY:
            yield f"lines.{number}.{name}", getattr(line, f"{name}_text"), None
    for number, group in enumerate(filing.groups):
        yield f"groups.{number}.group", group.text, at(f"groups.{number}")
    for one in filing.indicators:
        place = f"indicators.{one.row}"
        for name, text in (
            ("level2", one.level2_text),
            ("level3", one.level3_text),
            ("target", one.target.text),
            ("actual", one.actual.text),
            ("weight", one.weight_text),
            ("score", one.score_text),
            ("deviation", one.deviation),
        ):
            yield f"{place}.{name}", text, at(f"{place}.{name}")


def added(all_marks: Iterable[Marked]) -> Marked:
    """The marks of several documents together."""
    found = Marked()
    for one in all_marks:
        found.characters += one.characters
        found.wrong_characters += one.wrong_characters
        found.figures += one.figures
        found.flagged += one.flagged
        found.silent += one.silent
        found.doubted += one.doubted
        found.texts += one.texts
        found.missing += one.missing
    return found
