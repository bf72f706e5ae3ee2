"""What in a file could act by itself when somebody opens it: told, and never run here."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.reading import compound, package

MACRO = "含有宏（{}）；系统不会运行它，下载后打开时请不要启用宏"
OBJECT = "含有嵌入的对象（{}）；下载后请不要双击打开"
OUTSIDE = "含有外部链接（{}）；系统不会访问它，打开时请不要更新链接"
SCRIPT = "含有脚本或自动动作（{}）；打开时请不要允许运行"
LONGEST = 60
MOST = 5
"""Places that are named of each sort."""
HYPERLINK = "/hyperlink"
OLD_MACROS = ("Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT")
OLD_OBJECTS = ("ObjectPool", "\x01Ole10Native", "Package")
IN_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def notes(kind: str, data: bytes) -> list[str]:
    """A sentence for each sort of active content in a file that has passed the other gates."""
    if kind in ("docx", "xlsx", "pptx"):
        return list(_in_package(data))
    if kind in ("doc", "xls", "ppt"):
        return list(_in_compound(data))
    if kind == "rtf" and b"\\objdata" in data:
        return [OBJECT.format("objdata")]
    if kind == "pdf":
        found = [mark.decode()[1:] for mark in IN_PDF if mark in data]
        return [SCRIPT.format("、".join(found))] if found else []
    return []


def _in_package(data: bytes) -> Iterator[str]:
    opened = package.opened(data)
    names = opened.namelist()
    for words, mark in ((MACRO, "vbaproject.bin"), (OBJECT, "/embeddings/"), (OBJECT, "/activex/")):
        found = [name for name in names if mark in name.lower()]
        if found:
            yield words.format(_some(found))
    outside = [
        relationship.get("Target", "")
        for name in names
        if name.endswith(".rels")
        for relationship in package.parsed(package.part(opened, name)).iter(package.RELATIONSHIP)
        if relationship.get("TargetMode") == "External"
        and not relationship.get("Type", "").endswith(HYPERLINK)
    ]
    if outside:
        yield OUTSIDE.format(_some(outside))
    document = package.part(opened, "word/document.xml")
    if b"DDEAUTO" in document or b" DDE " in document:
        yield SCRIPT.format("DDE 域")


def _in_compound(data: bytes) -> Iterator[str]:
    names = compound.names(data)
    for words, marks in ((MACRO, OLD_MACROS), (OBJECT, OLD_OBJECTS)):
        found = [mark for mark in marks if mark in names]
        if found:
            yield words.format(_some(found))


def _some(found: list[str]) -> str:
    plain = ["".join(c for c in name if c.isprintable())[:LONGEST] for name in found[:MOST]]
    return "、".join(plain) + ("等" if len(found) > MOST else "")
