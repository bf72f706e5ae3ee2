"""The parts of an Office Open XML package (.docx, .xlsx): unpacked within limits, parsed safely."""

from __future__ import annotations

import codecs
import posixpath
import re
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from jiheng.reading.grid import Unreadable

ENCRYPTED = "文件已加密，请另存为不加密的副本"
DAMAGED = "文件已损坏，内容打不开；请用 Word 或 WPS 打开后重新另存，再提供新文件"
TOO_LARGE = "文件解压后内容过大，无法读取；请拆分成几个文件后再试"
UNSAFE = "文件里有不安全的外部引用（XML 实体），没有读取；请用 Word 或 WPS 打开后重新另存"
TOO_DEEP = "文件里的表格或内容嵌套层数过多，无法读取；请去掉多余的嵌套后再试"

OLE = b"\xd0\xcf\x11\xe0"
LARGEST_PART = 64 * 1024 * 1024
"""Bytes: the largest part that is unpacked."""
MOST_MARKS = 2_000_000
"""The most tags and attributes that are parsed: some 130 bytes of memory each."""
BOMB = (8 * 1024 * 1024, 150)
"""Bytes, and times its packed size: what is larger than both was packed to do harm."""

MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*>")
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
ENCODINGS = frozenset(
    (b"utf-8", b"utf8", b"us-ascii", b"gb2312", b"gbk", b"gb18030", b"iso-8859-1")
)
"""Encodings in which the letters of a tag are their ASCII bytes; Office itself writes UTF-8."""

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MAIN_PART = "/relationships/officeDocument"


def opened(data: bytes) -> ZipFile:
    """The package in `data`; raises `Unreadable` where it is encrypted or none."""
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(ENCRYPTED)
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OverflowError, OSError, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error


def part(package: ZipFile, name: str) -> bytes:
    """One part unpacked, b"" where there is none.

    Raises `Unreadable` for a part that is damaged, encrypted or larger than `LARGEST_PART`.
    """
    try:
        info = package.getinfo(name)
    except KeyError:
        return b""
    if info.flag_bits & 1:
        raise Unreadable(ENCRYPTED)
    size, ratio = BOMB
    if info.file_size > max(size, ratio * info.compress_size) or info.file_size > LARGEST_PART:
        raise Unreadable(TOO_LARGE)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unreadable(DAMAGED)
    try:
        with package.open(info) as file:
            return file.read(info.file_size)  # all there is may be more than it says
    except (BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise Unreadable(DAMAGED) from error


def parsed(xml: bytes) -> etree._Element:
    """The root of a part: no DTD, no entities, no network, no depth or amount without end."""
    xml = _plain(xml)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Unreadable(UNSAFE)
    if xml.count(b"<") + xml.count(b"=") > MOST_MARKS:
        raise Unreadable(TOO_LARGE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(_reason(str(error).lower())) from error
    except ValueError as error:
        raise Unreadable(DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(UNSAFE)
    return root


def _plain(xml: bytes) -> bytes:
    """A part so written that what is looked for in its bytes is found: UTF-16 becomes UTF-8.

    libxml2 fetches the document type that a part names even where it is told not to.
    """
    if xml.startswith(MARKS) or 0 in xml[:4]:
        try:
            text = xml.decode("utf-16" if xml.startswith(MARKS) else "utf-16-le")
        except UnicodeDecodeError as error:
            raise Unreadable(DAMAGED) from error
        xml = DECLARATION.sub(b"", text.encode("utf-8", "replace"), count=1)
    declared = DECLARATION.match(xml)
    encoding = ENCODING.search(declared[0]) if declared else None
    if (encoding and encoding[1].lower() not in ENCODINGS) or not BEGINNING.match(xml):
        raise Unreadable(DAMAGED)
    return xml


def _reason(error: str) -> str:
    if "depth" in error:
        return TOO_DEEP
    return TOO_LARGE if "limit" in error or "huge" in error or "too long" in error else DAMAGED


def main_part(package: ZipFile, usual: str) -> str:
    """The name of the part that holds the document itself, by its relationship or as is `usual`."""
    relationships = part(package, "_rels/.rels")
    if relationships:
        for relationship in parsed(relationships).iter(RELATIONSHIP):
            if relationship.get("Type", "").endswith(MAIN_PART):
                name = posixpath.normpath(relationship.get("Target", "").lstrip("/"))
                return name if name in package.namelist() else usual
    return usual
