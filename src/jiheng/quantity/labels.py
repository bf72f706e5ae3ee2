"""Points beside names: 产出指标（40分）."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.quantity.numbers import CHINESE, chinese

SPACE = re.compile(r"\s+")
OPEN, CLOSE = r"[(（\[［【〔]", r"[)）\]］】〕]"
POINTS = r"\d{1,3}(?:[.．]\d{1,4})?"
BRACKETED = re.compile(
    rf"{OPEN}(?:(?:共计|共|计|满分|总分|权重|分值)?[:：]?"
    rf"(?:(?P<points>{POINTS})(?:分|%|％)?|(?P<words>{CHINESE})分)"
    rf"|(?P<template>[XxＸｘ×*＊?？_＿]{{0,8}})分){CLOSE}"
)
TRAILING = re.compile(rf"(?<![\d.．≥≤<>=＞＜＝%-])({POINTS})分$")
NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|[①-⑳⑴-⒇]"
    r"|指标\d{1,2}[:：、.．]?|\d{1,2}[、.．](?!\d)"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,2}[、.．]?(?=[\u4e00-\u9fff]+指标))(?=[\u4e00-\u9fff“《])"
)
"""What counts the rows before their names: 一、 （一） 1. ① 指标1：. As 6.1 may be a day, and 1.1 a
number, such are taken for numbering before the name of a level alone."""
LONGEST = 400


@lru_cache(maxsize=1 << 16)
def split_points(label: str) -> tuple[str, float | None, bool]:
    """A label's name without numbering, points and white space; the points; whether XX分 is in it.

    Of a name that stands twice, as the template's and filled in, one is kept; a bracket that holds
    no points stays. Never raises.
    """
    bare = SPACE.sub("", label)
    if len(bare) > LONGEST:
        return bare, None, False
    if numbering := NUMBERING.match(bare):
        bare = bare[numbering.end() :]
    hits = list(BRACKETED.finditer(bare))
    filled = [hit for hit in hits if hit["template"] is None]
    ends = [0, *(hit.end() for hit in hits)]
    starts = [*(hit.start() for hit in hits), len(bare)]
    pieces = [bare[end:start] for end, start in zip(ends, starts, strict=True)]
    points = _points(filled[-1]) if filled else None
    if points is None and (trailing := TRAILING.search(pieces[-1])):
        points, pieces[-1] = float(trailing[1].replace("．", ".")), pieces[-1][: trailing.start()]
    return _once(pieces), points, len(filled) < len(hits)


def _points(hit: re.Match[str]) -> float | None:
    if hit["points"] is None:
        value = chinese(hit["words"])
        return None if value is None else float(value)
    return float(hit["points"].replace("．", "."))


def _once(pieces: list[str]) -> str:
    kept: list[str] = []
    for piece in pieces:
        if piece and piece not in kept:
            kept.append(piece)
    return "".join(kept)
