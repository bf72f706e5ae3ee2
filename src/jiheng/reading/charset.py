"""The characters of a web page: by its mark, by what it says of itself, by what it can only be."""

from __future__ import annotations

import codecs
import re

from jiheng.reading.grid import Unreadable

UNKNOWN = "网页的文字编码无法识别；请用浏览器打开后另存，或复制到 Word 中保存后再提供"

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "unicode": "utf-8", "utf-16": "utf-8",
}  # fmt: skip
"""What pages call their encoding, and what it is; one that says utf-16 in ASCII is in UTF-8."""
DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})"
    rb"|encoding\s*=\s*[\"']([\w.-]{1,40})",
    re.IGNORECASE,
)
HEAD = 4096
MOST_LOST = 0.01
"""The share of characters that may be damaged in a page that is read all the same."""


def decoded(data: bytes, said: str = "") -> str:
    """The text of a page; `said` is the encoding that came with it, if any.

    A few damaged characters stay as U+FFFD. Raises `Unreadable` where no encoding fits.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _clean(data[len(mark) :].decode(encoding, "replace"))
    zeros = data[:HEAD].count(0)
    if zeros * 4 > len(data[:HEAD]):
        return _clean(data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace"))
    declared = NAMES.get((said or _declared(data)).lower())
    tries = dict.fromkeys(filter(None, (declared, "utf-8", "gb18030")))
    for encoding in tries:
        try:
            return _clean(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    texts = [data.decode(encoding, "replace") for encoding in tries]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") > MOST_LOST * len(best):
        raise Unreadable(UNKNOWN)
    return _clean(best)


def _declared(data: bytes) -> str:
    hit = DECLARED.search(data[:HEAD])
    return (hit[1] or hit[2]).decode("ascii", "replace") if hit else ""


def _clean(text: str) -> str:
    return text.replace("\x00", "").removeprefix("\ufeff")
