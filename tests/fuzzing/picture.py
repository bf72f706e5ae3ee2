"""Pictures of pages (.png .jpg .tif, image-only PDF) spoilt at random, their bytes or their ink."""

from __future__ import annotations

import io
import random
import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image
from tests.fuzzing.bytewise import ANY, Way, false_numbers
from tests.reading.generators import pdf as printer
from tests.reading.generators import scan

from examples import make

Picture = Any

TOP = 0.15
"""The share of a page that is shown: a few rows take a fraction of the time to recognise."""
LARGE = (3_400, 2_400)
"""Rows and columns of a page at 300 dpi, as many as are ever looked at."""
STYLE = "@page { margin: 10mm } body { font-size: 8pt }"
LETTERS = "Q8B3%5R2W7&K9"


def page() -> Picture:
    """The upper part of a form, at 200 dpi."""
    form = min(make.forms(), key=lambda form: len(make.render(form)))
    with tempfile.TemporaryDirectory(prefix="jiheng-") as folder:
        data = printer.printed(printer.html([form], STYLE), Path(folder))
    shown = scan.pictures(data)[0]
    return np.ascontiguousarray(shown[: round(TOP * len(shown))])


def originals() -> list[bytes]:
    """A part of a form in every kind of file, well and badly scanned."""
    whole = page()
    worn = scan.scan(whole, scan.sealed(0.5, 0.5), scan.skewed(1.5), scan.noisy(10))
    return [
        scan.saved([whole], ".png"),
        scan.saved([worn], ".jpg"),
        scan.saved([whole, worn], ".tif"),
        scan.saved([whole], ".bmp"),
        in_pdf(worn),
    ]


def in_pdf(picture: Picture) -> bytes:
    """A PDF of one page that is a picture."""
    file, then = io.BytesIO(), time.gmtime(0)
    rgb = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    rgb.save(file, "PDF", resolution=scan.DPI, creationDate=then, modDate=then)
    return file.getvalue()


# What a page may show that is none


def noise(chance: random.Random) -> Picture:
    """Every pixel as it comes, grey or in colours, in squares of some size."""
    size, colours = chance.choice((1, 2, 4, 12, 30)), chance.choice((1, 3))
    rows, columns = (side // size for side in LARGE)
    made = np.random.default_rng(chance.randrange(2**32))
    squares = made.integers(0, 256, (rows, columns, colours), np.uint8)
    whole = cv2.resize(squares, LARGE[::-1], interpolation=cv2.INTER_NEAREST)
    return whole if colours == 3 else cv2.cvtColor(whole, cv2.COLOR_GRAY2BGR)


def specks(chance: random.Random) -> Picture:
    """Dust all over."""
    share = chance.choice((0.001, 0.01, 0.1))
    dust = np.random.default_rng(chance.randrange(2**32)).random(LARGE) < share
    return np.where(dust[..., None], np.uint8(0), np.full((*LARGE, 3), 255, np.uint8))


def lines(chance: random.Random) -> Picture:
    """Ruling lines without end, cells with or without letters in them."""
    whole, step = np.full((*LARGE, 3), 255, np.uint8), chance.choice((14, 30, 60, 100))
    for thick in range(2):
        whole[thick::step] = 0
        if chance.random() < 0.8:
            whole[:, thick::step] = 0
    if step > 30 and chance.random() < 0.5:
        for row in range(step - 8, LARGE[0], step):
            for column in range(8, LARGE[1], step):
                _put(whole, chance.choice(LETTERS), column, row, step / 70)
    return whole


def print_without_end(chance: random.Random) -> Picture:
    """Letters from edge to edge."""
    whole, step = np.full((*LARGE, 3), 255, np.uint8), chance.choice((16, 24, 36, 60, 90))
    for row in range(step, LARGE[0], step):
        _put(whole, LETTERS * (1_500 // step), 8, row, step / 45)
    return whole


def dots(chance: random.Random) -> Picture:
    """Rings in rows."""
    whole, step = np.full((*LARGE, 3), 255, np.uint8), chance.choice((20, 30, 60))
    for row in range(20, LARGE[0] - 20, step):
        for column in range(20, LARGE[1] - 20, step):
            cv2.circle(whole, (column, row), step // 3, (0, 0, 0), 2)
    return whole


def red(chance: random.Random) -> Picture:
    """Ink of a seal all over."""
    whole = np.full((*LARGE, 3), 255, np.uint8)
    for _ in range(chance.choice((1, 5, 40))):
        at = (chance.randrange(LARGE[1]), chance.randrange(LARGE[0]))
        cv2.circle(whole, at, chance.randrange(50, 1_500), scan.SEAL_RED, chance.choice((-1, 20)))
    return whole


def _put(whole: Picture, text: str, column: int, row: int, size: float) -> None:
    cv2.putText(whole, text, (column, row), cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 1)


SHOWN: tuple[Callable[[random.Random], Picture], ...] = (
    *(noise, specks, lines, print_without_end, dots, red),
)


def shown(_: bytes, chance: random.Random) -> bytes:
    """A page that is full of something else than a form, in some kind of file."""
    whole = chance.choice(SHOWN)(chance)
    kind = chance.choice((".png", ".jpg", ".tif", ".pdf"))
    return in_pdf(whole) if kind == ".pdf" else scan.saved([whole], kind)


# Files that say what is not so


def bomb(_: bytes, chance: random.Random) -> bytes:
    """A small PNG that says it is large, with as much to unpack or with nothing."""
    across, down = (chance.choice((1, 400, 8_000, 30_000, 2**31 - 1)) for _ in range(2))
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", across, down, 8, 0, 0, 0, 0))
    held = min(across * down + down, chance.choice((9, 10**7)))
    body = _chunk(b"IDAT", zlib.compress(bytes(held)))
    return b"\x89PNG\r\n\x1a\n" + head + body + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    mark = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", mark)


def narrow(data: bytes, chance: random.Random) -> bytes:
    """A page of absurd proportions."""
    sides = chance.choice((50, 400, 60_000)), chance.choice((50, 400, 1_500))
    whole = np.full((*sides, 3), 255, np.uint8)
    _put(whole, LETTERS, 5, 40, 1.0)
    return scan.saved([whole if chance.random() < 0.5 else whole.swapaxes(0, 1).copy()])


RARE: tuple[Way, ...] = (shown, shown, bomb, narrow)


def spoil(whole: Sequence[bytes], chance: random.Random) -> tuple[str, bytes]:
    """A picture spoilt in some way, and the name of the way."""
    way = chance.choice((*ANY, *ANY, *ANY, false_numbers, false_numbers, *RARE))
    return way.__name__, way(chance.choice(whole), chance)
