"""Points beside names: 产出指标（40分）."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.quantity.lexicon import SPACE
from jiheng.quantity.numbers import decimal

OPEN, CLOSE = r"[(（\[【〔]", r"[)）\]】〕]"
BRACKETED = re.compile(
    rf"{OPEN}(?:共|计|满分|权重|分值)?[:：]?(?P<points>\d{{1,3}}(?:[.．]\d{{1,4}})?)(?:分|%|％)?{CLOSE}"
)
PLACEHOLDER = re.compile(rf"{OPEN}(?:[XxＸｘ×*]{{1,4}}|_{{1,8}})分{CLOSE}|{OPEN}分{CLOSE}")
TRAILING = re.compile(r"(?<=[^\d.．])(?P<points>\d{1,3}(?:[.．]\d{1,4})?)分$")
LONGEST = 400


@lru_cache(maxsize=1 << 16)
def split_points(label: str) -> tuple[str, float | None, bool]:
    """A label's name without points and white space, its points, and whether a template's XX分.

    Of a name that stands twice, template and filled in, one is kept. Never raises.
    """
    bare = SPACE.sub("", label)
    if len(bare) > LONGEST:
        return bare, None, False
    without = PLACEHOLDER.sub("\0", bare)
    placeholder = without != bare
    hits = list(BRACKETED.finditer(without))
    points = decimal(hits[-1]["points"].replace("．", ".")) if hits else None
    name = BRACKETED.sub("", without)
    if not hits and (trailing := TRAILING.search(name)):
        points = decimal(trailing["points"].replace("．", "."))
        name = name[: trailing.start()]
    first, _, rest = name.partition("\0")
    if placeholder and rest in ("", first):
        name = first
    return name.replace("\0", ""), None if points is None else float(points), placeholder
