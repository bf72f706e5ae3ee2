"""The letter that returns a unit's forms to be mended (退回修改通知)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiheng.writing import verdict
from jiheng.writing.reports.batch import GRAVE, findings
from jiheng.writing.reports.content import Block, Heading, Text, numbered

UNNAMED = "（未填单位）"


class NothingToReturn(Exception):
    """A unit has no form with an error or a warning; the message says which units there are."""


def content(report: Mapping[str, Any], unit: str) -> list[Block]:
    """The letter to one unit, from what `jiheng check` says of a batch; raises NothingToReturn."""
    own = [f for f in report["filings"] if (f["unit"] or UNNAMED) == unit]
    returned = [f for f in own if any(each["severity"] in GRAVE for each in f["findings"])]
    if not returned:
        units = "、".join(dict.fromkeys(f["unit"] or UNNAMED for f in report["filings"]))
        raise NothingToReturn(
            f"“{unit}”没有需要退回的自评表；这批表的单位有：{units}"
            if not own
            else f"“{unit}”的自评表没有错误和警告，不用退回"
        )
    errors = sum(each["severity"] == "error" for f in returned for each in f["findings"])
    warnings = sum(each["severity"] == "warning" for f in returned for each in f["findings"])
    blocks: list[Block] = [
        Heading("项目支出绩效自评表退回修改通知", 0),
        Text(f"{unit}：", indent=False),
        Text(
            f"你单位报送的{len(own)}份项目支出绩效自评表已经审核，其中{len(returned)}份需要修改或者"
            f"补充说明，共有错误{errors}处、警告{warnings}处。错误须更正，警告须更正或者说明原因。"
            "请按下列意见修改，经单位负责人签字后重新报送。"
        ),
        Text(
            "请于\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日前报送，逾期将影响评价结果。"
        ),
    ]
    for number, filing in enumerate(returned, 1):
        grave = [each for each in filing["findings"] if each["severity"] in GRAVE]
        blocks += [Heading(numbered(1, number) + verdict.title(filing), 1), findings(grave)]
    return [
        *blocks,
        Text("（审核单位盖章）", align="right"),
        Text("年\u3000\u3000月\u3000\u3000日", align="right"),
    ]
