"""A form's template: a Word file in which fields are named, {{项目名称}}, filled in with filings.

A row that names a field of an indicator, or of a fund, is written once for each of them; in it the
cells of 一级指标 and 二级指标 are merged while they say the same. A row or a line whose fields all
have a question mark, {{评价结论？}}, is left out where none of them says anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from jiheng.filing.model import Filing
from jiheng.reading import package
from jiheng.reading.grid import Unreadable
from jiheng.rulebook import Rulebook
from jiheng.writing.official import fields
from jiheng.writing.official.markup import (
    BODY,
    CELL,
    PARAGRAPH,
    ROW,
    SECTION,
    TABLE,
    TEXT,
    merge_downwards,
    page_break,
    set_text,
    small_line,
)

BODY_PART = "word/document.xml"
FIELD = re.compile(r"\{\{\s*([^{}：:？?]+?)\s*([？?]?)\s*(?:[：:]([^{}]*))?\}\}")
"""A field's name; a question mark where its row or line is left out when it says nothing; and the
options of a choice."""
STILL = (1980, 1, 1, 0, 0, 0)
"""The date of every part in the package: the same filings give the same bytes."""
NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


Closing = Callable[[Filing], str]
"""What stands on the last line of a filing's form; "" for no such line."""


def unclosed(filing: Filing) -> str:
    """No closing line."""
    return ""


class TemplateError(Exception):
    """A template cannot be used; the message says what is wrong with it and how to mend it."""


@dataclass(frozen=True)
class Template:
    """A template, unpacked: its parts by name, and the tree of its body."""

    parts: tuple[tuple[str, bytes], ...]
    root: etree._Element

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields that it names."""
        return frozenset(_names(self.root))

    def filled(self, filings: Iterable[Filing], closing: Closing = unclosed) -> etree._Element:
        """The body with a form for each filing, each from a new page, and its closing line."""
        root = deepcopy(self.root)
        body = _body(root)
        blank = [child for child in body if child.tag != SECTION]
        for child in blank:
            body.remove(child)
        sections = list(body)
        for number, filing in enumerate(filings):
            body.extend([page_break()] if number else [])
            for child in map(deepcopy, blank):
                body.append(child)
                _fill(child, filing, self.names)
            if line := closing(filing):
                body.append(small_line(line))
        body.extend(sections)
        return root

    def document(self, filings: Iterable[Filing], closing: Closing = unclosed) -> bytes:
        """The Word file of some filings."""
        return self.of(self.filled(filings, closing))

    def of(self, root: etree._Element) -> bytes:
        """The Word file with a body that was filled in."""
        body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return packed((n, body if n == BODY_PART else data) for n, data in self.parts)


def _body(root: etree._Element) -> etree._Element:
    """The body of a document; raises TemplateError where it has none."""
    body = root.find(BODY)
    if body is None:
        raise TemplateError("这不是 Word 文档；请用 Word 或 WPS 另存为 .docx")
    return body


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A package of some parts by name; the same parts give the same bytes."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in parts:
            about = ZipInfo(name, STILL)
            about.compress_type = ZIP_DEFLATED
            archive.writestr(about, data)
    return made.getvalue()


def of_rulebook(rulebook: Rulebook) -> Template:
    """The template of a rulebook's form."""
    return _shipped(rulebook.template)


@lru_cache(maxsize=16)
def _shipped(name: str) -> Template:
    return opened((files("jiheng.writing.official") / f"templates/{name}.docx").read_bytes())


