"""Picture files of every kind and depth; what is damaged or absurd is refused in one sentence."""

import io
import os
import random
import struct
import zlib
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.fuzzing import bytewise
from tests.fuzzing.worker import is_plain

from jiheng.reading import apart, formats, image, optical, picture
from jiheng.reading.grid import Unreadable

SPOILT = int(os.environ.get("JIHENG_SPOILT_PICTURES", "40"))
"""How many spoilt pictures of each kind are opened."""


def sheet(width: int = 600, height: int = 900) -> Image.Image:
    """White paper with a black bar across the top."""
    found = Image.new("RGB", (width, height), "white")
    found.paste((0, 0, 0), (100, 50, 500, 110))
    return found


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def deep(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey."""
    return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)


def on_nothing(image: Image.Image) -> Image.Image:
    """Black on what is transparent."""
    found = Image.new("RGBA", image.size, (0, 0, 0, 0))
    found.paste((0, 0, 0, 255), (100, 50, 500, 110))
    return found


@pytest.mark.parametrize(
    ("change", "kind"),
    (
        (lambda image: image, "PNG"),
        (lambda image: image, "JPEG"),
        (lambda image: image, "BMP"),
        (lambda image: image.convert("CMYK"), "JPEG"),
        (lambda image: image.convert("1"), "TIFF"),
        (lambda image: image.convert("P"), "GIF"),
        (deep, "PNG"),
        (on_nothing, "PNG"),
    ),
    ids=("PNG", "JPEG", "BMP", "CMYK", "1 bit", "palette", "16 bits", "transparent"),
)
def test_paper_is_white_and_ink_is_black(
    change: Callable[[Image.Image], Image.Image], kind: str
) -> None:
    (page,) = picture.pages(saved(change(sheet()), kind))
    height, width = page.pixels.shape[:2]
    assert (height, width) == (1800, 1200)
    assert page.pixels[160, 600].max() < 30
    assert page.pixels[1000, 600].min() > 225
    assert 6 * 72 <= page.height <= 24 * 72


def test_turned_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = picture.pages(saved(sheet(), "JPEG", exif=exif))
    height, width = page.pixels.shape[:2]
    assert width > height
    assert page.width > page.height


def test_each_page_of_a_tiff() -> None:
    data = saved(sheet(), "TIFF", save_all=True, append_images=[sheet(), sheet()])
    assert picture.count(data) == 3
    assert len(list(picture.pages(data))) == 3


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is very large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        mark = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", mark)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "problem"),
    (
        (bomb(30_000, 30_000), "图片太大"),
        (bomb(12_000, 10_000), "图片太大（12000×10000 像素）"),
        (bomb(1, 1), "图片太小（1×1 像素）"),
        (bomb(900, 1200), "图片已损坏"),
        (saved(sheet(), "JPEG")[:2000], "图片已损坏"),
        (b"II*\0" + bytes(200), "图片已损坏"),
        (b"GIF89a", "图片已损坏"),
    ),
    ids=("bomb", "too large", "one pixel", "cut PNG", "cut JPEG", "hollow TIFF", "a GIF's head"),
)
def test_refused_in_one_sentence(data: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as refusal:
        list(picture.pages(data))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("kind", ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"))
def test_spoilt_pictures_are_opened_or_refused(kind: str) -> None:
    """Opened apart, as in a batch: what a library in C makes of them ends no more than that."""
    whole = saved(sheet(450, 600), kind)
    chance = random.Random(kind)
    for _ in range(SPOILT):
        data = chance.choice((*bytewise.ANY, bytewise.false_numbers))(whole, chance)
        try:
            pages = list(optical.pictures(data, apart.read))
        except Unreadable as refusal:
            assert is_plain(str(refusal))
        else:
            assert all(max(page.pixels.shape[:2]) <= image.LONGEST for page in pages)


def test_a_picture_is_opened_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(sheet(), "PNG")
    monkeypatch.setattr(Image, "open", refused)
    assert len(list(optical.pictures(data, apart.read))) == 1
    with pytest.raises(AssertionError):
        list(optical.pictures(data))


def refused(*_: object, **__: object) -> None:
    """In place of what opens a picture: not in this process."""
    raise AssertionError


@pytest.mark.parametrize(
    ("rows", "columns"), ((60_000, 50), (50, 60_000), (3_000, 51)), ids=("high", "wide", "a strip")
)
def test_a_strip_is_no_page(rows: int, columns: int) -> None:
    strip = saved(Image.new("RGB", (columns, rows), "white"), "PNG")
    with pytest.raises(Unreadable, match="太窄"):
        formats.grid(strip)


def test_noise_is_refused_before_it_is_recognised() -> None:
    squares = np.random.default_rng(1).integers(0, 256, (113, 80, 3), np.uint8)
    pixels = cv2.resize(squares, (2_400, 3_400), interpolation=cv2.INTER_NEAREST)
    with pytest.raises(Unreadable, match="认不清"):
        optical.seen(image.Picture(pixels, 595.0, 842.0))


def test_more_letters_than_a_page_holds() -> None:
    """Dots in rows without end would keep the recogniser busy for minutes."""
    pixels = np.full((3_400, 2_400, 3), 255, np.uint8)
    for top in range(20, 3_380, 26):
        for left in range(20, 2_380, 22):
            cv2.circle(pixels, (left, top), 9, (0, 0, 0), 2)
    with pytest.raises(Unreadable, match="密密麻麻"):
        optical.seen(image.Picture(pixels, 595.0, 842.0))
