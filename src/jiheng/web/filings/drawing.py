"""What the page of a form shows: the sheet, and what is told beside its fields, in fragments.

A fragment is a piece of the page that follows from scoring and checking. Each has a short sum; the
page says which it shows, so that an answer to typing carries those alone that have changed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from jiheng.filing.vocabulary import FIELDS
from jiheng.web.filings import targets
from jiheng.web.filings.content import fields
from jiheng.web.filings.judging import Finding, Judged
from jiheng.web.filings.laying import GROUPS_SLOT, Sheet
from jiheng.web.filings.models import Filing
from jiheng.web.filings.sheet import SIGNS
from jiheng.web.filings.templatetags.shown import points
from jiheng.writing.severity import WORDS

FOLDER = Path(__file__).parent.parent / "templates" / "filings" / "drawn"
WRITTEN = re.compile(r"(<textarea[^>]*>)[^<]*")
Due = tuple[str | None, bool, str, str]
CLOSE = 1e-9
REASONS = {
    "budget.rate_text": "执行数÷预算数",
    "budget.score_text": "按执行率计算",
    "total_text": "各项得分相加",
}
"""Why a value is as it is computed; an indicator's score has its own basis."""
NAMED = 12
"""As many characters of an indicator's name as are said to tell rows apart."""


def ident(name: str) -> str:
    """A field's name as part of an element's id."""
    return name.replace(".", "-")


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(signs=SIGNS)
    return made


MACROS: Any = _environment().get_template("told.jinja").module


