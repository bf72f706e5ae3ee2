"""What the fields of a filing are called where its changes are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jiheng.filing.vocabulary import FIELDS
from jiheng.web.filings.names import INDICATOR, LINE

if TYPE_CHECKING:
    from jiheng.web.filings.laying import Sheet

NAMED = 14
HEAD = {"project_code": "项目编码", "deviation": "偏差原因", "budget.initial_text": "年初预算数"}


class Names:
    """What fields are called, by the form's page, and indicators by the names that they had."""

    def __init__(self, sheet: Sheet | None = None) -> None:
        self.labels = sheet.labels if sheet else {}
        self.rows: dict[str, str] = {}

    def learn(self, fields: Mapping[str, Any] | None) -> None:
        """Take the names of indicators from fields, where they say one."""
        for name, value in (fields or {}).items():
            if name.startswith("indicators.") and name.endswith(".level3_text") and value:
                self.rows.setdefault(name.split(".")[1], value)

    def of(self, name: str) -> str:
        """What a field is called: 指标“发布数量”的得分."""
        kind, _, rest = name.partition(".")
        if kind == "indicators":
            key, _, column = rest.partition(".")
            return f"指标{self.row(key)}的{INDICATOR.get(column, column)}"
        if kind == "lines" and rest:
            number, _, column = rest.partition(".")
            return f"第{int(number) + 1}行资金的{LINE.get(column, column)}"
        if kind == "groups" and rest:
            return f"第{int(rest) + 1}个一级指标"
        if kind == "explained":
            code, _, place = rest.partition(".")
            return f"{self.of(place) if place else '整张表'}的情况说明（{code}）"
        if kind == "reasons":
            return f"指标{self.row(rest)}改动年初目标的理由"
        plain = name.removesuffix("_text")
        return HEAD.get(name) or self.labels.get(name) or FIELDS.get(plain) or "其他内容"

    def row(self, key: str) -> str:
        """An indicator's name in quotation marks."""
        name = self.rows.get(key, "没有名称的一行")
        return f"“{name[:NAMED]}…”" if len(name) > NAMED else f"“{name}”"
