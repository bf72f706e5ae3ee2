"""Files of every kind, good ones and bad ones, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image
from pypdf import PdfWriter


def given(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def word(text: str = "一份说明") -> bytes:
    kept = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(kept)
    return kept.getvalue()


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """A package with one part added, or put in place of the one that it has."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, data)
    return kept.getvalue()


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return kept.getvalue()


def locked_archive() -> bytes:
    """A zip whose only entry says that it is encrypted."""
    data = bytearray(archive({"a.txt": b"text"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "white").save(kept, kind)
    return kept.getvalue()


def pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 300)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def compound(*names: str) -> bytes:
    """A compound file that has a directory with these names, and nothing in them."""
    sector = 512
    head = bytearray(sector)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    sectors = -(-(len(names) + 1) // 4)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    directory = b""
    for place, name in enumerate(("Root Entry", *names)):
        entry = bytearray(128)
        encoded = name.encode("utf-16-le") + b"\0\0"
        entry[: len(encoded)] = encoded
        struct.pack_into("<HB", entry, 64, len(encoded), 5 if place == 0 else 2)
        struct.pack_into("<III", entry, 68, *[0xFFFFFFFF] * 3)
        struct.pack_into("<II", entry, 116, 0xFFFFFFFE, 0)
        directory += bytes(entry)
    directory = directory.ljust(sectors * sector, b"\0")
    return bytes(head) + table + directory


def stored(folder: Path) -> list[Path]:
    """The files that lie in the uploads' folder."""
    return [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
