"""What can be exported: how it is called, how the file ends, how many filings it may hold."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of export."""

    title: str
    ending: str
    most: int


KINDS = {
    "list": Kind("自评表清单（Excel）", "xlsx", 200_000),
    "forms": Kind("自评表，按单位分文件夹（zip）", "zip", 3_000),
    "document": Kind("自评表，合成一个 Word 文件", "docx", 300),
    "report": Kind("检查情况报告（Word）", "docx", 3_000),
    "findings": Kind("问题清单（Excel）", "xlsx", 3_000),
}
