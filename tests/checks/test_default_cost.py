"""A rulebook may let a filing without a cost indicator take a default one of so many points."""

from pathlib import Path

import msgspec
import pytest

import jiheng
from jiheng.checking.examples import specimen
from jiheng.filing.batch import Batch

RULEBOOK = """
id = "li-2021"
name = "例省项目支出绩效自评"
authority = "例省财政厅"
document = "例财绩〔2021〕2号"
extends = "hubei-2021"
cites = "notice"

[fiscal_years]
first = 2021

[weights]
cost_default = {points}

[citations.notice]
clause = "例财绩〔2021〕2号第七条"
text = "没有成本指标的，可以套用默认的成本指标"
"""


def without_cost() -> Batch:
    filing = specimen().filings[0]
    cost = next(i for i in filing.indicators if i.level2 == "成本指标")
    assert cost.weight is not None
    groups = list(filing.groups)
    declared = (groups[cost.group].declared or 0) - cost.weight
    text = f"{groups[cost.group].level1}（{declared:g}分）"
    groups[cost.group] = msgspec.structs.replace(groups[cost.group], declared=declared, text=text)
    rest = [i for i in filing.indicators if i is not cost]
    rows = tuple(msgspec.structs.replace(i, row=row) for row, i in enumerate(rest, 1))
    return Batch.of([msgspec.structs.replace(filing, groups=tuple(groups), indicators=rows)])


@pytest.mark.parametrize(("points", "fires"), [(1, True), (6, False), (20, False)])
def test_the_points_may_be_missing_up_to_the_default(
    tmp_path: Path, points: int, fires: bool
) -> None:
    path = tmp_path / "li-2021.toml"
    path.write_text(RULEBOOK.format(points=points), "utf-8")
    result = jiheng.check(without_cost(), str(path), select=["W03", "A07", "C06"])
    assert set(result.findings["code"]) == ({"W03", "A07"} if fires else set())
