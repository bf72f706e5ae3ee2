"""What can be done to the bytes of any document."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Sequence

Way = Callable[[bytes, random.Random], bytes]

EDGES = (0, 1, 3, 0x7FFF, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200)) if data else 0):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A part missing."""
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randrange(len(data) + 1) :]


def broken_off(data: bytes, chance: random.Random) -> bytes:
    """The end missing, as when a download stops."""
    return data[: chance.randrange(len(data) + 1)]


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A part more than once."""
    start = chance.randrange(len(data) + 1)
    end = start + chance.randrange(min(4000, len(data)) + 1)
    return data[:end] + data[start:end] * chance.choice((1, 3, 30)) + data[end:]


def moved(data: bytes, chance: random.Random) -> bytes:
    """A part somewhere else."""
    start = chance.randrange(len(data) + 1)
    end = start + chance.randrange(min(4000, len(data)) + 1)
    rest = data[:start] + data[end:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + data[start:end] + rest[place:]


def zeroed(data: bytes, chance: random.Random) -> bytes:
    """A part that was never written, as on a disk that was full."""
    start = chance.randrange(len(data) + 1)
    length = min(len(data) - start, chance.choice((16, 512, 4096)))
    return data[:start] + bytes(length) + data[start + length :]


def false_numbers(data: bytes, chance: random.Random) -> bytes:
    """Lengths and places made large, small or circular, in the head more often than elsewhere."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 5, 30)) if len(data) > 8 else 0):
        end = chance.choice((min(512, len(data)), len(data))) - 4
        place = chance.randrange(end) // 2 * 2
        if chance.random() < 0.5:
            struct.pack_into("<I", spoilt, place, chance.choice(EDGES))
        else:
            struct.pack_into("<H", spoilt, place, chance.choice(EDGES) & 0xFFFF)
    return bytes(spoilt)


ANY: Sequence[Way] = (flipped, cut, broken_off, repeated, moved, zeroed)
