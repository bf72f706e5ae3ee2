"""What the characters of symbol fonts show: the ticks, boxes and signs of many a form."""

from __future__ import annotations

SHOWN: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0xA1: "○", 0xA3: "○", 0xA8: "□",
        0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒",
        0x98: "●", 0x99: "○", 0xA2: "■", 0xA3: "□",
    },
    "webdings": {0x61: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"},
    "symbol": {
        0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠",
        0xBB: "≈", 0xBC: "…", 0xD6: "√",
    },
}  # fmt: skip
"""Font -> code of a character in it -> what it looks like."""

TICKS = frozenset("√✓✔V")
BOXES = frozenset("□☐○")
RINGS = frozenset("○◯△◇")

PRIVATE = range(0xF000, 0xF100)
"""Where Word puts the characters of a symbol font: the code in the font comes after U+F000."""

PRINTED_AS_THEY_ARE = frozenset(map(ord, "0123456789<>=+%(),./:;"))


def is_symbol_font(font: str) -> bool:
    """Whether letters in this font show as something else."""
    return font.lower() in SHOWN


def symbol(font: str, code: int) -> str:
    """What one character code shows in a font; where that is not known, the character itself."""
    place = code - PRIVATE.start if code in PRIVATE else code
    table = SHOWN.get(font.lower(), {})
    if place in table:
        return table[place]
    if font.lower() == "symbol" and place in PRINTED_AS_THEY_ARE:
        return chr(place)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""


def shown(font: str, text: str) -> str:
    """What a text shows in a font."""
    return "".join(symbol(font, ord(character)) for character in text)


def overstruck(instruction: str) -> str:
    """What Word's field for characters printed over one another shows: eq \\o\\ac(□,√) is a tick.

    "" for any other field.
    """
    name, _, rest = instruction.strip().partition("(")
    if not name.lower().replace(" ", "").startswith("eq\\o") or not rest:
        return ""
    parts = [part.strip() for part in rest.rstrip().removesuffix(")").replace("，", ",").split(",")]
    if any(part in "□☐○" for part in parts if part) and any(
        part in "√✓✔V" for part in parts if part
    ):
        return "☑"
    return "".join(part for part in parts if part not in ("○", "◯", "△", "◇"))
