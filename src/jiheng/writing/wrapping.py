"""Breaking Chinese text into lines by its width on screen, as a typesetter would."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text

NEVER_FIRST = frozenset("，。；：、！？）】》」』〉”’…—％%,.;:!?)]}")
NEVER_LAST = frozenset("（【《「『〈“‘([{≥≤＞＜><")


def wrapped(text: Text, width: int) -> list[Text]:
    """The text as lines of at most `width` cells, in time linear in its length.

    Words, and numbers with what they count, stay whole unless one is wider than a line; no line
    begins with a closing or ends with an opening mark.
    """
    lines = text.divide(_breaks(text.plain, max(width, 2)))
    for line in lines:
        line.rstrip()
    return [line for line in lines if line.plain.strip()]


def flowed(pieces: Iterable[Text], width: int) -> list[Text]:
    """Several pieces one after the other, two spaces apart; only a piece too long is broken."""
    lines: list[Text] = []
    for piece in pieces:
        if lines and cell_len(lines[-1].plain) + 2 + cell_len(piece.plain) <= width:
            lines[-1] = lines[-1] + Text("  ") + piece
        else:
            lines += wrapped(piece, width)
    return lines


def padded(text: Text, width: int) -> Text:
    """The text followed by as many spaces as make it `width` cells wide."""
    return text + Text(" " * max(width - cell_len(text.plain), 0))


def _breaks(text: str, width: int) -> list[int]:
    offsets: list[int] = []
    start = used = allowed = 0
    for position, character in enumerate(text):
        if position and _may_break(text[position - 1], character):
            allowed = position
        cells = cell_len(character)
        while used + cells > width and position > start:
            start = allowed if allowed > start else position
            offsets.append(start)
            used = cell_len(text[start:position])
        used += cells
    return offsets


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return before == " " or not (before.isdigit() or (_in_word(before) and _in_word(after)))


def _in_word(character: str) -> bool:
    return character in "−+-./_" or (character.isalnum() and cell_len(character) == 1)
