"""What is written looks as the gallery shows it: its pictures are taken again and compared.

Compared are blocks of pixels, so that another rendering of the same letters makes no difference,
and a column, a line or a highlight that is missing does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from docs.pictures import HERE, TARGET, WAYS, Pictures
from PIL import Image, ImageChops, ImageFilter

BLOCK = 16
"""Pixels to a side of what is compared."""
SIZE = 0.02
"""The share by which width and height may differ."""
MEAN, WORST = 3.0, 16.0
"""Shades of 255: how far all blocks may differ on average, and how far the hundredth worst."""


def blocks(picture: Image.Image, size: tuple[int, int]) -> np.ndarray:
    small = (max(size[0] // BLOCK, 1), max(size[1] // BLOCK, 1))
    return np.asarray(picture.convert("RGB").resize(small, Image.Resampling.BOX), dtype=float)


def difference(taken: Image.Image, kept: Image.Image) -> tuple[float, float]:
    """How far two pictures differ: the blocks' mean, and the worst but one in a hundred."""
    apart = np.abs(blocks(taken, kept.size) - blocks(kept, kept.size)).max(axis=2)
    return float(apart.mean()), float(np.percentile(apart, 99))


def alike(taken: Image.Image, kept: Image.Image) -> bool:
    sides = zip(taken.size, kept.size, strict=True)
    if any(abs(one - other) > SIZE * other for one, other in sides):
        return False
    mean, worst = difference(taken, kept)
    return mean <= MEAN and worst <= WORST


def kept(name: str) -> Image.Image:
    return Image.open(TARGET / f"{name}.png").convert("RGB")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_it_looks_as_the_gallery_shows_it(way: Callable[[Path], Pictures], tmp_path: Path) -> None:
    taken = way(tmp_path)
    wrong = {
        name: (picture.size, difference(picture, kept(name)))
        for name, picture in taken.items()
        if not alike(picture, kept(name))
    }
    assert taken
    assert wrong == {}, "python docs/pictures.py 重拍；先看新图对不对"


def test_the_gallery_shows_every_picture_and_no_other() -> None:
    shown = set(re.findall(r"images/([\w-]+)\.png", (HERE / "gallery.md").read_text("utf-8")))
    assert shown == {path.stem for path in TARGET.glob("*.png")}


# That it can fail, and does not for nothing

NAMES = sorted(path.stem for path in TARGET.glob("*.png"))


@pytest.mark.parametrize("name", NAMES)
def test_other_letters_of_the_same_text_pass(name: str) -> None:
    picture = kept(name)
    assert alike(picture.filter(ImageFilter.GaussianBlur(0.7)), picture)
    assert alike(ImageChops.offset(picture, 1, 0), picture)


def blanked(picture: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    made = picture.copy()
    width, height = picture.size
    sides = (width, height, width, height)
    made.paste("white", tuple(int(s * b) for s, b in zip(sides, box, strict=True)))
    return made


SPOILT: dict[str, Callable[[Image.Image], Image.Image]] = {
    "moved down by a line": lambda p: ImageChops.offset(p, 0, 12),
    "moved aside": lambda p: ImageChops.offset(p, 12, 0),
    "a column missing": lambda p: blanked(p, (0.62, 0.15, 0.74, 0.75)),
    "the middle missing": lambda p: blanked(p, (0.1, 0.3, 0.9, 0.5)),
    "narrower": lambda p: p.resize((int(p.width * 0.9), p.height)),
    "blank": lambda p: Image.new("RGB", p.size, "white"),
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("name", ["official", "annotated", "batch", "form", "rollup", "report"])
def test_a_spoilt_picture_fails(name: str, how: str) -> None:
    picture = kept(name)
    assert not alike(SPOILT[how](picture), picture), difference(SPOILT[how](picture), picture)
