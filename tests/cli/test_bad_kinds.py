"""Every kind of bad input, as a file in a folder: one plain sentence, status 2, the rest done."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import pypdf
import pytest
from examples.make import forms, render
from tests.cli.conftest import EXAMPLES, Call
from tests.cli.test_bad_input import png
from tests.fuzzing import archives
from tests.fuzzing.pdf import document, page
from tests.fuzzing.worker import is_plain
from tests.reading.generators import spreadsheet, webpage, word

from jiheng.reading import text
from jiheng.reading.labels import begins_row

FORM = (EXAMPLES / "示范.txt").read_bytes()
SPECIMENS = Path(__file__).parents[1] / "reading" / "specimens"
ENCRYPTED = "文件已加密，请另存为不加密的副本"
SMALLEST = min(forms(), key=lambda form: len(render(form)))


def docx() -> bytes:
    return word.document(word.grid_of([SMALLEST]))


def xlsx() -> bytes:
    return spreadsheet.workbook({"表": [word.grid_of([SMALLEST])]})


def with_password(data: bytes) -> bytes:
    """An Office file as Office encrypts it: a compound file around the encrypted package."""
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt("123456", out)
    return out.getvalue()


def pdf_with_password(algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(document(*page(b"BT /F 9 Tf (a) Tj ET"))))
    writer.encrypt("123456", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    return archives.packed({name.replace("__", "."): data for name, data in files.items()})


NOT_FOUND = b"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>404 Not Found</title></head>
<body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>"""

OTHER = text.read("通知\n请参加会议。", begins_row)

