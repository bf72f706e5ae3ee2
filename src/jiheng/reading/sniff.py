"""Which format a document has, told by its content and never by its name."""

from __future__ import annotations

import codecs

from jiheng.reading.grid import Unreadable

WORDS = "Word 原件，或另存为纯文本（.txt）"
PICTURE = "Word 原件，或经文字识别后的纯文本（.txt）"

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "PDF 文件", WORDS),
    (b"\x89PNG", "PNG 图片", PICTURE),
    (b"\xff\xd8\xff", "JPEG 图片", PICTURE),
    (b"GIF8", "GIF 图片", PICTURE),
    (b"BM", "BMP 图片", PICTURE),
    (b"II*\x00", "TIFF 图片", PICTURE),
    (b"MM\x00*", "TIFF 图片", PICTURE),
    (b"PK\x03\x04", "Word、Excel 或压缩文件", "另存的纯文本（.txt）"),
    (b"PK\x05\x06", "空的压缩文件", "解压后的文件"),
    (b"Rar!", "RAR 压缩文件", "解压后的文件"),
    (b"7z\xbc\xaf", "7z 压缩文件", "解压后的文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word、Excel 或 WPS 文件", "另存的纯文本（.txt）"),
    (b"{\\rtf", "RTF 文件", "另存的纯文本（.txt）"),
)
"""How a format begins, its name, and what to hand in instead."""

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CONTROL = frozenset(chr(code) for code in (*range(9), *range(14, 32), 127))
SAMPLE = 65_536
LONGEST_CHARACTER = 4


def decode(data: bytes) -> str:
    """The text of a plain-text document in UTF-8, UTF-16 or GB18030, with or without a mark.

    Raises `Unreadable` for an empty document, for another format and for bytes that are no text.
    """
    if not data.strip():
        raise Unreadable("文件是空的，没有任何内容；请确认保存成功后重新提供")
    for signature, name, instead in SIGNATURES:
        if data.startswith(signature) and not _is_text(data):
            raise Unreadable(f"文件是{name}，不是纯文本，本版本还读不了；请提供{instead}")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _plain(_decoded(data, encoding))
    encodings = [_utf16_without_mark(data), "utf-8", "gb18030"]
    for encoding in filter(None, encodings):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8" and _is_mostly_utf8(data):
                return _plain(_decoded(data, encoding))
            continue
        return _plain(text)
    raise Unreadable("文件不是文字，或编码无法识别；请另存为 UTF-8 编码的纯文本（.txt）后再试")


def _decoded(data: bytes, encoding: str) -> str:
    """The text of some bytes; a last character cut in two is kept as U+FFFD."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if len(data) - error.start < LONGEST_CHARACTER:
            return data[: error.start].decode(encoding) + "\ufffd"
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        raise Unreadable(f"第{line}行的文字编码已损坏；请从原文件重新保存后再试") from error


def _plain(text: str) -> str:
    if any(character in CONTROL for character in set(text[:SAMPLE])):
        raise Unreadable("文件里有控制字符，不是纯文本；请从原文件另存为纯文本（.txt）后再试")
    return text


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            _plain(data.decode(encoding))
        except (UnicodeDecodeError, Unreadable):
            continue
        return True
    return False


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few that are damaged; other encodings fail everywhere."""
    text = data.decode("utf-8", "replace")
    return text.count("\ufffd") * 20 < sum(character > "\u07ff" for character in text)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 betrays itself by the zero bytes of its line ends and digits, all on one side."""
    if len(data) % 2:
        return None
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 50 < len(sample) // 2 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
