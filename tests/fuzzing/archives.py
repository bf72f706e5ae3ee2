"""Packages (.docx, .xlsx) with something wrong about the zip itself: bombs, lies and odd names."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from tests.fuzzing import canary
from tests.fuzzing.bytewise import EDGES

Files = Mapping[str, bytes]
Pack = Callable[[Files, str, random.Random], bytes]
"""Packs some files; the name is that of the part that matters most."""

warnings.filterwarnings("ignore", "Duplicate name", UserWarning)

MEGABYTE = 1024 * 1024
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def packed(files: Files, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The files in a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def huge_ratio(files: Files, main: str, chance: random.Random) -> bytes:
    """A part blown up with white space, or with one element over and over."""
    size = chance.choice((9, 30, 63, 65, 200)) * MEGABYTE
    filling = chance.choice((b" ", b"\n", b"<a/>", b"<!-- -->"))
    xml = files[main]
    end = xml.rfind(b"</")
    return packed({**files, main: xml[:end] + filling * (size // len(filling)) + xml[end:]})


def huge_neighbour(files: Files, main: str, chance: random.Random) -> bytes:
    """A part that nobody needs, and a huge one."""
    name = chance.choice(("word/media/image1.png", "docProps/app.xml", "xl/media/a.bin", "x"))
    return packed({**files, name: bytes(chance.choice((20, 100)) * MEGABYTE)})


def nested(files: Files, main: str, chance: random.Random) -> bytes:
    """Zips in zips in the place of a part."""
    inner = packed(files)
    for _ in range(chance.choice((1, 5, 40))):
        inner = packed({f"{number}.zip": inner for number in range(chance.choice((1, 3)))})
        inner = inner[: 4 * MEGABYTE]
    return packed({**files, chance.choice((main, "word/a.docx", "a.zip")): inner})


def overlapping(files: Files, main: str, chance: random.Random) -> bytes:
    """Thousands of entries that all unpack the same bytes."""
    data = packed(files)
    place = data.rfind(END)
    (start,) = struct.unpack_from("<I", data, place + 16)
    entry = data[start : data.find(CENTRAL, start + 4)]
    times = chance.choice((10, 1_000, 20_000))
    more = entry * times
    count = min(0xFFFF, len(files) + times)
    size = place - start + len(more)
    end = data[place : place + 8] + struct.pack("<HHIIH", count, count, size, start, 0)
    return data[:place] + more + end


def same_name_twice(files: Files, main: str, chance: random.Random) -> bytes:
    """A part that is there twice, once as nonsense."""
    out = io.BytesIO()
    names = [main, chance.choice(list(files))]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            if name in names and chance.random() < 0.5:
                package.writestr(name, b"<nothing/>")
            package.writestr(name, data)
            if name in names:
                package.writestr(name, chance.choice((b"", b"<x", data[: len(data) // 2])))
    return out.getvalue()


def many_entries(files: Files, main: str, chance: random.Random) -> bytes:
    """A great many parts with nothing in them."""
    count = chance.choice((1_000, 30_000))
    more = {f"word/{number}.xml": b"" for number in range(count)}
    return packed({**more, **files}, zipfile.ZIP_STORED)


def odd_names(files: Files, main: str, chance: random.Random) -> bytes:
    """Parts that want to be unpacked somewhere else, or under names that are none."""
    name = chance.choice(
        (canary.UP_AND_OUT, str(canary.WRITTEN), "word/../../x", "a" * 60_000, "\\\\?\\x", "/")
    )
    return packed({**files, name: b"x"})


def false_sizes(files: Files, main: str, chance: random.Random) -> bytes:
    """Sizes, checksums, methods and places of the directory that are not so."""
    spoilt = bytearray(packed(files))
    heads = _heads(bytes(spoilt))
    for _ in range(chance.choice((1, 4))):
        place, offset, size = chance.choice(heads)
        value = chance.choice((0, 1, 12, 99, *EDGES, chance.getrandbits(32)))
        end = offset + size
        spoilt[place + offset : place + end] = (value & (256**size - 1)).to_bytes(size, "little")
    return bytes(spoilt)


def _heads(data: bytes) -> list[tuple[int, int, int]]:
    """Where each number of each head stands: place of the head, offset in it, size."""
    numbers = {
        LOCAL: ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)),
        CENTRAL: ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4)),
        END: ((4, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)),
    }
    found = []
    for mark, fields in numbers.items():
        place = data.find(mark)
        while place >= 0:
            found += [(place, offset, size) for offset, size in fields]
            place = data.find(mark, place + 4)
    return found


def other_method(files: Files, main: str, chance: random.Random) -> bytes:
    """Packed in ways that Office does not know."""
    return packed(files, chance.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED)))


def marked_encrypted(files: Files, main: str, chance: random.Random) -> bytes:
    """Says of a part that it needs a password."""
    spoilt = bytearray(packed(files))
    for place, offset, _ in _heads(bytes(spoilt)):
        if (bytes(spoilt[place : place + 4]), offset) in ((LOCAL, 6), (CENTRAL, 8)):
            spoilt[place + offset] |= 1
    return bytes(spoilt)


def endless(files: Files, main: str, chance: random.Random) -> bytes:
    """A part whose packed bytes unpack to far more than the directory says."""
    bomb = _bomb()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            if name != main:
                package.writestr(name, data)
    data = out.getvalue()
    place = data.rfind(END)
    _, _, count, _, size, start = struct.unpack_from("<HHHHII", data, place + 4)
    name = main.encode()
    numbers = struct.pack("<HHHIII", 8, 0, 0, 0, len(bomb), chance.choice((100, 5_000_000)))
    local = LOCAL + struct.pack("<HH", 20, 0) + numbers + struct.pack("<HH", len(name), 0) + name
    central = CENTRAL + struct.pack("<HHH", 20, 20, 0) + numbers
    central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, start) + name
    body = data[:start] + local + bomb
    end = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, size + len(central), len(body), 0)
    return body + data[start:place] + central + END + end


@cache
def _bomb() -> bytes:
    return zlib.compress(b" " * (200 * MEGABYTE), 9)[2:-4]


WAYS: Sequence[Pack] = (
    huge_ratio, huge_neighbour, nested, overlapping, same_name_twice, many_entries, odd_names,
    false_sizes, false_sizes, false_sizes, other_method, marked_encrypted, endless,
)  # fmt: skip
