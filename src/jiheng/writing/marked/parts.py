"""The parts of an Office package while something is added to it: links, kinds, what is new."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from jiheng.reading import package
from jiheng.writing.official.template import STILL

TYPES = "[Content_Types].xml"
TYPES_URI = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS_URI = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass
class Parts:
    """A package: its parts by name, in their order and under their dates."""

    infos: Sequence[ZipInfo]
    data: dict[str, bytes]
    main: str
    new: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: bytes, usual: str) -> Parts:
        """The parts of a package whose main part is usually named `usual`; raises `Unreadable`."""
        with package.opened(data) as archive:
            infos = archive.infolist()
            parts = {info.filename: package.part(archive, info.filename) for info in infos}
            return cls(infos, parts, package.main_part(archive, usual))

    def packed(self) -> bytes:
        """The package, new parts behind the old ones."""
        made = BytesIO()
        with ZipFile(made, "w") as archive:
            for info in self.infos:
                about = ZipInfo(info.filename, info.date_time)
                about.compress_type, about.external_attr = info.compress_type, info.external_attr
                archive.writestr(about, self.data[info.filename])
            for name in self.new:
                about = ZipInfo(name, STILL)
                about.compress_type = ZIP_DEFLATED
                archive.writestr(about, self.data[name])
        return made.getvalue()

    def add(self, name: str, data: bytes) -> None:
        """A part, new or in place of the old one of its name."""
        if name not in self.data:
            self.new.append(name)
        self.data[name] = data

    def free(self, pattern: str) -> str:
        """The first name of a pattern such as word/comments{}.xml that no part has."""
        names = (pattern.format(number or "") for number in count())
        return next(name for name in names if name not in self.data)

    def linked(self, source: str, kind: str) -> str | None:
        """The part to which another has a link of some kind."""
        for link in self._links(source):
            if link.get("Type", "").endswith(f"/{kind}"):
                return _target(source, link.get("Target", ""))
        return None

    def target(self, source: str, name: str) -> str | None:
        """The part to which another's link of some id leads."""
        for link in self._links(source):
            if link.get("Id") == name:
                return _target(source, link.get("Target", ""))
        return None

    def link(self, source: str, kind: str, target: str) -> str:
        """A new link from a part to another; its id."""
        links = _links_of(source)
        old = (
            self.data.get(links) or f'<Relationships xmlns="{LINKS_URI}"></Relationships>'.encode()
        )
        used = set(re.findall(rb"Id=[\"']([^\"']+)[\"']", old))
        number = 1
        while f"jiheng{number}".encode() in used:
            number += 1
        piece = (
            f'<Relationship xmlns="{LINKS_URI}" Id="jiheng{number}" '
            f'Type="{OFFICE_LINKS}/{kind}" Target="/{target}"/>'
        )
        self.add(links, before_end(old, piece))
        return f"jiheng{number}"

    def declare(self, name: str, kind: str) -> None:
        """The content type of a part."""
        piece = f'<Override xmlns="{TYPES_URI}" PartName="/{name}" ContentType="{kind}"/>'
        self.data[TYPES] = before_end(self.data[TYPES], piece)

    def declare_ending(self, ending: str, kind: str) -> None:
        """The content type of all parts with an ending, unless it is declared."""
        if f'Extension="{ending}"'.encode() not in self.data[TYPES]:
            piece = f'<Default xmlns="{TYPES_URI}" Extension="{ending}" ContentType="{kind}"/>'
            self.data[TYPES] = before_end(self.data[TYPES], piece)

    def _links(self, source: str) -> list[etree._Element]:
        xml = self.data.get(_links_of(source), b"")
        return list(package.parsed(xml)) if xml else []


def _links_of(source: str) -> str:
    folder, _, base = source.rpartition("/")
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _target(source: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))


def before_end(xml: bytes, piece: str) -> bytes:
    """The XML with a piece as the last child of its root."""
    end = xml.rfind(b"</")
    if end >= 0:
        return xml[:end] + piece.encode() + xml[end:]
    end = xml.rindex(b"/>")
    name = re.findall(r"<([A-Za-z_][\w:.-]*)", xml.decode("utf-8", "replace"))[0]
    return xml[:end] + f">{piece}</{name}>".encode()
