"""One spelling for every sign: half width, no white space, before anything is understood."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 240
"""Characters of a cell that are analysed; a longer text is a narrative and is kept whole."""

FIRST = str.maketrans(
    {
        "½": ".5",
        "¼": ".25",
        "¾": ".75",
        "²": "^2",
        "³": "^3",
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad"),
        **{chr(code): ";" for code in (*range(0x2460, 0x249C), *range(0x2776, 0x2794))},
    }
)
"""Signs that NFKC would turn into digits of the number beside them."""

THEN = str.maketrans(
    {
        **dict.fromkeys("≧⩾≮⪴", "≥"),
        **dict.fromkeys("≦⩽≯⪳", "≤"),
        **dict.fromkeys("‐‑‒–—―−─﹣", "-"),
        **dict.fromkeys("〜∼∽～", "~"),
        "⁄": "/",
        "∕": "/",
        "。": ";",
        "、": ";",
        "【": "[",
        "】": "]",
        "〔": "(",
        "〕": ")",
    }
)

SPACE = re.compile(r"\s+")
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
WRAPPED = re.compile(r"([.,]\d{0,12})\s*\n\s*(?=\d)|(?<=\d)\s*\n\s*(?=\.\d)")
RUN = re.compile(r"\s{2,}")
APART = re.compile(r"(?<=\d)\s+(?=[\d.])")


def narrowed(text: str) -> str:
    """A text with one sign for each run of white space: its line break, or a blank."""
    return RUN.sub(lambda run: "\n" if "\n" in run[0] else " ", text.strip())


def plain(text: str) -> str:
    """A cell as it is analysed. Numbers that only white space separates stay apart.

    1 200 and a number that a line break cut behind its point or comma are joined again.
    """
    text = text[: LONGEST * 2]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(FIRST)).translate(THEN)
    if SPACE.search(text):
        text = GROUPED.sub(lambda hit: hit[0].replace(" ", ""), text.strip())
        text = WRAPPED.sub(r"\1", text)
        text = SPACE.sub("", APART.sub(";", text))
    return text[: LONGEST * 2]
