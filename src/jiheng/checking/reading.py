"""R: what could not be read, or not be placed."""

from __future__ import annotations

import polars as pl

from jiheng.checking.catalogue import ERROR, WARNING, Firing, check, threshold
from jiheng.checking.say import filled, percent, say
from jiheng.rulebook import Rulebook

c = pl.col

DOUBTFUL = 0.9
"""Confidence of recognition, 0 to 1, below which a value must be looked at."""


@check("R01", ERROR, "文件读不了，或没有自评表", advice="按提示处理文件后重新提交")
def unreadable(_: Rulebook) -> Firing:
    """文件损坏、加密、为空，或者里面找不到一份可以识别的自评表。"""
    return Firing(
        over="documents",
        field="document",
        when=c.status == "unreadable",
        message=c.problem,
    )


@check("R02", WARNING, "扫描识别结果存疑", advice="请对照原件核对这一格，有误的改正")
def doubtful(rulebook: Rulebook) -> Firing:
    """这一格由扫描件识别而来，可信度低、数字难以辨认，或识别的数字已按表内的数改正。"""
    return Firing(
        over="cells",
        field=c.field,
        when=c.note.is_not_null()
        | (c.confidence < threshold(rulebook, "R02", "confidence", DOUBTFUL)),
        message=pl.coalesce(
            filled("{}，请对照原件核对", c.note),
            say("识别可信度只有 {}，请对照原件核对", percent(c.confidence * 100)),
        ),
        observed=percent(c.confidence * 100),
    )


@check(
    "R03",
    WARNING,
    "有文字没能归入任何栏目",
    advice="请看原文：是填错位置的移到应填的栏目，是多余的删去",
)
def unplaced(_: Rulebook) -> Firing:
    """表中有文字不在任何一个栏目里，程序没有采用，但也没有丢掉。"""
    return Firing(
        over="leftovers",
        field="document",
        when=c.kept == "unplaced",
        message=say("“{}”没能归入任何栏目", c.text),
        observed=c.text,
    )
