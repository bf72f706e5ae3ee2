"""The way to the recogniser of pictures, which is an extra: jiheng[ocr]."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jiheng.reading.image import Picture, numbered

if TYPE_CHECKING:
    from jiheng.reading.painted import Painted

NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL", "numpy")

Apart = Callable[[Callable[[bytes], Any], bytes], Any]


def here(work: Callable[[bytes], Any], data: bytes) -> Any:
    """What `work(data)` returns, in this process."""
    return work(data)


Track = Callable[[Iterable[Any], int], Iterable[Any]]

track: ContextVar[Track] = ContextVar("track", default=lambda pages, total: pages)
"""What is handed the pages of a scan as they are recognised, and their number, to show progress."""


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(find_spec(name) is not None for name in NEEDED)


def pictures(data: bytes, apart: Apart = here) -> Iterator[Picture]:
    """The pages of a picture file, one after another, their numbers handed through `track`.

    `apart(work, data)` opens the file, in another process if it likes. Raises `Unreadable` for a
    damaged, absurdly large or small picture.
    """
    from jiheng.reading import picture

    count = apart(picture.count, data)
    for number in track.get()(range(count), count):
        yield apart(picture.page, numbered(number, data))


def seen(picture: Picture) -> Painted:
    """What a picture of a page shows; the recogniser is loaded when first needed."""
    from jiheng.reading.seen import painted

    return painted(picture)
