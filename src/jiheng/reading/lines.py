"""The lines around the tables: title, the line above, the sign-off, the notes below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from jiheng.filing.model import Leftover, Source
from jiheng.reading.grid import Cell, Paragraph
from jiheng.reading.labels import SPACE, above, labels, normal, words
from jiheng.reading.placed import Placed
from jiheng.reading.segments import is_annex, is_title

YEAR = re.compile(r"\(?20\d\d年度?\)?")
LONGEST_LINE = 500
DATE = re.compile(
    r"(?:\d{2,4}|[〇零一二三四五六七八九]{4})?年.{0,3}月.{0,3}日?|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
)
MONEY = re.compile("万元|亿元|千元|元")


def place_heading(placed: Placed, text: str, place: Cell | Paragraph) -> bool:
    """Place a line that stands alone above or below the table; whether it was one of those."""
    if is_annex(text):
        return True
    bare = SPACE.sub("", unicodedata.normalize("NFKC", text[:LONGEST_LINE]))
    if is_title(text) or (placed.section == "head" and YEAR.fullmatch(bare)):
        placed.put("title", text.strip(), place.source)
        return True
    return _place_named(placed, text, place)


def place_paragraph(placed: Placed, line: Paragraph) -> None:
    """Place a line of text outside the tables."""
    if placed.section != "notes" and begins_notes(line.text):
        placed.section = "notes"
    if placed.section == "notes":
        placed.put("notes", line.text, line.source)
    elif placed.section == "tail":
        if not _place_offices(placed, line):
            place_signing(placed, line.text, line.source)
    else:
        placed.leave("document", line)


def begins_notes(text: str) -> bool:
    """Whether a text begins with the word that notes begin with: 备注："""
    return normal(re.split("[:：]", text[:LONGEST_LINE].strip(), maxsplit=1)[0]) in words(
        "notes", "words"
    )


def place_signing(placed: Placed, text: str, source: Source) -> None:
    """Place one line of the sign-off: the opinion, then 签名：…, then the date."""
    bare = SPACE.sub("", text)
    signing = _signature().match(text)
    if signing:
        name, date = _split_date(signing["name"])
        placed.put("signature", name, source)
        if date:
            placed.put("signed_on", date, source)
    elif DATE.fullmatch(bare):
        placed.put("signed_on", text.strip(), source)
    elif bare:
        placed.put("opinion", text.strip(), source)


def money_unit(text: str) -> str:
    """The unit of money that a heading names; "" where it names none."""
    hit = MONEY.search(text)
    return hit.group() if hit else ""


def _place_named(placed: Placed, text: str, place: Cell | Paragraph) -> bool:
    found = list(_above(text))
    if not found:
        return False
    before = text[: found[0][2]].strip(" \u3000\t（(")
    if before:
        placed.leftovers.append(Leftover("document", before, place.source))
    for name, value, _ in found:
        placed.put(name, value, place.source)
    return True


def _place_offices(placed: Placed, line: Paragraph) -> bool:
    """Place a line that names who signs or filled the form in: 项目负责人：… 联系电话：…"""
    found = list(_above(line.text))
    known = labels()["signing"].keys() | labels()["noted"].keys()
    if not found or found[0][2] or any(name not in known for name, _, _ in found):
        return False
    return _place_named(placed, line.text, line)


def _above(text: str) -> Iterator[tuple[str, str, int]]:
    """单位名称：… 填报日期：… on one line, each up to the next; with the place of its name."""
    names, pattern = above()
    hits = list(pattern.finditer(text[:LONGEST_LINE]))
    for hit, following in zip_longest(hits, hits[1:]):
        value = text[hit.end() : following.start() if following else None].strip()
        if hit.group().startswith(("（", "(")):
            value = value.rstrip("）)")
        name = names[hit.group(1)]
        if hit.group(1) == "单位" and MONEY.fullmatch(value.strip("（）() 人民币")):
            name = "money_unit"
        yield name, value, hit.start()


@cache
def _signature() -> re.Pattern[str]:
    ways = "|".join(map(re.escape, labels()["signature"]["words"]))
    return re.compile(rf"\s*(?:{ways})\s*[:：]?(?P<name>.*)", re.DOTALL)


def _split_date(text: str) -> tuple[str, str]:
    hit = re.search(r"(?:\d{2,4}\s*年|\d{4}[-./]\d|年\s*月).*$", text, re.DOTALL)
    return (text[: hit.start()].strip(), hit.group().strip()) if hit else (text.strip(), "")
