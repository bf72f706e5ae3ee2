"""Plain-text dumps (.txt) spoilt at random."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fuzzing.bytewise import ANY, Way

from examples import make

SIGNS = (
    "\t", "\n", "\n\n", "\r", "\r\n", "\t\t\t\t", " | ", "|", "\v", "\f", "\x85", "\u2028",
    "\u3000", "\ufeff", "\u202e", "\U00020000", "（", "）", "：", "项目名称", "\t项目名称\n",
    "总分", "一级指标", "\n\n\t", "1e999", "９９９", "%", "≥", "０", "-", "壹佰万", "备注", "附件",
)  # fmt: skip


def originals() -> list[bytes]:
    """Dumps of one form and of several, in several encodings."""
    forms = sorted(make.forms(), key=lambda form: len(make.render(form)))
    one, many = make.render(forms[0]), "".join(map(make.render, forms[:4]))
    piped = one.replace("\n\t", " | ")
    codes = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be")
    return [text.encode(code) for text in (one, many, piped) for code in codes]


def with_signs(data: bytes, chance: random.Random) -> bytes:
    """Signs that mean something where they mean nothing."""
    text = _text(data)
    for _ in range(chance.choice((1, 10, 100))):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(SIGNS) * chance.choice((1, 1, 5)) + text[place:]
    return text.encode("utf-8", "replace")


def without_signs(data: bytes, chance: random.Random) -> bytes:
    """All of one sign gone, or in the place of another."""
    return _text(data).replace(chance.choice(SIGNS), chance.choice(("", *SIGNS))).encode()


def lines_in_disorder(data: bytes, chance: random.Random) -> bytes:
    """The same lines, some of them somewhere else."""
    lines = _text(data).split("\n")
    for _ in range(chance.choice((1, 10, len(lines)))):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return "\n".join(lines).encode()


def multiplied(data: bytes, chance: random.Random) -> bytes:
    """A line, or a sign, without end."""
    text = _text(data)
    lines = text.split("\n")
    what = chance.choice((chance.choice(lines) + "\n", chance.choice(SIGNS), text))
    times = min(chance.choice((100, 10_000, 300_000)), 1_000_000 // max(1, len(what)))
    place = chance.randrange(len(text) + 1)
    return (text[:place] + what * times + text[place:]).encode()


def other_encoding(data: bytes, chance: random.Random) -> bytes:
    """Written in one encoding and marked, or continued, as another."""
    text = _text(data)
    codes = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32", "big5", "utf-7")
    first, second = (text.encode(chance.choice(codes), "ignore") for _ in range(2))
    mark = chance.choice((b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    place = chance.randrange(len(first) + 1)
    return mark + first[:place] + second[place:]


def _text(data: bytes) -> str:
    codes = ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "gb18030")
    for code in codes:
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-16-be", "replace")


WAYS: Sequence[Way] = (
    *ANY, with_signs, with_signs, without_signs, lines_in_disorder, multiplied, other_encoding,
)  # fmt: skip


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A dump spoilt in some way, and the name of the way."""
    way = chance.choice(WAYS)
    return way.__name__, way(chance.choice(whole), chance)
