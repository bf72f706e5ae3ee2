"""Every gate stops what it is there for, with a sentence; what may act by itself is told."""

from __future__ import annotations

import socket
import struct
import threading
import zipfile

import pytest
from tests.web.exchange import made

from jiheng.reading.grid import Unreadable
from jiheng.web.exchange.gates import archive, passed, passed_bytes
from jiheng.web.exchange.gates.kinds import EVIDENCE, FORMS
from jiheng.web.exchange.gates.names import cleaned
from jiheng.web.exchange.gates.refusal import Stopped

IMPORTED = (*FORMS, "zip")
RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8"?><Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
Target="http://example.com/x" TargetMode="External"/></Relationships>"""
SETTINGS_RELS = "word/_rels/settings.xml.rels"


def bomb() -> bytes:
    return made.archive({"a.txt": b"\0" * (20 * 1024 * 1024)})


BAD = {
    "nothing in it": ("a.txt", b"", "文件是空的"),
    "a program": ("a.exe", b"MZ" + b"\0" * 2000, "Windows 程序"),
    "a program named as a form": ("自评表.docx", b"\x7fELF\0\0" + b"\0" * 2000, "Linux 程序"),
    "rar": ("a.rar", b"Rar!\x1a\x07\x00" + b"\0" * 200, "RAR"),
    "bytes that are nothing": ("a.txt", bytes(range(256)) * 9, "没有上传"),
    "a picture named as Word": ("a.docx", made.picture(), "两者不符"),
    "Word named as a picture": ("a.png", made.word(), "两者不符"),
    "no ending": ("自评表", made.word(), "没有扩展名"),
    "a web page named as text": ("a.txt", b"<html><body>x</body></html>", "两者不符"),
    "an archive that is a bomb": ("a.zip", bomb(), "压缩比不正常"),
    "Word that is a bomb": (
        "a.docx",
        made.with_part(made.word(), "word/media/a.bin", b"\0" * (20 * 1024 * 1024)),
        "压缩比不正常",
    ),
    "an archive in an archive": ("a.zip", made.archive({"b.zip": made.archive({})}), "b.zip"),
    "an archive with a password": ("a.zip", made.locked_archive(), "设了密码"),
    "an archive that was cut": ("a.zip", made.archive({"a.txt": b"x" * 999})[:60], "损坏"),
    "Word that was cut": ("a.docx", made.word()[:5000], "损坏"),
    "Word without its text": ("a.docx", made.archive({
        "[Content_Types].xml": b"<Types/>", "word/x.xml": b"<x/>"}), "不完整"),
    "Word whose text is broken": (
        "a.docx", made.with_part(made.word(), "word/document.xml", b"<a><b></a>"), "损坏"),
    "Word with entities": (
        "a.docx",
        made.with_part(made.word(), "word/document.xml",
                       b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'),
        "不安全",
    ),
    "Word with a password": ("a.docx", made.compound("EncryptedPackage"), "已加密"),
    "an old file that is none of Office's": ("a.doc", made.compound("Contents"), "认不出"),
    "old Word without its text": ("a.doc", made.compound("WordDocument"), "不完整"),
    "old Excel without its text": ("a.xls", made.compound("Workbook"), "不完整"),
    "a PDF with a password": ("a.pdf", made.pdf("secret"), "已加密"),
    "a PDF that is none": ("a.pdf", b"%PDF-1.7\nnothing else", "损坏"),
    "a picture that was cut": ("a.png", made.picture(size=(900, 900))[:200], "损坏"),
    "a picture that was cut late": ("a.jpg", made.picture("JPEG", (900, 900))[:3000], "损坏"),
    "RTF that was cut": ("a.rtf", b"{\\rtf1 text", "不完整"),
    "OFD": ("a.ofd", made.archive({"OFD.xml": b"<a/>"}), "OFD"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "said"), BAD.values(), ids=BAD)
def test_a_bad_file_is_stopped_with_a_sentence(name, data, said):
    with pytest.raises(Stopped, match="没有上传") as stopped:
        passed(made.given(name, data), IMPORTED)
    assert said in str(stopped.value)
    assert name in str(stopped.value)


GOOD = {
    "docx": ("表.docx", made.word()),
    "pdf": ("表.PDF", made.pdf()),
    "png": ("图.png", made.picture()),
    "jpg": ("图.jpeg", made.picture("JPEG")),
    "tif": ("图.tif", made.picture("TIFF")),
    "bmp": ("图.bmp", made.picture("BMP")),
    "webp": ("图.webp", made.picture("WEBP")),
    "gif": ("图.gif", made.picture("GIF")),
    "txt": ("说明.txt", "一份说明".encode("gb18030")),
    "rtf": ("说明.doc", b"{\\rtf1 text}\n"),
    "html": ("表.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
    "zip": ("表.zip", made.archive({"表.docx": made.word()}, zipfile.ZIP_STORED)),
}


@pytest.mark.parametrize(("kind", "name", "data"), [(k, *v) for k, v in GOOD.items()], ids=GOOD)
def test_a_good_file_passes_for_what_it_is(kind, name, data):
    found = passed(made.given(name, data), IMPORTED)
    assert (found.kind, found.name, found.notes) == (kind, name, ())


def test_a_file_that_is_too_large_is_not_even_read(settings):
    settings.UPLOAD_LARGEST = 1000

    class Unread:
        name, size = "大.pdf", 2000

        def read(self):
            raise AssertionError

    with pytest.raises(Stopped, match="最多 0 MB"):
        passed(Unread(), EVIDENCE)


def test_evidence_is_what_an_auditor_can_open(settings):
    for name, data in (GOOD["zip"], GOOD["html"]):
        with pytest.raises(Stopped, match="这里不收"):
            passed_bytes(name, data, EVIDENCE)


def test_an_archive_has_so_many_files_and_so_many_bytes(monkeypatch):
    monkeypatch.setattr(archive, "MOST", 2)
    with pytest.raises(Stopped, match="3 个文件"):
        passed_bytes("a.zip", made.archive({f"{n}.txt": b"x" for n in range(3)}), IMPORTED)
    monkeypatch.setattr(archive, "LARGEST", 1000)
    with pytest.raises(Stopped, match="解压后超过"):
        passed_bytes("a.zip", made.archive({"a.txt": bytes(range(256)) * 8}), IMPORTED)


def test_a_file_whose_packed_bytes_are_spoilt_is_said_to_be_damaged():
    whole = made.archive({"a.txt": bytes(range(256)) * 64})
    start = whole.index(b"a.txt") + len("a.txt")
    spoilt = whole[:start] + b"\xff" * 20 + whole[start + 20 :]
    opened = archive.opened(spoilt)
    (member,) = archive.members(opened)
    with pytest.raises(Unreadable, match="已损坏"):
        archive.contents(opened, member)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docm", made.with_part(made.word(), "word/vbaProject.bin", b"x"), "含有宏"),
        ("a.docx", made.with_part(made.word(), "word/embeddings/oleObject1.bin", b"x"), "对象"),
        (
            "a.docx",
            made.with_part(
                made.word(), SETTINGS_RELS, RELATIONSHIPS.format(kind="attachedTemplate").encode()
            ),
            "外部链接（http://example.com/x）",
        ),
        ("a.rtf", b"{\\rtf1 {\\object\\objdata 00}}", "对象"),
    ],
)
def test_what_could_act_by_itself_is_told(name, data, said):
    found = passed_bytes(name, data, EVIDENCE)
    assert said in found.notes[0]


def test_a_link_that_somebody_must_click_is_nothing_to_tell():
    link = RELATIONSHIPS.format(kind="hyperlink").encode()
    assert (
        passed_bytes("a.docx", made.with_part(made.word(), SETTINGS_RELS, link), FORMS).notes == ()
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\自评表.docx", "自评表.docx"),
        ("a\u202egpj.docx", "agpj.docx"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("..", "未命名"),
    ],
)
def test_a_name_is_data_and_never_a_path(name, kept):
    assert cleaned(name) == kept


class Clamd:
    """A scanner that answers once, and keeps what it was sent."""

    def __init__(self, path, reply: bytes):
        self.reply, self.received = reply, b""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        line, _ = self.listener.accept()
        with line, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(size)
            line.sendall(self.reply)


@pytest.fixture
def scanner(settings, tmp_path):
    def with_reply(reply: bytes) -> Clamd:
        path = tmp_path / "clamd"
        settings.CLAMAV = f"unix:{path}"
        return Clamd(path, reply)

    return with_reply


def test_the_scanner_sees_the_whole_file_and_lets_it_pass(scanner):
    asked, data = scanner(b"stream: OK\0"), "文".encode() * 100_000
    assert passed_bytes("a.txt", data, FORMS).kind == "txt"
    assert asked.received == data


def test_what_the_scanner_finds_does_not_come_in(scanner):
    scanner(b"stream: Eicar-Test-Signature FOUND\0")
    with pytest.raises(Stopped, match="病毒扫描发现 Eicar-Test-Signature"):
        passed_bytes("a.txt", b"text", FORMS)


def test_a_scanner_that_gives_up_lets_nothing_pass(scanner):
    scanner(b"INSTREAM size limit exceeded. ERROR\0")
    with pytest.raises(Stopped, match="没有回应"):
        passed_bytes("a.txt", b"text", FORMS)


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "127.0.0.1:1"])
def test_a_scanner_that_is_not_there_lets_nothing_pass(settings, address):
    settings.CLAMAV = address
    with pytest.raises(Stopped, match="没有回应"):
        passed_bytes("a.txt", b"text", FORMS)
