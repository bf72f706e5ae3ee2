"""What offices make of the three layouts: numbered names, subtotals, headers of two rows, and more.

A row is written as its cells between bars: `=2` behind a cell makes it so many columns wide, `^2`
so many rows high.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from html import escape

import pytest
from openpyxl import Workbook

import jiheng
from jiheng.filing.model import Filing
from jiheng.reading import documents

SHAPE = re.compile(r"(.*?)(?:=(\d+))?(?:\^(\d+))?", re.DOTALL)
HEAD = ("项目名称=2|城区绿化养护=6", "主管部门=2|云汀区城管局=2|实施单位=2|云汀区园林中心=2")
FUNDS = (
    "项目资金（万元）^3|资金来源|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "年度资金总额|100|120|114|10|95%|9.5",
    "其中：财政拨款|100|120|114|||",
)
COLUMNS = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"
OUTPUT = (
    "产出指标^2|数量指标|养护面积|≥30万平方米|31万平方米|25|25|",
    "质量指标|养护达标率|≥95%|96%|25|25|",
)
BENEFIT = (
    "效益指标|社会效益指标|受益人数|≥2万人|2.1万人|30|30|",
    "满意度指标|服务对象满意度指标|居民满意度|≥90%|92%|10|10|",
)
TOTAL = "总分=5|100|99.5|"
READ = [
    ("产出指标", "数量指标", "养护面积", "≥30万平方米", "31万平方米", 25, 25),
    ("产出指标", "质量指标", "养护达标率", "≥95%", "96%", 25, 25),
    ("效益指标", "社会效益指标", "受益人数", "≥2万人", "2.1万人", 30, 30),
    ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", "92%", 10, 10),
]


def cells(row: str) -> Iterable[tuple[str, str, str]]:
    for cell in row.split("|"):
        hit = SHAPE.fullmatch(cell)
        assert hit
        yield hit[1], hit[2] or "1", hit[3] or "1"


def page(*rows: str, above: str = "") -> bytes:
    table = "".join(
        "<tr>"
        + "".join(
            f"<td colspan={wide} rowspan={high}>{escape(text)}</td>"
            for text, wide, high in cells(row)
        )
        + "</tr>"
        for row in rows
    )
    title = "<p>2023年度项目支出绩效自评表</p>"
    return f"<meta charset=utf-8>{title}{above}<table>{table}</table>".encode()


def dump(*rows: str) -> bytes:
    lines = (" | ".join(text for text, _, _ in cells(row)) for row in rows)
    return "\n".join(("2023年度项目支出绩效自评表", *lines)).encode()


def read(data: bytes) -> Filing:
    (filing,) = documents.read_bytes(data, "form").filings
    return filing


def codes(data: bytes) -> set[str]:
    return set(jiheng.check(documents.read_bytes(data, "form")).findings["code"])


def figures(filing: Filing) -> list[tuple[object, ...]]:
    return [
        (i.level1, i.level2, i.level3, i.target.text, i.actual.text, i.weight, i.score_claimed)
        for i in filing.indicators
    ]


def left(filing: Filing) -> list[str]:
    return [one.text for one in filing.unplaced]


def test_names_are_read_without_the_numbers_before_them() -> None:
    data = page(
        *HEAD,
        *FUNDS,
        COLUMNS,
        "（一）产出指标（50分）^2|（1）数量指标|指标1：养护面积|≥30万平方米|31万平方米|25|25|",
        "2.质量指标|指标2 养护达标率|≥95%|96%|25|25|",
        "二、效益指标（30分）|①社会效益指标|1、受益人数|≥2万人|2.1万人|30|30|",
        "三、满意度指标（10分）|1、服务对象满意度指标|1.居民满意度|≥90%|92%|10|10|",
        TOTAL,
    )
    filing = read(data)
    assert figures(filing) == READ
    assert [group.declared for group in filing.groups] == [50, 30, 10]
    assert filing.indicators[0].level2_declared is None
    assert not left(filing)
    assert not codes(data) & {"F12", "C01", "W02"}


@pytest.mark.parametrize("write", [page, dump])
def test_a_heading_divided_into_two(write: Callable[..., bytes]) -> None:
    upper = "一级指标^2|二级指标^2|三级指标^2|指标值=2|分值^2|得分^2|未完成原因^2"
    lower = "年度指标值|实际完成值"
    filing = read(write(*HEAD, *FUNDS, upper, lower, *OUTPUT, *BENEFIT, TOTAL))
    assert figures(filing) == READ
    assert filing.total_claimed == 99.5
    assert not left(filing)


def test_a_column_that_numbers_the_rows_is_no_text_left_over() -> None:
    rows = (f"{n}|{row}" for n, row in enumerate((*OUTPUT, *BENEFIT), 1))
    filing = read(page(*HEAD, *FUNDS, f"序号|{COLUMNS}", *rows, "总分=6|100|99.5|"))
    assert figures(filing) == READ
    assert filing.total_claimed == 99.5
    assert not left(filing)
    assert not [name for name in filing.sources if name.endswith(".number")]


def test_subtotals_that_add_up_are_no_indicators() -> None:
    filing = read(
        page(
            *HEAD,
            *FUNDS,
            COLUMNS,
            "产出指标^4|数量指标^2|养护面积|≥30万平方米|31万平方米|25|25|",
            "小计=3|25|25|",
            "质量指标^2|养护达标率|≥95%|96%|25|25|",
            "小计=3|25|25|",
            "产出指标小计=5|50|50|",
            *BENEFIT,
            TOTAL,
        )
    )
    assert figures(filing) == READ
    assert not left(filing)


def test_a_subtotal_that_does_not_add_up_is_told() -> None:
    rows = (*OUTPUT, "小计=5|50|48|", *BENEFIT, TOTAL)
    data = page(*HEAD, *FUNDS, COLUMNS, *rows)
    filing = read(data)
    assert figures(filing) == READ
    assert left(filing) == ["小计 50 48"]
    assert "R03" in codes(data)


def test_the_budget_in_one_row() -> None:
    funds = "预算执行情况（10分）|预算数（元）|1,200,000|执行数（元）|1140000|执行率|95%|得分|9.5"
    filing = read(page(*HEAD, funds, COLUMNS, *OUTPUT, *BENEFIT, TOTAL))
    budget = filing.budget
    assert (budget.approved, budget.executed, budget.rate_claimed) == (120, 114, 95)
    assert (budget.weight, budget.score_claimed) == (10, 9.5)
    assert not left(filing)


def test_the_budget_in_a_column() -> None:
    funds = ("项目资金（万元）=2^3|全年预算数=2|120=4", "全年执行数=2|114=4", "执行率=2|95%=4")
    budget = read(page(*HEAD, *funds, COLUMNS, *OUTPUT, *BENEFIT, TOTAL)).budget
    assert (budget.approved, budget.executed, budget.rate_claimed) == (120, 114, 95)


def test_one_fund_alone_is_the_total() -> None:
    header, total, part = FUNDS
    filing = read(page(*HEAD, header, total.replace("年度资金总额", "财政拨款"), COLUMNS, *OUTPUT))
    budget = filing.budget
    assert (budget.approved, budget.score_claimed, budget.lines) == (120, 9.5, ())
    (line,) = read(page(*HEAD, header, part, COLUMNS, *OUTPUT)).budget.lines
    assert (line.label, line.approved) == ("其中：财政拨款", 120)


def test_weights_as_shares_of_a_hundred() -> None:
    rows = (row.replace("|25|25|", "|25%|25|") for row in OUTPUT)
    filing = read(page(*HEAD, *FUNDS, COLUMNS, *rows, *BENEFIT, TOTAL))
    assert figures(filing) == READ


def test_a_total_beside_other_labels() -> None:
    head = "自评总分=2|99.5分=2|自评等级=2|优=2"
    filing = read(page(*HEAD, head, *FUNDS, COLUMNS, *OUTPUT, *BENEFIT))
    assert (filing.total_claimed, filing.conclusion) == (99.5, "优")
    assert figures(filing) == READ


def test_what_stands_below_the_total() -> None:
    filing = read(
        page(
            *HEAD,
            *FUNDS,
            COLUMNS,
            *OUTPUT,
            *BENEFIT,
            TOTAL,
            "其他需要说明的问题=2|补植推迟到春季=6",
            "存在问题及原因分析=2|人手不足=6",
            "改进措施及建议=2|增加人手=6",
            "填表人：张某=3|联系电话：027-80000000=2|填报日期：2024年1月15日=3",
            "单位负责人（签字）：李某=8",
        )
    )
    assert (filing.deviation, filing.improvement) == ("人手不足", "增加人手")
    assert filing.filled_on == "2024-01-15"
    assert filing.signature == "李某"
    assert filing.notes.splitlines() == [
        "其他需要说明的问题：补植推迟到春季",
        "填报人：张某",
        "联系电话：027-80000000",
    ]
    assert not left(filing)


def test_other_words_for_the_same_columns() -> None:
    filing = read(
        page(
            "专项资金名称|城区绿化养护=7",
            "资金使用单位|云汀区园林中心=3|项目主管部门|云汀区城管局=3",
            "资金来源|预算安排数（万元）=2|实际支出（万元）=2|资金执行率|标准分|自评分",
            "合计|120=2|114=2|95%|10|9.5",
            "财政资金|100=2|95=2|||",
            "一级指标|二级指标|指标名称|计划值|实际完成|满分|自评分|扣分原因",
            *OUTPUT,
            *BENEFIT,
            "合计=5|100|99.5|",
            above="<p>填表单位（盖章）：云汀区园林中心　填表时间：2024年1月15日</p>",
        )
    )
    assert figures(filing) == READ
    assert filing.unit == "云汀区园林中心"
    assert filing.filled_on == "2024-01-15"
    assert (filing.project, filing.implementing_unit) == ("城区绿化养护", "云汀区园林中心")
    assert filing.supervising_department == "云汀区城管局"
    budget = filing.budget
    assert (budget.approved, budget.executed, budget.score_claimed) == (120, 114, 9.5)
    assert [(line.label, line.approved) for line in budget.lines] == [("财政资金", 100)]
    assert filing.total_claimed == 99.5
    assert not left(filing)


def test_a_value_some_empty_cells_to_the_right_on_a_sheet() -> None:
    book = Workbook()
    for row in (
        ("2023年度项目支出绩效自评表",),
        ("项目名称", None, "城区绿化养护"),
        ("主管部门", None, None, "云汀区城管局", "实施单位", "云汀区园林中心"),
        ("项目负责人", None, None, None, "联系电话", "027-80000000"),
        COLUMNS.split("|"),
        OUTPUT[0].replace("^2", "").split("|"),
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    filing = read(file.getvalue())
    assert (filing.project, filing.supervising_department) == ("城区绿化养护", "云汀区城管局")
    assert filing.implementing_unit == "云汀区园林中心"
    assert (filing.signature, filing.notes) == ("", "联系电话：027-80000000")
