"""What a file shows but does not hold is a finding of `jiheng check`, never a blank."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Call
from tests.reading.generators import pdf, spreadsheet
from tests.reading.generators.word import grid_of, parts_of, zipped

from examples import make


def test_a_formula_without_a_result(jiheng: Call, tmp_path: Path) -> None:
    form = make.forms()[0]
    files = parts_of(spreadsheet.workbook({"表": [grid_of([form])]}))
    sheet = "xl/worksheets/sheet1.xml"
    files[sheet] = files[sheet].replace(b"<v>19.75</v>", b"<f>E10</f>", 1)
    path = tmp_path / "公式.xlsx"
    path.write_bytes(zipped(files))
    done = jiheng("check", path, "--format", "json")
    (filing,) = done.json["filings"]
    assert done.status == 1
    assert filing["budget"]["executed"] is None
    told = [f for f in filing["findings"] if "没有计算结果" in f["message"]]
    assert told
    assert told[0]["code"] == "R03"
    assert told[0]["where"]["source"].startswith("工作表“表” ")


def test_a_font_that_does_not_say_its_characters(jiheng: Call, tmp_path: Path) -> None:
    page = pdf.html([make.forms()[0]])
    path = tmp_path / "没有文字编码.pdf"
    path.write_bytes(pdf.without_unicode(pdf.printed(page, tmp_path)))
    done = jiheng("check", path, "--format", "json")
    (document,) = done.json["documents"]
    assert done.status == 2
    assert document["status"] == "unreadable"
    assert [finding["code"] for finding in document["findings"]] == ["R01"]
    assert "文字编码" in document["findings"][0]["message"]
