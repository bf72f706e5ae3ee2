"""Older Word files: read through msdoc2docx or LibreOffice, or refused with what to do."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from doc2docx import convert
from tests.reading.generators import word as generator
from tests.reading.generators.word import facts

from examples import make
from jiheng.reading import apart, office, oldword, pace
from jiheng.reading.grid import Grid, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def dump() -> Grid:
    return generator.grid_of(make.forms())


@pytest.fixture(scope="module")
def doc(dump: Grid) -> bytes:
    """The forms as .doc, saved by LibreOffice; by way of .odt, for else it loses tables."""
    return generator.resaved(generator.document(dump), "docx", "odt", "doc")


def off(*_: object) -> None:
    """In place of a program that is not there."""


def test_by_package(monkeypatch: pytest.MonkeyPatch, doc: bytes, dump: Grid) -> None:
    monkeypatch.setattr(office, "to_docx", off)
    assert facts(oldword.read(doc)) == facts(dump)


def test_the_package_makes_the_same_with_and_without_our_shortcut(
    doc: bytes, tmp_path: Path
) -> None:
    given = tmp_path / "form.doc"
    given.write_bytes(doc)
    convert(str(given), str(tmp_path / "plain.docx"))
    oldword.convert(os.fsencode(given))
    assert (tmp_path / "by-package.docx").read_bytes() == (tmp_path / "plain.docx").read_bytes()


def test_its_time_goes_by_the_document_and_not_by_its_path(
    monkeypatch: pytest.MonkeyPatch, doc: bytes
) -> None:
    told = []
    monkeypatch.setattr(apart, "read", lambda work, data, size=None: told.append(size))
    monkeypatch.setattr(office, "to_docx", off)
    with pytest.raises(Unreadable):
        oldword.read(doc)
    assert told == [len(doc)]


def test_what_took_too_long_is_not_called_damaged(
    monkeypatch: pytest.MonkeyPatch, doc: bytes
) -> None:
    def ended(*_: object) -> None:
        raise apart.Ended(apart.TOO_LONG)

    monkeypatch.setattr(apart, "read", ended)
    monkeypatch.setattr(office, "to_docx", off)
    with pytest.raises(Unreadable, match="用时超出限度"):
        oldword.read(doc)


def test_by_libreoffice(monkeypatch: pytest.MonkeyPatch, doc: bytes, dump: Grid) -> None:
    monkeypatch.setattr(oldword, "_by_package", off)
    assert facts(oldword.read(doc)) == facts(dump)


def test_rtf(dump: Grid) -> None:
    data = generator.resaved(generator.document(dump), "docx", "odt", "rtf")
    assert data.startswith(b"{\\rtf")
    assert facts(oldword.read(data)) == facts(dump)


def test_ticks_as_symbols(dump: Grid) -> None:
    hand = generator.HABITS["ticks as symbols of Wingdings 2"]
    data = generator.resaved(generator.document(dump, hand), "docx", "odt", "doc")
    assert facts(oldword.read(data)) == facts(dump)


def test_nothing_that_can_open_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oldword, "_by_package", off)
    monkeypatch.setattr(office, "program", off)
    with pytest.raises(Unreadable, match=r"请安装 LibreOffice，或另存为 \.docx"):
        oldword.read(OLE + bytes(2000))


def test_encrypted() -> None:
    with pytest.raises(Unreadable, match=r"^文件已加密，请另存为不加密的副本$"):
        oldword.read(OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"))


def test_an_encrypted_doc(doc: bytes) -> None:
    """The flag fEncrypted of the file's information block, where Word sets it."""
    place = doc.index(b"\xec\xa5", 512)
    data = bytearray(doc)
    data[place + 11] |= 0x01
    with pytest.raises(Unreadable, match=r"^文件已加密，请另存为不加密的副本$"):
        oldword.read(bytes(data))


