"""Whatever comes in: the right finding, a plain sentence that names the file, the others done."""

from __future__ import annotations

import os
import struct
import sys
import zlib
from pathlib import Path

import pytest
from examples.make import forms, render
from tests.cli.conftest import EXAMPLES, Call

import jiheng as library
from jiheng.filing.batch import Batch
from jiheng.reading import document, documents

FORM = (EXAMPLES / "示范.txt").read_bytes()
TEXT = FORM.decode()


def png() -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


UNREADABLE = {
    "空.txt": (b"", "空的"),
    "空白.txt": (b" \r\n\t\n" * 50, "空的"),
    "图片.txt": (png(), "图片太小（1×1 像素）"),
    "照片.txt": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), "图片已损坏"),
    "正文.docx": (b"PK\x03\x04\x14\x00\x06\x00" + bytes(200), "Word"),
    "老.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "Word"),
    "打印.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(50), "PDF"),
    "别的.txt": ("关于开会的通知\n请各科室参加。\n".encode(), "没有找到自评表"),
    "空行.txt": (b"\n" * 100_000 + "完".encode(), "没有找到自评表"),
    "坏字.txt": (FORM[:1000] + b"\xff\xfe\xfd" + FORM[1000:], "编码已损坏"),
    "零字节.txt": (FORM.replace(b"\n", b"\n\0", 1), "控制字符"),
    "全零.txt": (bytes(4096), "控制字符"),
    "乱码.txt": (bytes(range(128, 256)) * 20, "编码无法识别"),
    "断.json": (b'{"schema": "jiheng/read-1", "filings": [{"id": "1", ', "不完整"),
    "别家.json": (b'{"schema": "other/report-2", "filings": []}', "other/report-2"),
    "无名.json": (b'{"a": 1}', "没有写明"),
    "列表.json": (b'[{"a": 1}]', "没有写明"),
    "缺项.json": (b'{"schema": "jiheng/read-1", "filings": [{"path": "x"}]}', "缺少 id"),
    "错类.json": (
        b'{"schema": "jiheng/read-1", "filings":'
        b' [{"id": "1", "rulebook": "mof-2020", "title": 3}]}',
        "title 应为文字，实际为整数",
    ),
    "制表.txt": (b"\t\n" * 200_000, "没有找到自评表|空的"),
    "长行.txt": (("长" * 1_700_000).encode(), "没有找到自评表"),
    "坏.parquet": (b"PAR1" + bytes(100) + b"PAR1", "已损坏"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_it_is_named_with_the_reason_and_the_others_are_done(
    jiheng: Call, good: Path, name: str
) -> None:
    data, reason = UNREADABLE[name]
    (good / name).write_bytes(data)
    done = jiheng("check", good, "--format", "json")
    assert done.status == 2
    assert [filing["project"] for filing in done.json["filings"]] == [
        "2021年度流动图书车送书下乡项目"
    ]
    (bad,) = [d for d in done.json["documents"] if d["status"] == "unreadable"]
    assert Path(bad["path"]).name == name
    assert [finding["code"] for finding in bad["findings"]] == ["R01"]
    (line,) = done.err.splitlines()
    assert f"{name}：" in line
    assert any(word in line for word in reason.split("|")), line
    assert line.count("。") == 0
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["check", "score", "read"])
def test_every_command_names_a_path_that_does_not_exist(
    jiheng: Call, good: Path, command: str
) -> None:
    missing = good / "没有" / "这个.txt"
    done = jiheng(command, good / "好.txt", missing, "--format", "json")
    assert done.status == 2
    assert len(done.json["filings"]) == 1
    assert done.err == f"jiheng：{missing}：路径不存在；请检查文件名和所在文件夹是否写对\n"


def test_an_empty_folder_and_one_without_documents(
    jiheng: Call, good: Path, tmp_path: Path
) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "杂").mkdir()
    (tmp_path / "杂" / "程序.exe").write_bytes(b"MZ")
    (tmp_path / "杂" / "~$锁.docx").write_bytes(b"x")
    done = jiheng("check", tmp_path / "空", tmp_path / "杂", good, "--format", "json")
    assert done.status == 2
    assert [line.split("：")[2].split("；")[0] for line in done.err.splitlines()] == [
        "文件夹里没有文档"
    ] * 2
    assert len(done.json["filings"]) == 1


def test_an_empty_path(jiheng: Call, good: Path) -> None:
    done = jiheng("check", "", good, "--format", "json")
    assert (done.status, len(done.json["filings"])) == (2, 1)
    assert "路径是空的" in done.err


def test_a_path_too_long_or_with_a_zero_byte() -> None:
    batch = documents.read(["长" * 5000, "a\0b"])
    assert [d.problem.split("；")[0] for d in batch.documents] == ["路径无效"] * 2


