"""What is handed out is inert, tells nothing of who made it where, and is the same every time."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import msgspec
import openpyxl
import pypdf
import pytest
from lxml import html
from tests.safety.outputs import run
from tests.writing.office.accepted import faults

import jiheng
from jiheng.filing.contract import encode
from jiheng.filing.manifest import partition
from jiheng.writing.delimited import table
from jiheng.writing.workbook import sheet_name

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PAYLOADS = (
    "=HYPERLINK(\"http://a\",\"b\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1,1)", "\t=1+1",
    "\r=1+1", "＝1+1", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "{{项目名称}}", "{% for a in b %}", "#eval(\"1\")", "a\x00b\x08c\x1f\ufffe\uffff",
    "]]>&lt;&#0;",
    "'", "\u202egnp.exe", "_x000D_",
)  # fmt: skip
FREE = ("deviation", "improvement", "unit", "project", "supervising_department", "opinion", "goal")
KNOWN = {"jiheng", "", "python-docx"}


def hostile() -> bytes:
    """Filings whose every free text wants to be something else, as `jiheng read` gives them."""
    (good, *_) = jiheng.read(EXAMPLES / "示范.txt").filings
    raw = msgspec.json.decode(encode(jiheng.Batch.of([good] * len(PAYLOADS))))
    for number, bad in enumerate(PAYLOADS):
        filing = raw["filings"][number]
        filing |= dict.fromkeys(FREE, bad) | {"id": f"{number}", "title": f"2021年{bad}自评表"}
        for indicator in filing["indicators"]:
            indicator["level3"] = indicator["level3_text"] = bad
            indicator["target"] = indicator["actual"] = {"text": bad}
    return msgspec.json.encode(raw)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "表.json").write_bytes(hostile())
    before = Path.cwd()
    os.chdir(folder)
    try:
        run("表.json", PAYLOADS[2])
    finally:
        os.chdir(before)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "表.json"}


OURS = re.compile(r"=(SUM|IF)\([A-Z]|=[A-Z]+\d+-[A-Z]+\d+$|='\d+[^']*'![A-Z]+\d+$")
"""The formulas of the working paper."""


def test_no_text_is_a_formula_in_a_workbook(made: dict[str, bytes]) -> None:
    books = {name: data for name, data in made.items() if name.endswith(".xlsx")}
    assert len(books) == 9
    for name, data in books.items():
        for sheet in openpyxl.load_workbook(BytesIO(data)):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    assert name == "review.xlsx" and OURS.match(cell.value), (name, cell.value)
                assert cell.hyperlink is None
        parts = ZipFile(BytesIO(data)).namelist()
        assert not [part for part in parts if "externalLink" in part or "vbaProject" in part]


DANGER = re.compile(r"[\s]*[=+\-@＝＋－＠\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def test_no_text_is_a_formula_in_separated_values(made: dict[str, bytes]) -> None:
    tables = [data for name, data in made.items() if name.endswith(".csv")]
    assert len(tables) == 5
    for data in tables:
        cells = [c for row in csv.reader(data.decode("utf-8-sig").splitlines()) for c in row]
        assert cells
        assert not [c for c in cells if DANGER.match(c) and not NUMBER.fullmatch(c)]


def test_that_a_formula_would_be_found() -> None:
    for payload in PAYLOADS[:7]:
        assert DANGER.match(payload)
        assert not DANGER.match(table(("栏",), [(payload,)]).splitlines()[1].strip('"'))


def test_word_files_and_workbooks_stay_sound(made: dict[str, bytes]) -> None:
    for name, data in made.items():
        if name.endswith((".docx", ".xlsx")):
            assert faults(data, name[-4:]) == [], name


def test_pages_run_nothing_and_fetch_nothing(made: dict[str, bytes]) -> None:
    pages = {name: data for name, data in made.items() if name.endswith(".html")}
    assert len(pages) == 6
    for name, data in pages.items():
        tree = html.fromstring(data.decode())
        assert not tree.xpath("//*[@onerror] | //img | //iframe | //object | //embed"), name
        assert not [s for s in tree.xpath("//script") if "alert(1)" in (s.text or "")], name
        assert not tree.xpath("//@src | //link/@href"), name
        assert not [link for link in tree.xpath("//a/@href") if not link.startswith("#")], name
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", data.decode()), name


def test_pdfs_open_and_do_nothing(made: dict[str, bytes]) -> None:
    pdfs = {name: data for name, data in made.items() if name.endswith(".pdf")}
    assert len(pdfs) == 4
    for name, data in pdfs.items():
        reader = pypdf.PdfReader(BytesIO(data))
        assert reader.pages, name
        for mark in (b"/JavaScript", b"/Launch", b"/OpenAction", b"/URI", b"/EmbeddedFile"):
            assert mark not in data, (name, mark)


# The same every time, and silent about who and where

PEOPLE = (
    {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "1", "USER": "zhangsan"},
    {"TZ": "America/New_York", "LANG": "C", "PYTHONHASHSEED": "77", "USER": "lisi"},
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """All outputs, made by two people in two folders, in time zones and languages of their own."""
    found = []
    for about in PEOPLE:
        folder = tmp_path_factory.mktemp(f"home-of-{about['USER']}")
        source = (EXAMPLES / "2021年度自评表汇编.txt").read_text("utf-8")
        (folder / "表.txt").write_text(source[: len(source) // 6], "utf-8")
        own = about | {"LOGNAME": about["USER"], "HOME": str(folder), "PYTHONUTF8": "1"}
        own["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        command = [sys.executable, "-m", "tests.safety.outputs", "表.txt", "东西湖区融媒体中心"]
        subprocess.run(command, cwd=folder, env=os.environ | own, check=True, capture_output=True)
        found.append({p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()})
    return found


def test_the_same_bytes_for_everybody_and_nothing_of_who_made_them_where(
    twice: list[dict[str, bytes]],
) -> None:
    one, two = twice
    assert one.keys() == two.keys()
    assert len(one) > 35
    assert [name for name in one if one[name] != two[name]] == []
    for files, about in zip(twice, PEOPLE, strict=True):
        for name, data in files.items():
            words = unpacked(data)
            for telling in (about["USER"].encode(), str(ROOT).encode(), b"home-of-"):
                assert telling not in words, (name, telling)
            properties(name, data)


def unpacked(data: bytes) -> bytes:
    """All that a file holds, in the clear: the parts of a package, the streams of a PDF."""
    if is_zipfile(BytesIO(data)):
        package = ZipFile(BytesIO(data))
        return b"".join(package.read(name) for name in package.namelist())
    if data.startswith(b"%PDF-"):
        reader = pypdf.PdfReader(BytesIO(data))
        about: Any = reader.metadata or {}
        xmp = reader.xmp_metadata
        told = xmp.stream.get_data() if xmp is not None else b""
        return data + repr(dict(about)).encode() + told
    return data


def properties(name: str, data: bytes) -> None:
    """The author is jiheng or nobody, the date no date of making."""
    if name.endswith((".docx", ".xlsx")):
        core = ZipFile(BytesIO(data)).read("docProps/core.xml").decode()
        people = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core)
        assert set(people) <= KNOWN, (name, people)
        stamps = re.findall(r"<dcterms:\w+ [^>]*>(\d{4})", core)
        assert set(stamps) <= {"2000", "2013"}, (name, stamps)
    elif name.endswith(".pdf"):
        about = pypdf.PdfReader(BytesIO(data)).metadata
        assert about is not None
        assert about.author in KNOWN, name
        assert about.creation_date is None, name


# Names


@pytest.mark.parametrize(
    "bad", [*PAYLOADS, "𠮷" * 40, "a/b\\c:d*e?f[g]", "'引'", "长" * 60, "History", ""]
)
def test_a_sheet_s_name_is_one_that_excel_takes(bad: str) -> None:
    name = sheet_name(3, bad)
    assert 0 < len(name.encode("utf-16-le")) <= 62
    assert not re.search(r"[\[\]:*?/\\'\x00-\x1f\ufffe\uffff]", name)
    assert name != "History"


@pytest.mark.parametrize(
    "bad", ["../上级", "a/b", "a\\b", "CON", "a:b", "a\n", "a.", "a ", "..", "*?"]
)
def test_a_folder_s_name_from_a_region_is_one_folder_anywhere(bad: str) -> None:
    parts = partition(2021, bad).parts
    assert len(parts) == 2
    assert parts[1].startswith("region=")
    assert not re.search(r"[/\\:*?\"<>|\x00-\x1f]|[. ]$", parts[1])