def test_nothing_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, doc: bytes
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    oldword.read(doc)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoil", [lambda d: d[:3000], lambda d: d[:512] + bytes(len(d) - 512)])
def test_spoilt(
    monkeypatch: pytest.MonkeyPatch, doc: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(office, "to_docx", off)
    with pytest.raises(Unreadable):
        oldword.read(spoil(doc))


def test_a_file_that_keeps_libreoffice_busy_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of ten thousand cells, again and again: it is ended, and said to take too long."""
    cells = b"".join(b"\\cellx%d" % number for number in range(10_000))
    row = b"\\trowd" + cells + b"\\intbl a\\cell" * 10_000 + b"\\row"
    monkeypatch.setattr(pace, "now", lambda: 1.0)
    with pytest.raises(Unreadable, match=apart.TOO_LONG):
        oldword.read(b"{\\rtf1 " + row * 8 + b"}")


def test_a_machine_too_busy_for_libreoffice_is_not_called_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(office, "LONGEST", 0.05)
    with pytest.raises(Unreadable, match=apart.TOO_LONG):
        oldword.read(rb"{\rtf1 \trowd\cellx900\intbl a\cell\row}")


@pytest.mark.parametrize(
    ("times", "nothing", "megabyte"), [(1.0, 3, 4), (1.3, 4, 5), (3.0, 8, 11), (4.0, 10, 14)]
)
def test_a_slow_machine_has_more_time(
    monkeypatch: pytest.MonkeyPatch, times: float, nothing: int, megabyte: int
) -> None:
    """So many times as much, in the whole seconds that the system counts."""
    monkeypatch.setattr(pace, "now", lambda: times)
    assert (office.seconds(0), office.seconds(1_000_000)) == (nothing, megabyte)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 能限制时间")
@pytest.mark.parametrize("ended", ["kill -KILL $$", "kill -XCPU $$", "exit 137", "exit 152"])
def test_what_is_ended_took_too_long_whatever_time_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ended: str
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{ended}\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(office, "program", lambda: str(program))
    given = tmp_path / "form.rtf"
    given.write_bytes(b"{\\rtf1 }")
    with pytest.raises(Unreadable, match=apart.TOO_LONG):
        office.to_docx(given)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 能限制时间")
def test_libreoffice_begins_once_within_the_time_known_beforehand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A program in its place tells what it was given, and fails."""
    told = tmp_path / "told"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nulimit -t >> {told}\nexit 1\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(office, "program", lambda: str(program))
    monkeypatch.setattr(pace, "now", lambda: 2.5)
    given = tmp_path / "form.rtf"
    given.write_bytes(bytes(2_000_000))
    assert office.to_docx(given) is None
    assert told.read_text("utf-8").split() == ["12"]


def test_libreoffice_begins_ready_for_work(tmp_path: Path) -> None:
    """It starts once, and does not first try out how to draw: half of its time for a file."""
    given = tmp_path / "form.rtf"
    given.write_bytes(b"{\\rtf1 \\par}")
    program = office.program()
    assert program, "需要 libreoffice-writer；make test 会装好它"
    assert office.to_docx(given)
    own = tmp_path / "profile" / "user"
    office.profile(tmp_path / "other", program)
    ours = (tmp_path / "other" / "user" / "extensions" / "buildid").read_text("utf-8")
    assert (own / "extensions" / "buildid").read_text("utf-8") == ours
    assert not (own / "GraphicsRenderTests.log").exists()


@pytest.mark.parametrize(
    ("place", "text", "build"),
    [
        ("versionrc", "[Version]\nbuildid=40(Build:2)\nVendor=x\n", "40(Build:2)"),
        ("version.ini", "[Version]\r\nbuildid=af12\r\n", "af12"),
        ("versionrc", "[Version]\nbuildid=\n", None),
        ("versionrc", "[Version]\n", None),
        ("elsewhere", "buildid=1\n", None),
    ],
)
def test_a_profile_names_the_build_where_libreoffice_tells_it(
    tmp_path: Path, place: str, text: str, build: str | None
) -> None:
    (tmp_path / place).write_bytes(text.encode())
    option = office.profile(tmp_path / "own", str(tmp_path / "soffice"))
    assert option == f"-env:UserInstallation={(tmp_path / 'own').as_uri()}"
    named = tmp_path / "own" / "user" / "extensions" / "buildid"
    assert (named.read_text("utf-8") if named.exists() else None) == build