KINDS = {
    "加密.docx": (lambda: with_password(docx()), ENCRYPTED),
    "加密.xlsx": (lambda: with_password(xlsx()), ENCRYPTED),
    "加密.doc": ((SPECIMENS / "encrypted.doc").read_bytes, ENCRYPTED),
    "加密.wps": ((SPECIMENS / "encrypted.doc").read_bytes, ENCRYPTED),
    "加密.xls": ((SPECIMENS / "encrypted.xls").read_bytes, ENCRYPTED),
    "加密.et": ((SPECIMENS / "encrypted.xls").read_bytes, ENCRYPTED),
    "加密.pdf": (lambda: pdf_with_password("RC4-128"), ENCRYPTED),
    "加密新.pdf": (lambda: pdf_with_password("AES-256"), ENCRYPTED),
    "加密的扩展名不对.txt": (lambda: with_password(docx()), ENCRYPTED),
    "空.docx": (lambda: b"", "文件是空的"),
    "空.xlsx": (lambda: b"", "文件是空的"),
    "空.pdf": (lambda: b"", "文件是空的"),
    "空.json": (lambda: b"", "文件是空的"),
    "空.parquet": (lambda: b"", "文件是空的|语料|Parquet"),
    "图片.docx": (png, "图片"),
    "断.docx": (lambda: docx()[:2000], "已损坏"),
    "断.xlsx": (lambda: xlsx()[:2000], "已损坏"),
    "断.pdf": (lambda: document(*page(b"BT (a) Tj ET"))[:80], "已损坏"),
    "空白.docx": (lambda: word.document(word.grid_of([])), "没有|空"),
    "空工作簿.xlsx": (lambda: spreadsheet.workbook({"一": [], "二": []}), "工作簿是空的"),
    "空白.pdf": (lambda: document(*page(b"")), "没有|空|图片"),
    "打包.zip": (lambda: zipped(a__docx=docx(), b__docx=docx()), "压缩文件；请解压"),
    "打包.docx": (lambda: zipped(a__docx=docx()), "压缩文件；请解压"),
    "空包.zip": (zipped, "压缩文件"),
    "表.ofd": (lambda: zipped(OFD__xml=b"<ofd/>"), "OFD"),
    "表.pages": (
        lambda: archives.packed({"Index/Document.iwa": b"x", "preview.jpg": b"x"}),
        "Pages",
    ),
    "表.odt": (lambda: zipped(mimetype=b"x", content__xml=b"<x/>"), "OpenDocument"),
    "打包.rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100), "RAR"),
    "没找到.html": (lambda: NOT_FOUND, "没有找到自评表"),
    "空.html": (lambda: b"<html><body></body></html>", "没有文字|没有找到"),
    "别的表.docx": (
        lambda: word.document(text.read("通知\n请参加会议。", begins_row)),
        "没有找到自评表",
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_it_is_said_plainly_and_the_rest_is_done(jiheng: Call, good: Path, name: str) -> None:
    make, reason = KINDS[name]
    (good / name).write_bytes(make())
    done = jiheng("check", good, "--format", "json")
    assert done.status == 2
    assert len(done.json["filings"]) == 1
    (bad,) = [one for one in done.json["documents"] if one["status"] == "unreadable"]
    assert Path(bad["path"]).name == name
    ((finding,), (line,)) = bad["findings"], done.err.splitlines()
    assert finding["code"] == "R01"
    said = line.removeprefix(f"jiheng：{good / name}：")
    assert said in finding["message"]
    assert is_plain(said), said
    assert any(word in said for word in reason.split("|")), said
    if reason == ENCRYPTED:
        assert said == ENCRYPTED


@pytest.mark.parametrize("command", ["check", "score", "read"])
def test_every_command_says_it(jiheng: Call, good: Path, command: str) -> None:
    (good / "加密.docx").write_bytes(with_password(docx()))
    (good / "空.pdf").touch()
    done = jiheng(command, good, "--format", "json")
    assert done.status == 2
    assert len(done.json["filings"]) == 1
    assert sorted(line.rpartition("：")[2][:5] for line in done.err.splitlines()) == [
        "文件已加密", "文件是空的"
    ]  # fmt: skip


@pytest.mark.parametrize(("true", "name"), [("docx", "是Word.pdf"), ("xlsx", "是Excel.docx")])
def test_a_wrong_extension_does_not_matter(jiheng: Call, good: Path, true: str, name: str) -> None:
    (good / name).write_bytes({"docx": docx, "xlsx": xlsx}[true]())
    done = jiheng("read", good)
    assert done.status == 0
    assert len(done.json["filings"]) == 2


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "html"])
def test_a_cell_of_a_megabyte_in_any_format(jiheng: Call, good: Path, suffix: str) -> None:
    form = {**SMALLEST, "deviation": "因" * 350_000}
    grid = word.grid_of([form])
    made = {
        "docx": lambda: word.document(grid),
        "xlsx": lambda: spreadsheet.workbook({"表": [grid]}),
        "html": lambda: webpage.page([grid]).encode(),
    }[suffix]
    (good / f"长格.{suffix}").write_bytes(made())
    done = jiheng("read", good / f"长格.{suffix}")
    assert done.status == 0
    assert done.json["filings"][0]["deviation"].count("因") >= 32_000


