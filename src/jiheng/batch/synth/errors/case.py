"""One filing on its way to being wrong, and the register of the ways.

An error is a generator function: what stands before its `yield` changes the facts, from which all
sums and words are then made anew; what stands after changes what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, TypeVar

from jiheng.batch.synth.layouts import Layout, layouts, rulebooks
from jiheng.batch.synth.vocabulary import vocabulary
from jiheng.rulebook import Rulebook

Row = dict[str, Any]
Change = Callable[["Case"], Generator[None, None, None]]
T = TypeVar("T")


class Unfit(Exception):
    """The filing at hand gives no opportunity for this error."""


@dataclass(frozen=True)
class Altered:
    """A cell that was changed: `row` is the indicator's, 0 for the form's own fields."""

    field: str
    row: int
    was: str
    now: str


@dataclass
class Case:
    """The facts, later the texts, of a filing; its neighbour in the unit, where it has one."""

    form: Row
    rows: list[Row]
    random: Random
    partner: Case | None = None
    groups: dict[int, str] = field(default_factory=dict)
    ticks: dict[str, list[str]] = field(default_factory=dict)
    placeholders: list[tuple[str, str]] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    doubtful: dict[str, float] = field(default_factory=dict)
    altered: list[Altered] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        """What the form prints."""
        return layouts()[self.form["template"]]

    @property
    def rulebook(self) -> Rulebook:
        """What governs the form."""
        return rulebooks()[self.form["rulebook"]]

    def need(self, fits: object) -> None:
        """Raise Unfit unless the filing fits."""
        if not fits:
            raise Unfit

    def pick(self, fits: Callable[[Row], object]) -> Row:
        """One of the rows that fit; raises Unfit."""
        fitting = [row for row in self.rows if fits(row)]
        self.need(fitting)
        return self.random.choice(fitting)

    def choose(self, values: Sequence[T]) -> T:
        """One of some values."""
        return self.random.choice(values)

    def write(self, name: str, value: str) -> None:
        """A field of the form, written anew."""
        self.note(FIELDS.get(name, name), 0, str(self.form[name]), value)
        self.form[name] = value

    def fill(self, row: Row, name: str, value: str) -> None:
        """A cell of an indicator's row, written anew."""
        self.note(FIELDS.get(name, name), row["row"], str(row[name]), value)
        row[name] = value

    def note(self, name: str, row: int, was: str, now: str) -> None:
        """Keep what was changed, for the truth."""
        self.altered.append(Altered(name, row, was, now))

    def retotal(self) -> None:
        """The total that follows from the scores as they are written now."""
        parts = [self.form["budget_score_text"], *(row["score_text"] for row in self.rows)]
        total = said(sum(Decimal(part) for part in parts if number(part)))
        self.form["conclusion"] = self.form["conclusion"].replace(
            f"{self.form['total_text']}分", f"{total}分"
        )
        self.form["total_text"] = total

    def promise(self) -> None:
        """See to it that something is said of improvement."""
        if self.form["improvement"]:
            return
        known = vocabulary()["narratives"]
        parts = [self.choose(known[part]) for part in ("who", "improve", "how", "follow")]
        self.form["improvement"] = self.named("{}{}，{}，{}。".format(*parts))

    def named(self, text: str) -> str:
        """A sentence of the vocabulary with the form's own names in its gaps."""
        month = str(self.choose(range(2, 11)))
        gaps = {"{项}": "short", "{物}": "thing", "{众}": "people"}
        for gap, name in gaps.items():
            text = text.replace(gap, self.form[name])
        return text.replace("{月}", month)


FIELDS = {
    "unit": "unit",
    "filled_on_text": "filled_on",
    "approved_text": "budget.approved",
    "executed_text": "budget.executed",
    "rate_text": "budget.rate",
    "budget_score_text": "budget.score",
    "total_text": "total",
    "signed_on_text": "signed_on",
    "target_text": "target",
    "actual_text": "actual",
    "score_text": "score",
    "weight_said": "weight",
}


def number(text: str) -> bool:
    """Whether a text is a plain decimal."""
    return text.replace(".", "", 1).removeprefix("-").isdecimal()


def said(value: Decimal | int, places: int = 2) -> str:
    """A decimal half up to some places, without trailing zeros."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".") if places else f"{rounded:f}"


def slip(text: str, random: Random) -> str:
    """A decimal with one digit wrong, its length kept; the value always changes by itself."""
    places = [place for place, sign in enumerate(text) if sign.isdecimal()]
    place = random.choice(places[:-1] if len(places) > 2 else places)
    first = place == places[0] and len(places) > 1
    digits = [d for d in "123456789" if d != text[place]] + ([] if first else ["0"])
    wrong = random.choice([digit for digit in digits if digit != text[place]])
    return text[:place] + wrong + text[place + 1 :]


def transposed(text: str) -> str:
    """A decimal with two neighbouring digits in the wrong order; raises Unfit."""
    for place in range(len(text) - 1):
        one, other = text[place], text[place + 1]
        if one.isdecimal() and other.isdecimal() and one != other and (place or other != "0"):
            return text[:place] + other + one + text[place + 2 :]
    raise Unfit


@dataclass(frozen=True)
class Wrong:
    """A way of being wrong: the code, how, and the codes that follow of necessity."""

    code: str
    wording: str
    change: Change
    leads_to: tuple[str, ...]


REGISTER: list[Wrong] = []


def wrong(code: str, wording: str, leads_to: Iterable[str] = ()) -> Callable[[Change], Change]:
    """Enter a function into the register; `leads_to` are consequences that cannot be avoided."""

    def entered(change: Change) -> Change:
        REGISTER.append(Wrong(code, wording, change, tuple(leads_to)))
        return change

    return entered


def variants(
    code: str, wordings: dict[str, T], leads_to: Iterable[str] = ()
) -> Callable[[Callable[[Case, T], Generator[None, None, None]]], None]:
    """Enter one function under several wordings, each with a value of its own."""

    def entered(change: Callable[[Case, T], Generator[None, None, None]]) -> None:
        for wording, value in wordings.items():

            def bound(case: Case, value: T = value) -> Generator[None, None, None]:
                return change(case, value)

            wrong(code, wording, leads_to)(bound)

    return entered
