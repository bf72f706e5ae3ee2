"""Which format a document has, told by its content and never by its name."""

from __future__ import annotations

import codecs

from jiheng.reading.grid import Unreadable

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"PK\x03\x04", "Word、Excel 或压缩文件"),
    (b"PK\x05\x06", "空的压缩文件"),
    (b"Rar!", "RAR 压缩文件"),
    (b"7z\xbc\xaf", "7z 压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word、Excel 或 WPS 文件"),
    (b"{\\rtf", "RTF 文件"),
)

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CONTROL = frozenset(chr(code) for code in (*range(9), *range(14, 32), 127))
SAMPLE = 65_536


def decode(data: bytes) -> str:
    """The text of a plain-text document in UTF-8, UTF-16 or GB18030, with or without a mark.

    Raises `Unreadable` for an empty document, for another format and for bytes that are no text.
    """
    if not data.strip():
        raise Unreadable("文件是空的，没有任何内容；请确认保存成功后重新提供")
    for signature, name in SIGNATURES:
        if data.startswith(signature) and not _is_text(data):
            raise Unreadable(
                f"文件内容是{name}，不是纯文本，本版本还读不了；请另存为纯文本（.txt）后再试"
            )
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    encodings = [_utf16_without_mark(data), "utf-8", "gb18030"]
    for encoding in filter(None, encodings):
        try:
            return _decoded(data, encoding)
        except Unreadable:
            continue
    raise Unreadable("文件内容不是文字，或编码无法识别；请另存为 UTF-8 编码的纯文本（.txt）后再试")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("文件的文字编码已损坏；请重新保存后再试") from error
    if any(character in CONTROL for character in set(text[:SAMPLE])):
        raise Unreadable("文件里有大量不可见字符，不是纯文本；请另存为纯文本（.txt）后再试")
    return text


def _is_text(data: bytes) -> bool:
    try:
        _decoded(data, "utf-8")
    except Unreadable:
        return False
    return True


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 betrays itself by the zero bytes of its line ends and digits."""
    sample = data[:4096]
    if b"\x00" not in sample or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"
