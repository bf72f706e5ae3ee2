"""The line below a signed form by which anybody can find its signature.

Codes are twelve signs in three groups, without those that are taken for one another (0 O, 1 I L);
the last one checks the others: no single wrong sign, no two neighbours exchanged pass it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 of them, a prime number: the check finds every such error."""
DRAWN = 11
CODE = re.compile(rf"[{SIGNS}]{{4}}(?:-[{SIGNS}]{{4}}){{2}}")
LINE = re.compile(rf"验证码:{CODE.pattern}(?:核对网址:\S*)?")


def new_code() -> str:
    """A code that nobody can guess: 7K3M-2Q9X-4WPR."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(DRAWN))
    whole = drawn + _check(drawn)
    return "-".join((whole[:4], whole[4:8], whole[8:]))


def read_code(text: str) -> str | None:
    """The code that somebody typed, in its own writing; None where it cannot be one."""
    plain = re.sub(r"[\s\-_.·—–]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(plain) != DRAWN + 1 or any(sign not in SIGNS for sign in plain):
        return None
    if _check(plain[:DRAWN]) != plain[DRAWN]:
        return None
    return "-".join((plain[:4], plain[4:8], plain[8:]))


def _check(drawn: str) -> str:
    total = sum(place * SIGNS.index(sign) for place, sign in enumerate(drawn, 1))
    return SIGNS[total % len(SIGNS)]


def closing_line(code: str, address: str = "") -> str:
    """The line: 验证码：7K3M-2Q9X-4WPR　核对网址：https://…/verify/."""
    return f"验证码：{code}" + (f"　核对网址：{address}" if address else "")


def is_closing_line(text: str) -> bool:
    """Whether a text is such a line: it belongs to the signature, and fills no field."""
    return bool(LINE.fullmatch("".join(unicodedata.normalize("NFKC", text).split())))
