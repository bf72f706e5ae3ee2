"""The texts of one form by field, before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiheng.filing.model import Leftover, Source
from jiheng.reading.grid import Cell, Paragraph

Texts = dict[str, tuple[str, Source]]
"""Field -> its text as read, and where it stands."""

NOWHERE = ("", Source())


@dataclass
class Field:
    """What stands in one field: its pieces from top to bottom, and where the first begins."""

    source: Source
    pieces: list[str] = field(default_factory=list)


@dataclass
class Placed:
    """The texts of one form by field.

    `columns` and `edge` are the open table's header cells and the number of its columns, `shared`
    its merged cells that go on below the last row, and over how many rows; `begun` says that the
    last row was its header.
    """

    fields: dict[str, Field] = field(default_factory=dict)
    funds: list[tuple[str, Texts]] = field(default_factory=list)
    indicators: list[Texts] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    prompts: list[Leftover] = field(default_factory=list)
    columns: dict[str, Cell] = field(default_factory=dict)
    edge: int = 0
    shared: dict[str, tuple[tuple[str, Source], int]] = field(default_factory=dict)
    section: str = "head"
    begun: bool = False

    def put(self, name: str, text: str, source: Source) -> None:
        """Add a text to a field."""
        here = self.fields.setdefault(name, Field(source))
        if text.strip():
            if not here.pieces:
                here.source = source
            here.pieces.append(text.strip("\n"))

    def text(self, name: str) -> str:
        """All that stands in a field, piece below piece; "" where there is nothing."""
        return "\n".join(self.fields[name].pieces) if name in self.fields else ""

    def filled(self, name: str) -> bool:
        """Whether anything stands in a field."""
        return name in self.fields and bool(self.fields[name].pieces)

    def leave(self, name: str, cell: Cell | Paragraph) -> None:
        """Keep a text that no field takes."""
        if cell.text.strip():
            self.leftovers.append(Leftover(name, cell.text.strip(), cell.source))
