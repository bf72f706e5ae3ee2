"""Doubtful digits that arithmetic settles: settled and said; what it does not settle stays."""

import msgspec
import pytest
from tests.reading.generators import word

import jiheng
from examples import make
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing
from jiheng.reading.grid import Cell, Grid, Row
from jiheng.reading.recognise import recognise


def read(old: str, text: str, *others: str, place: int = 0, sure: float = 0.6) -> Filing:
    """The first form of examples/, one of its cells with the text `old` recognised as `text`."""
    grid = word.grid_of(make.forms()[:1])
    hits = 0
    blocks = []
    for block in grid.blocks:
        cells = list(block.cells) if isinstance(block, Row) else []
        for index, cell in enumerate(cells):
            if cell.text == old:
                if hits == place:
                    source = msgspec.structs.replace(cell.source, confidence=sure)
                    cells[index] = Cell(text, cell.column, source, cell.columns, cell.rows, others)
                hits += 1
        blocks.append(Row(tuple(cells)) if cells else block)
    assert hits > place
    (filing,) = recognise(Grid(tuple(blocks)), "", "document")
    return filing


def said(filing: Filing) -> list[str]:
    """What R02 says."""
    result = jiheng.check(Batch.of([filing]), select=["R02"])
    return [row["message"] for row in result.findings.iter_rows(named=True)]


def test_a_digit_settled_by_the_rate_and_the_score_and_said() -> None:
    right = read("20", "20")
    assert (right.budget.approved, right.budget.rate_text) == (20, "98.75")
    filing = read("20", "26", "20", "28")
    assert filing.budget.approved == 20
    (message,) = said(filing)
    assert "识别为“26”" in message
    assert "应为“20”" in message
    assert "执行率＝执行数÷预算数" in message


def test_a_score_settled_by_the_total() -> None:
    filing = read("8", "3", "6", "8", place=0)
    assert filing.indicators[0].score_claimed == 8
    (message,) = said(filing)
    assert "总分＝各项得分之和" in message


@pytest.mark.parametrize(
    ("old", "text", "others"),
    (("20", "26", ("28", "29")), ("20", "26", ()), ("5个", "6个", ("5个", "8个"))),
    ids=("no reading agrees", "no other reading", "no arithmetic there"),
)
def test_what_nothing_settles_stays_as_read_and_is_flagged(
    old: str, text: str, others: tuple[str, ...]
) -> None:
    filing = read(old, text, *others)
    assert text in (filing.budget.approved_text, filing.indicators[0].target.text)
    (message,) = said(filing)
    assert "识别可信度只有 60%" in message


def test_a_figure_that_agrees_is_not_touched() -> None:
    filing = read("20", "20", "26", "28", sure=0.95)
    assert filing.budget.approved == 20
    assert said(filing) == []


def test_an_error_of_the_form_itself_is_left_to_the_checks() -> None:
    """No doubt, no settling: the printed figure is what the form says."""
    filing = read("20", "26", sure=0.999)
    assert filing.budget.approved == 26
    assert said(filing) == []
