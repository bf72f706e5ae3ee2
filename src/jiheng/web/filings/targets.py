"""Approved targets: what was agreed at the start of the year, and whether the form keeps to it.

`Filing.approved_targets` holds them by the indicator's key; a changed one needs a reason, which
`Filing.target_reasons` holds by the same key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiheng.web.filings.models import Filing


def approved(filing: Filing) -> dict[str, str]:
    """The approved targets by the indicator's key, empty where none were imported."""
    return dict(filing.approved_targets or {})


def changed(filing: Filing, content: Mapping[str, Any] | None = None) -> set[str]:
    """The keys of approved targets that the form does not keep to: changed, or left out."""
    rows = (content or filing.content)["indicators"]
    here = {row["key"]: "".join(row["target"].split()) for row in rows}
    return {
        key for key, text in approved(filing).items() if here.get(key, "") != "".join(text.split())
    }


def unreasoned(filing: Filing) -> set[str]:
    """The keys of changed targets for which no reason is given."""
    return {key for key in changed(filing) if not filing.target_reasons.get(key)}