def test_a_truncated_form_and_one_without_rows_are_findings_of_their_own(
    jiheng: Call, good: Path
) -> None:
    rows = FORM.decode().split("\n\n")
    (good / "断表.txt").write_text("\n\n".join(rows[: len(rows) // 2]), "utf-8")
    (good / "缺行.txt").write_text("\n\n".join(rows[:9] + rows[11:]), "utf-8")
    done = jiheng("check", good, "--format", "json")
    assert done.status == 1
    by_name = {Path(one["path"]).name: one for one in done.json["filings"]}
    assert set(by_name) == {"好.txt", "断表.txt", "缺行.txt"}
    assert [f for f in by_name["好.txt"]["findings"] if f["severity"] == "error"] == []
    for name in ("断表.txt", "缺行.txt"):
        assert any(f["severity"] == "error" for f in by_name[name]["findings"])


def test_a_hundred_thousand_blank_lines(jiheng: Call, good: Path) -> None:
    rows = FORM.decode().split("\n\n")
    text = "\n\n".join(rows[:5]) + "\n" * 100_000 + "\n\n".join(rows[5:])
    (good / "空行.txt").write_text(text, "utf-8")
    done = jiheng("read", good)
    assert done.status == 0
    first, second = done.json["filings"]
    assert first["indicators"] == second["indicators"] or len(first["indicators"]) == len(
        second["indicators"]
    )


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有这种文件")


@POSIX
def test_a_device_a_circle_of_links_and_a_folder_in_itself(jiheng: Call, good: Path) -> None:
    (good / "甲.txt").symlink_to(good / "乙.txt")
    (good / "乙.txt").symlink_to(good / "甲.txt")
    (good / "自己").symlink_to(good)
    (good / "设备.txt").symlink_to("/dev/zero")
    done = jiheng("check", good, "/dev/null", "--format", "json")
    assert done.status == 2
    assert len(done.json["filings"]) == 1
    said = {line.split("：")[1].rpartition("/")[2]: line for line in done.err.splitlines()}
    assert set(said) == {"甲.txt", "乙.txt", "设备.txt", "null"}
    assert "不是普通文件" in said["设备.txt"]
    assert "不是普通文件" in said["null"]
    assert all("打不开" in said[name] for name in ("甲.txt", "乙.txt"))


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root 什么都能读")
def test_a_file_and_a_folder_without_permission(jiheng: Call, good: Path) -> None:
    (good / "机密.txt").write_bytes(FORM)
    (good / "机密.txt").chmod(0)
    (good / "机密").mkdir(mode=0)
    done = jiheng("check", good, "--format", "json")
    (good / "机密").chmod(0o700)
    assert (done.status, len(done.json["filings"])) == (2, 1)
    assert "没有读取权限" in done.err
    assert "文件夹打不开" in done.err


ODD = (
    "-v.txt", "--format.txt", "名 字\u3000带空格.txt", "引'号\".txt", "a;rm -rf b.txt",
    "%s%n{}.txt", "😀🇨🇳.txt", "e\u0301.txt", "[bold]x.txt", "\u202etxt.doc.txt", "换\n行.txt",
    "长" * 80 + ".txt",
)  # fmt: skip


@POSIX
def test_odd_names(jiheng: Call, good: Path) -> None:
    """In a folder the names are what they are; each file is read, and named where it is not."""
    for name in ODD:
        (good / name).write_bytes(FORM)
    (good / "[red]坏\n的.txt").touch()
    done = jiheng("check", good, "--format", "json", "--ignore", "X", "--fail-on", "never")
    assert done.status == 2
    assert {Path(one["path"]).name for one in done.json["filings"]} == {"好.txt", *ODD}
    assert "文件是空的" in done.err
    for shown in ("text", "html", "md", "csv"):
        assert jiheng("check", good, "--format", shown, "--fail-on", "never").status == 2


def test_several_jobs_say_the_same_as_one(good: Path) -> None:
    """As whole processes: what the one says of bad files, two say too."""
    for name in ("加密.docx", "断.docx", "打包.zip", "没找到.html", "空.pdf", "加密.pdf"):
        (good / name).write_bytes(KINDS[name][0]())
    command = [sys.executable, "-m", "jiheng", "check", str(good), "--format", "json"]
    one, two = (
        subprocess.run([*command, "--jobs", jobs], capture_output=True, check=False)
        for jobs in ("1", "2")
    )
    assert one.returncode == two.returncode == 2
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr
    assert len(one.stderr.splitlines()) == 6
    assert b"Traceback" not in one.stderr


def test_a_zip_without_its_end(jiheng: Call, good: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", b"<x/>")
    (good / "没写完.docx").write_bytes(out.getvalue()[:-10])
    assert "已损坏" in jiheng("check", good).err