@dataclass(frozen=True)
class Beside:
    """What lies beside a filing's fields: files that prove it, by the indicator, and remarks.

    `evidence` has for each key the address of its page and the number of files.
    """

    evidence: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    remarks: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A filing's page: its sheet, what was judged of it, what lies beside, who looks at it."""

    filing: Filing
    sheet: Sheet
    judged: Judged
    open: bool
    beside: Beside = Beside()

    @property
    def content(self) -> Mapping[str, Any]:
        """What the form says."""
        content: Mapping[str, Any] = self.filing.content
        return content

    @property
    def groups(self) -> int:
        """How many groups the page has."""
        return max(len(self.content["groups"]), 1)

    @property
    def lines(self) -> int:
        """How many parts of the budget the page has."""
        return len(self.content["budget"]["lines"])

    @cached_property
    def rows(self) -> list[tuple[str, int]]:
        """The indicators' keys with their groups, as they follow one another on the page."""
        told = [(row["key"], row["group"]) for row in self.content["indicators"]]
        return sorted(told, key=lambda row: row[1])

    @cached_property
    def row_names(self) -> dict[str, str]:
        """What each indicator is called where its row is spoken of: its number and name."""
        named = {key: row["level3"].strip() for key, row in self.judged.rows.items()}
        return {
            key: f"第{at}行" + (f"“{named[key][:NAMED]}”" if named.get(key) else "")
            for at, (key, _) in enumerate(self.rows, 1)
        }

    def where(self, name: str, field_: str = "") -> str:
        """What a field is called in a list: "第3行“发布数量” 得分"."""
        label = self.sheet.labels.get(self.sheet.input_of(name)) or FIELDS.get(field_ or name, "")
        if name.startswith("indicators."):
            return f"{self.row_names.get(name.split('.')[1], '')} {label}".strip()
        return label or "整张表"

    @cached_property
    def told(self) -> list[dict[str, Any]]:
        """The findings as the page tells them."""
        return [self._told(finding) for finding in self.judged.findings]

    def _told(self, finding: Finding) -> dict[str, Any]:
        name = self.sheet.input_of(finding.anchor)
        where = finding.told["where"]
        return {
            "severity": finding.severity,
            "word": WORDS[finding.severity],
            "input": name,
            "slot": self.sheet.slot_of(finding.anchor),
            "label": self.sheet.labels.get(name, ""),
            "where": self.where(finding.anchor, where["field"] or ""),
            "message": finding.told["message"].rstrip("。"),
            "advice": (finding.told["advice"] or "").rstrip("。"),
            "explains": f"explained.{finding.told['code']}.{finding.place}",
            "explanation": finding.explanation,
            "open": finding.open,
            "blank": finding.severity == "error" and self._fields.get(finding.anchor) == "",
        }

    @cached_property
    def _fields(self) -> dict[str, Any]:
        return fields(self.content)

    @cached_property
    def due(self) -> dict[str, Due]:
        """Input's name -> the computed value, whether the claimed one agrees, why, and a note."""
        told, budget = self.judged.told, self.judged.told["budget"]
        rows = {f"indicators.{key}.score_text": row for key, row in self.judged.rows.items()}
        claimed = {
            "budget.score_text": (budget["score"], budget["score_claimed"]),
            "total_text": (told["parts_total"], told["total_claimed"]),
        } | {name: (row["score"], row["score_claimed"]) for name, row in rows.items()}
        found = {}
        for name, value in self.judged.computed.items():
            if name not in self.sheet.slots:
                continue
            row = rows.get(name)
            same = self._clear(name) if name not in claimed else _close(*claimed[name])
            full = row["weight"] if row and "weight_text" not in self.sheet.columns else None
            note = "" if full is None else f"满分 {points(full)}"
            found[name] = value, same or value is None, row["basis"] if row else REASONS[name], note
        return found

    def _clear(self, name: str) -> bool:
        said = self._fields[name].strip()
        return bool(said) and not any(
            f.severity == "error" for f in self.judged.by_anchor.get(name, ())
        )

    @cached_property
    def computed(self) -> frozenset[str]:
        """The inputs beside which a computed value may stand."""
        return frozenset(self.due)

    @cached_property
    def fragments(self) -> dict[str, Markup]:
        """Element's id -> what it holds."""
        found: dict[str, list[Any]] = {}
        for one in self.told:
            found.setdefault(one["slot"], []).append(one)
        remarks: dict[str, list[Any]] = {}
        for remark in self.beside.remarks:
            remarks.setdefault(self.sheet.slot_of(remark["field"]), []).append(remark)
        slots = dict.fromkeys([*self.sheet.slots.values(), GROUPS_SLOT])
        made = {
            f"s-{ident(slot)}": self._slot(slot, found.get(slot, []), remarks.get(slot, []))
            for slot in slots
        }
        for name, (value, same, reason, note) in self.due.items():
            made[f"c-{ident(name)}"] = MACROS.due(name, reason, value, self.open, same, note)
        return made | self._around(remarks.get("", []))

    def _slot(self, slot: str, found: list[Any], remarks: list[Any]) -> Markup:
        made = MACROS.findings(found, remarks, self.open) if found or remarks else Markup()
        key = slot.removeprefix("indicators.")
        if key in self._approved:
            reason = self.filing.target_reasons.get(key, "")
            made += MACROS.approved(
                key, self._approved[key], reason, key in self._changed, self.open
            )
        return made

    @cached_property
    def _approved(self) -> dict[str, str]:
        return targets.approved(self.filing)

    @cached_property
    def _changed(self) -> set[str]:
        return targets.changed(self.filing)

    def _around(self, remarks: list[Any]) -> dict[str, Markup]:
        told = self.judged.told
        shown = {
            "total": points(told["total"]),
            "claimed": points(told["total_claimed"]),
            "grade": told["grade"],
        }
        counts = {severity: self.judged.count(severity) for severity in WORDS}
        counts["unexplained"] = len(self.warnings)
        differ = sum(not same and value is not None for value, same, *_ in self.due.values())
        return {
            "summary": MACROS.summary(self.errors, self.blanks, self.warnings)
            + (MACROS.findings([], remarks, self.open) if remarks else Markup()),
            "totals": MACROS.totals(shown, counts),
            "adopt": MACROS.adopt_all(differ) if self.open else Markup(),
            "lacking": MACROS.lacking(self.todo, self.progress) if self.open else Markup(),
        }

    @cached_property
    def errors(self) -> list[dict[str, Any]]:
        """The errors in what is filled in."""
        return [one for one in self.told if one["severity"] == "error" and not one["blank"]]

    @cached_property
    def blanks(self) -> list[dict[str, Any]]:
        """The errors that are nothing but fields not filled in yet, one for each field."""
        found = {one["input"]: one for one in self.told if one["blank"]}
        return list(found.values())

    @cached_property
    def warnings(self) -> list[dict[str, Any]]:
        """The warnings that nobody explained."""
        return [one for one in self.told if one["severity"] == "warning" and one["open"]]

    @cached_property
    def todo(self) -> list[dict[str, Any]]:
        """What is to be done before the form can be handed in."""
        reasons = sorted(targets.unreasoned(self.filing))
        without = [key for key, (_, count) in self.beside.evidence.items() if not count]
        found = (
            ("必填的栏目还空着", "error", _first(self.blanks), len(self.blanks)),
            ("错误要改正", "error", _first(self.errors), len(self.errors)),
            ("警告要改正或说明", "warning", _first(self.warnings), len(self.warnings)),
            (
                "改动的目标要写理由",
                "error",
                f"reasons.{reasons[0]}" if reasons else "",
                len(reasons),
            ),
            ("指标没有佐证材料（不影响交出）", "", "", len(without)),
        )
        return [
            {"text": text, "kind": kind, "input": name, "count": count}
            for text, kind, name, count in found
            if count
        ]

    @cached_property
    def progress(self) -> dict[str, int]:
        """How many of the page's inputs are filled."""
        told = self._fields
        names = [n for n in told if n in self.sheet.slots or f"{n[:-6]}value" in self.sheet.slots]
        asked = [n for n in names if not n.endswith(("deviation", "project_code"))]
        return {"whole": len(asked), "filled": sum(bool(told[n]) for n in asked)}

    def sums(self) -> dict[str, str]:
        """Element's id -> the sum of what it holds; what people write in it is left out."""
        plain = {name: WRITTEN.sub(r"\1", str(made)) for name, made in self.fragments.items()}
        return {name: f"{zlib.crc32(text.encode()):08x}" for name, text in plain.items()}

    @cached_property
    def page(self) -> Markup:
        """The sheet as a piece of the page."""
        return Markup(self._macros.sheet(self.sheet.blocks, self.open))

    @cached_property
    def _macros(self) -> Any:
        return SHEET.make_module({"drawn": self})

    def input(self, name: str) -> Markup:
        """One input with its value."""
        part = self.sheet.parts[name]
        if hasattr(part, "options"):
            return Markup(self._macros.choice(part, name, self.open))
        label = ""
        if name.startswith("indicators."):
            label = f"{self.row_names[name.split('.')[1]]} {part.label}"
        return Markup(self._macros.input(part, self.sheet.slots[name], self.open, label))


SHEET: Any = _environment().get_template("sheet.jinja")


def _close(value: float | None, claimed: float | None) -> bool:
    return None not in (value, claimed) and abs(value - claimed) < CLOSE


def _first(found: list[dict[str, Any]]) -> str:
    return next((one["input"] for one in found if one["input"]), "")
