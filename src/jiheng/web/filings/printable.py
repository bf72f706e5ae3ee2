"""What no paper can show: it is refused when it is saved, for it could never be verified."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from jiheng.web.filings.calling import Names

SHAPELESS = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Unicode's categories of what has no shape: control, surrogate, private use, unassigned."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text after it: a paper reads otherwise than the file."""
SPACE = frozenset("\n\r\t")
BEFORE = 8


def unprintable(fields: Mapping[str, Any], called: Callable[[str], str] | None = None) -> str:
    """A sentence on the first field whose text has a sign that is never printed; "" for none.

    `called` gives what a field is called; without it fields are called as on the form.
    """
    for name, value in fields.items():
        text = value if isinstance(value, str) else ""
        at = next((place for place, sign in enumerate(text) if _never_printed(sign)), None)
        if at is None:
            continue
        if called is None:
            names = Names()
            names.learn(fields)
            called = names.of
        where = f"在“{text[max(at - BEFORE, 0) : at]}”后面" if at else "在最前面"
        return (
            f"“{called(name)}”里有印不出来的字符（U+{ord(text[at]):04X}，{where}），"
            "没有保存；请删去，或者换成别的字"
        )
    return ""


def _never_printed(sign: str) -> bool:
    if sign in SPACE:
        return False
    return sign in TURNING or unicodedata.category(sign) in SHAPELESS
