"""What a finding says in one sentence, with what was read, what was expected and the difference."""

from __future__ import annotations

import re
from typing import Any

from jiheng.writing import place
from jiheng.writing.figure import ABSENT, plain, signed

_NUMBER = re.compile(r"[+\-−]?\d[\d,.]*[%％]?")


def statement(finding: dict[str, Any]) -> str:
    """The finding's message with its difference; without a message, its title and its figures."""
    message = plain(finding.get("message")).rstrip("。")
    if not message:
        return "：".join(filter(None, (plain(finding.get("title")), comparison(finding))))
    if finding.get("expected") is None or _tells(message, finding.get("difference")):
        return message
    return message + _gap(finding)


def predicate(finding: dict[str, Any]) -> str:
    """The statement as it follows its place, which it need not name again."""
    return statement(finding).removeprefix(place.words(finding.get("where"))).lstrip("：，、 ")


def comparison(finding: dict[str, Any]) -> str:
    """The figures alone: "填 4，应为 4.44（差 −0.44）"; "" where nothing was expected."""
    if finding.get("expected") is None:
        return ""
    return (
        f"填{_quoted(finding.get('observed'))}，应为{_quoted(finding['expected'])}{_gap(finding)}"
    )


def _quoted(value: Any) -> str:
    """A number set off by a space, words in quotation marks, nothing as （空）."""
    words = plain(value)
    if not words:
        return ABSENT
    return f" {words}" if _NUMBER.fullmatch(words) else f"「{words}」"


def _gap(finding: dict[str, Any]) -> str:
    difference = signed(finding.get("difference"))
    return f"（差 {difference}）" if difference else ""


def _tells(message: str, value: Any) -> bool:
    """Whether the message names the value, as a whole number and not as a part of another."""
    words = signed(value).lstrip("+−") if isinstance(value, (int, float)) else plain(value)
    return re.search(rf"(?<![\d.]){re.escape(words)}(?!\.?\d)", message) is not None