def test_a_folder_that_may_not_be_opened(
    jiheng: Call, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (good / "机密").mkdir()
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("机密"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    done = jiheng("check", good, "--format", "json")
    assert done.status == 2
    assert len(done.json["filings"]) == 1
    assert done.err == f"jiheng：{good / '机密'}：文件夹打不开；请检查权限后再试\n"


def test_a_file_that_may_not_be_read(
    jiheng: Call, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (good / "机密.txt").write_bytes(FORM)
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "机密.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    done = jiheng("check", good, "--format", "json")
    assert (done.status, len(done.json["filings"])) == (2, 1)
    assert "机密.txt：文件打不开，没有读取权限；请检查权限后再试" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有这种文件")
def test_a_link_to_nowhere_a_pipe_and_a_name_in_another_encoding(jiheng: Call, good: Path) -> None:
    (good / "断链.txt").symlink_to(good / "没有.txt")
    os.mkfifo(good / "管道.txt")
    Path(os.fsdecode(os.fsencode(good) + b"/" + "旧名.txt".encode("gb18030"))).touch()
    done = jiheng("check", good, "--format", "json")
    assert (done.status, len(done.json["filings"])) == (2, 1)
    said = "\n".join(sorted(done.err.splitlines()))
    assert "断链.txt：文件打不开" in said
    assert "管道.txt：这不是普通文件" in said
    assert "旧名.txt：文件是空的" in said


def test_a_document_that_is_too_large(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGEST", 100)
    assert [d.status for d in documents.read(good).documents] == ["unreadable"]
    assert [d.status for d in documents.read_bytes(FORM, "-").documents] == ["unreadable"]


def test_a_cut_in_the_middle_of_a_character_loses_no_more_than_the_rest() -> None:
    cut = FORM.index("增强服务".encode()) + 4 if "增强服务".encode() in FORM else len(FORM) - 2
    while FORM[cut] & 0xC0 != 0x80:
        cut += 1
    batch = documents.read_bytes(FORM[:cut], "断.txt")
    assert [d.status for d in batch.documents] != ["unreadable"]
    assert len(batch.filings) == 1


def test_a_form_cut_anywhere_is_read_as_far_as_it_goes() -> None:
    data = "".join(map(render, forms()[:16])).encode()
    cuts = [documents.read_bytes(data[:end], f"{end}.txt") for end in range(0, len(data), 200)]
    filings = [filing for batch in cuts for filing in batch.filings]
    every = Batch.of(filings, [d for batch in cuts for d in batch.documents])
    counts = [len(batch.filings) for batch in cuts]
    assert counts == sorted(counts)
    assert counts[-1] == 16
    findings = library.check(every, ignore=["X"]).findings
    assert findings.height > 0


def test_a_form_without_one_of_its_rows_says_what_is_missing() -> None:
    rows = TEXT.split("\n\n")
    batches = [
        documents.read_bytes("\n\n".join(rows[:n] + rows[n + 1 :]).encode(), f"{n}.txt")
        for n in range(len(rows))
    ]
    assert [len(batch.filings) for batch in batches] == [1] * len(rows)
    whole = Batch.of([f for b in batches for f in b.filings], [])
    findings = library.check(whole, ignore=["X"]).findings
    concerned = set(findings.filter(findings["severity"] != "advice")["filing"].to_list())
    harmless = [n for n in range(len(rows)) if n not in concerned]
    assert len(harmless) <= 3, [rows[n] for n in harmless]


def test_a_cell_of_a_megabyte(jiheng: Call, good: Path) -> None:
    text = TEXT.replace("配送图书册数", "配送图书册数" + "册" * 350_000)
    (good / "长格.txt").write_text(text, "utf-8")
    done = jiheng("read", good / "长格.txt")
    assert done.status == 0
    assert len(done.json["filings"][0]["indicators"][1]["level3"]) > 350_000


def test_a_hundred_thousand_blank_lines_inside_a_form() -> None:
    rows = TEXT.split("\n\n")
    text = "\n\n".join(rows[:5]) + "\n" * 100_000 + "\n\n".join(rows[5:])
    (filing,) = documents.read_bytes(text.encode(), "a").filings
    (whole,) = documents.read_bytes(FORM, "a").filings
    assert filing.indicators == whole.indicators
    assert filing.unplaced == whole.unplaced


def test_too_many_rows_are_no_form() -> None:
    row = "\t\n\t产出指标\n\t数量指标\n\t座数\n\t1座\n\t1座\n\t1\n\n"
    head = TEXT[: TEXT.index("\t\n\t产出指标")]
    (document,) = documents.read_bytes((head + row * 10_001).encode(), "多.txt").documents
    assert "10001 行指标，超出常理" in document.problem


@pytest.mark.parametrize(
    ("copies", "said"),
    [
        ("\t预算执行" * 200_001, "个单元格（制表符），超出常理"),
        (" | 预算执行\n" * 20_001, "行，超出常理"),
    ],
)
def test_a_text_of_cells_without_end_is_refused_before_it_is_laid_out(
    copies: str, said: str
) -> None:
    (document,) = documents.read_bytes((TEXT + copies).encode(), "多.txt").documents
    assert said in document.problem


def test_the_list_of_known_errors_beside_synthetic_filings_is_no_document(
    jiheng: Call, good: Path
) -> None:
    (good / "好.truth.json").write_text("{}")
    done = jiheng("check", good)
    assert (done.status, done.err) == (0, "")
