"""A filing as the application keeps it: the texts that people wrote, and nothing made from them.

The core understands texts the same way wherever they come from (`jiheng.filing.contract`), so a
form that was typed in here and one that was read from Word are one and the same. Each indicator
carries a `key` that stays when rows are moved, added or removed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from jiheng.filing import canonical, contract
from jiheng.filing.canonical import CHOICES, HEAD
from jiheng.filing.model import Filing

SIGNED = ("opinion", "signature", "signed_on_text")
"""What the signature fills in."""
BUDGET = (
    "initial_text",
    "approved_text",
    "executed_text",
    "rate_text",
    "weight_text",
    "score_text",
)
LINE = ("label", *BUDGET)
INDICATOR = (
    "level2_text",
    "level3_text",
    "target",
    "actual",
    "weight_text",
    "score_text",
    "deviation",
)
PRINTED = (
    "rulebook",
    "template",
    "fiscal_year",
    "options",
    "performance_weight",
    "performance_weight_text",
    "total_weight_text",
    "notes",
)
"""What the form itself says; no field to fill in."""


def content_of(filing: Filing) -> dict[str, Any]:
    """The content of a filing of the core's: its texts, with a new key for each indicator."""
    raw = json.loads(msgspec.json.encode(filing))
    return {
        **{name: raw[name] for name in (*HEAD, *SIGNED, *CHOICES, *PRINTED)},
        "budget": {
            "unit": raw["budget"]["unit"],
            **{name: raw["budget"][name] for name in BUDGET},
            "lines": [{name: line[name] for name in LINE} for line in raw["budget"]["lines"]],
        },
        "groups": [group["text"] or group["level1"] for group in raw["groups"]],
        "indicators": [
            {
                "key": new_key(),
                "group": indicator["group"],
                **{name: indicator[name] for name in INDICATOR},
                "target": indicator["target"]["text"],
                "actual": indicator["actual"]["text"],
            }
            for indicator in raw["indicators"]
        ],
    }


def filing_of(content: Mapping[str, Any], named: str = "") -> Filing:
    """The core's filing of a content, with an id; raises ValueError for what is no content."""
    raw = {
        **{name: content.get(name) for name in (*HEAD, *SIGNED, *CHOICES, *PRINTED)},
        "id": named,
        "budget": content["budget"],
        "groups": [{"text": text} for text in content["groups"]],
        "indicators": [
            {**row, "target": {"text": row["target"]}, "actual": {"text": row["actual"]}}
            for row in content["indicators"]
        ],
    }
    return contract.from_builtins(raw)


def new_key() -> str:
    """A key for a new indicator, eight letters."""
    return secrets.token_hex(4)


def sha256(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the content's canonical JSON, hexadecimal."""
    return canonical.sha256(filing_of(content))


def fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """Every field that people write, by its name in the page: "indicators.1f2e.target"."""
    told: dict[str, Any] = {name: content.get(name) or "" for name in (*HEAD, *SIGNED)}
    told |= {name: list(content.get(name) or ()) for name in CHOICES}
    told |= {f"budget.{name}": content["budget"].get(name, "") for name in BUDGET}
    for number, line in enumerate(content["budget"]["lines"]):
        told |= {f"lines.{number}.{name}": line.get(name, "") for name in LINE}
    told |= {f"groups.{number}": text for number, text in enumerate(content["groups"])}
    for row in content["indicators"]:
        told |= {f"indicators.{row['key']}.{name}": row[name] for name in INDICATOR}
    told["rows"] = [[row["key"], row["group"]] for row in content["indicators"]]
    return told


def rebuilt(content: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """A content like another, in which the fields are as told: the inverse of `fields`."""

    def numbered(kind: str, names: Iterable[str]) -> list[dict[str, str]]:
        count = 1 + max((int(n.split(".")[1]) for n in told if n.startswith(kind)), default=-1)
        return [{n: told.get(f"{kind}{at}.{n}") or "" for n in names} for at in range(count)]

    made = dict(content)
    made |= {name: told.get(name) or "" for name in (*HEAD, *SIGNED)}
    made |= {name: list(told.get(name) or ()) for name in CHOICES}
    made["budget"] = dict(content["budget"]) | {n: told.get(f"budget.{n}") or "" for n in BUDGET}
    made["budget"]["lines"] = numbered("lines.", LINE)
    count = sum(name.startswith("groups.") for name in told)
    made["groups"] = [told.get(f"groups.{at}") or "" for at in range(count)]
    made["indicators"] = [
        {"key": key, "group": group}
        | {name: told.get(f"indicators.{key}.{name}") or "" for name in INDICATOR}
        for key, group in told["rows"]
    ]
    return made


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict, dict]:
    """The fields in which two contents differ, as they were and as they are; None is no field."""
    before, after = fields(old), fields(new)
    changed = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    return {n: before.get(n) for n in changed}, {n: after.get(n) for n in changed}
