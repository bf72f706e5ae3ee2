"""What kinds of files there are, told by their content; a name only has to agree with it."""

from __future__ import annotations

from typing import NamedTuple

from jiheng.reading import compound, formats, sniff
from jiheng.reading.grid import Unreadable
from jiheng.reading.package import ENCRYPTED
from jiheng.web.exchange.gates.archive import names_in

OLE = b"\xd0\xcf\x11\xe0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


class Kind(NamedTuple):
    """A kind of file: what people call it, and the endings that names of it may have."""

    title: str
    endings: tuple[str, ...]


KINDS = {
    "docx": Kind("Word 文件", ("docx", "docm", "dotx", "wps")),
    "xlsx": Kind("Excel 文件", ("xlsx", "xlsm", "et")),
    "pptx": Kind("PowerPoint 文件", ("pptx", "pptm", "ppsx", "dps")),
    "doc": Kind("旧版 Word 文件", ("doc", "dot", "wps")),
    "xls": Kind("旧版 Excel 文件", ("xls", "et")),
    "ppt": Kind("旧版 PowerPoint 文件", ("ppt", "pps", "dps")),
    "rtf": Kind("RTF 文件", ("rtf", "doc")),
    "pdf": Kind("PDF 文件", ("pdf",)),
    "png": Kind("PNG 图片", ("png",)),
    "jpg": Kind("JPEG 图片", ("jpg", "jpeg")),
    "gif": Kind("GIF 图片", ("gif",)),
    "bmp": Kind("BMP 图片", ("bmp",)),
    "tif": Kind("TIFF 图片", ("tif", "tiff")),
    "webp": Kind("WebP 图片", ("webp",)),
    "html": Kind("网页", ("htm", "html", "mht", "mhtml", "xls", "doc")),
    "txt": Kind("纯文本", ("txt", "csv", "md")),
    "zip": Kind("压缩文件（zip）", ("zip",)),
}
PICTURES = ("png", "jpg", "gif", "bmp", "tif", "webp")
FORMS = ("docx", "xlsx", "doc", "xls", "rtf", "pdf", *PICTURES, "html", "txt")
"""What a self-evaluation form may be read from."""
EVIDENCE = ("pdf", *PICTURES, "docx", "xlsx", "pptx", "doc", "xls", "ppt", "rtf", "txt")
"""What may prove an indicator: what an auditor can open and look at; no archives, no web pages."""

BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"{\\rtf", "rtf"),
)
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"Rar!", "RAR 压缩文件"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩文件"),
    (b"\x1f\x8b", "gzip 压缩文件"),
)
"""What never comes in, and what it is called."""


def kind_of(data: bytes) -> str:
    """The name in `KINDS` of what some bytes are; raises `Unreadable` for what is none of them."""
    for beginning, name in BEGINNINGS:
        if data.startswith(beginning):
            return name
    if data.startswith(ZIP):
        return _package(data)
    if data.startswith(OLE):
        return _compound(data)
    for beginning, title in FOREIGN:
        if data.startswith(beginning) and b"\0" in data[:1024]:
            raise Unreadable(f"内容是{title}，不能上传")
    if formats.module(data) == "scan":
        return "webp" if data.startswith(b"RIFF") else "bmp"
    if formats.module(data) == "webpage":
        return "html"
    sniff.decode(data)
    return "txt"


def _package(data: bytes) -> str:
    """By the folders of a package; an archive of anything else is a zip."""
    names = names_in(data)
    for folder, name in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(each.startswith(folder) for each in names):
            return name
    if names and "[Content_Types].xml" not in names:
        try:
            formats.module(data)
        except Unreadable as error:
            if str(error) != formats.ARCHIVE:
                raise
    return "zip"


def _compound(data: bytes) -> str:
    """By the streams of a compound file; an encrypted package is said to be one."""
    names = compound.names(data)
    if "EncryptedPackage" in names:
        raise Unreadable(ENCRYPTED)
    if {"Workbook", "Book"} & names:
        return "xls"
    if "PowerPoint Document" in names:
        return "ppt"
    if "WordDocument" in names:
        return "doc"
    raise Unreadable("不是 Word、Excel、PowerPoint 或 WPS 文件，认不出是什么格式")