def from_file(path: Path) -> Template:
    """The template in a file; raises TemplateError where it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TemplateError(f"模板 {path} 打不开；请检查路径和权限") from error
    try:
        return opened(data)
    except TemplateError as error:
        raise TemplateError(f"模板 {path}：{error}") from error


def opened(data: bytes) -> Template:
    """A template from the bytes of a Word file; raises TemplateError."""
    try:
        with package.opened(data) as archive:
            parts = tuple((name, package.part(archive, name)) for name in archive.namelist())
        root = package.parsed(dict(parts).get(BODY_PART, b""))
    except Unreadable as error:
        raise TemplateError(f"{error}") from error
    names = set(_names(_body(root)))
    unknown = sorted(names.difference(fields.known()))
    if unknown:
        wrong = "、".join(f"{{{{{name}}}}}" for name in unknown)
        raise TemplateError(f"没有这样的栏目：{wrong}；可用的有：{'、'.join(fields.known())}")
    if not names:
        raise TemplateError("没有写明任何栏目；请在要填的地方写上 {{项目名称}} 这样的栏目名")
    return Template(parts, root)


def _names(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter(PARAGRAPH):
        yield from (hit[1] for hit in FIELD.finditer(_text(paragraph)))


def _text(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(TEXT))


def left_out(template: Template, filing: Filing) -> list[str]:
    """The fields of a filing that say something, for which the template has no place."""
    printed = template.names | {name for name in fields.SAME if fields.SAME[name] <= template.names}
    values = fields.of_filing(filing, template.names)
    inside = [fields.of_fund(line) for line in filing.budget.lines]
    inside += [fields.of_indicator(filing, indicator) for indicator in filing.indicators]
    told = [name for each in (values, *inside) for name, text in each.items() if text.strip()]
    told += [name for name, field in fields.CHOICES.items() if getattr(filing, field)]
    return [
        name for name in dict.fromkeys(told) if name not in printed and name not in fields.DERIVED
    ]


# Filling in


def _fill(block: etree._Element, filing: Filing, printed: frozenset[str]) -> None:
    """Fill in a block; every paragraph once, so that no text of a filing is taken for a field."""
    values = fields.of_filing(filing, printed)
    _leave_out(block, values | {n: getattr(filing, f) for n, f in fields.CHOICES.items()})
    rows = {row: _repeating(row, filing) for row in block.iter(ROW)}
    repeated = {row: each for row, each in rows.items() if each is not None}
    inside = {paragraph for row in repeated for paragraph in row.iter(PARAGRAPH)}
    for paragraph in list(block.iter(PARAGRAPH)):
        if paragraph not in inside:
            _fill_in(paragraph, values, filing)
    for row, each in repeated.items():
        _repeat(row, [values | own for own in each], filing)


def _leave_out(block: etree._Element, told: Mapping[str, object]) -> None:
    """Remove the rows, and the line, that are to stand only where they say something."""
    for piece in [block] if block.tag == PARAGRAPH else list(block.iter(ROW)):
        named = [hit for p in piece.iter(PARAGRAPH) for hit in FIELD.finditer(_text(p))]
        if named and all(hit[2] and not told.get(hit[1]) for hit in named):
            _remove(piece)
    if block.tag == TABLE and block.find(ROW) is None:
        _remove(block)


def _repeating(row: etree._Element, filing: Filing) -> list[dict[str, str]] | None:
    """What a row is written for: a fund, an indicator; None for a row that stands once."""
    names = set(_names(row))
    if names & {fields.GROUP, *fields.INDICATOR}:
        return [fields.of_indicator(filing, indicator) for indicator in filing.indicators]
    if names & fields.FUND.keys():
        return [fields.of_fund(line) for line in filing.budget.lines]
    return None


def _repeat(row: etree._Element, each: list[dict[str, str]], filing: Filing) -> None:
    """Write a row for each of some values in place of the template's, its levels merged."""
    levels = [
        (place, name)
        for place, cell in enumerate(row.iter(CELL))
        for name in _names(cell)
        if name in fields.MERGED
    ]
    made = []
    for values in each:
        copy = deepcopy(row)
        for paragraph in list(copy.iter(PARAGRAPH)):
            _fill_in(paragraph, values, filing)
        row.addprevious(copy)
        made.append(list(copy.iter(CELL)))
    _remove(row)
    for place, name in levels:
        keys = [fields.MERGED[name](indicator) for indicator in filing.indicators]
        merge_downwards([cells[place] for cells in made], keys)


def _fill_in(paragraph: etree._Element, values: Mapping[str, str], filing: Filing) -> None:
    """Put texts in place of the fields that a paragraph names; a name may stand in several runs."""
    nodes = list(paragraph.iter(TEXT))
    text = "".join(node.text or "" for node in nodes)
    if "{{" not in text:
        return
    for hit in reversed(list(FIELD.finditer(text))):
        if hit[1] in fields.CHOICES:
            options = tuple(filter(None, re.split(r"[、\s]+", hit[3] or "")))
            _replace(nodes, hit.span(), fields.choice(filing, hit[1], options))
        else:
            _replace(nodes, hit.span(), values.get(hit[1], ""))
    for node in nodes:
        set_text(node, node.text or "")


def _replace(nodes: list[etree._Element], span: tuple[int, int], text: str) -> None:
    """Put a text in place of the characters of a span that runs over the texts of some nodes."""
    text = NOT_XML.sub("", text)
    start, end = span
    at = 0
    for node in nodes:
        here = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(here))
        at += len(here)
        if first < last:
            node.text = here[:first] + text + here[last:]
            text = ""
