"""Pictures of lines of text into letters, by the model that ships with rapidocr.

Each letter comes with how sure the model is of it and what else it may be: what is doubtful is
never passed off as certain.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from multiprocessing import parent_process
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from jiheng.reading.grid import Unreadable
from jiheng.reading.image import NOT_INSTALLED

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""Or onnxruntime writes into the home directory and calls its maker. Read when it is imported."""

import onnxruntime  # noqa: E402 - as told above

Array = Any

MODEL = "*rec*.onnx"
HEIGHT = 48
"""Pixels: how high the model wants a line."""
STEP = 8
"""Pixels: the model looks at a line in steps of this width."""
NARROWEST, WIDEST = 64, 2_400
"""Pixels: a line is filled up to, or pressed into, this width."""
AT_ONCE = 300
"""Steps: how much goes through the model together; more costs memory and saves no time."""
SURE = 0.99
"""A letter of this probability has no other readings."""
SAME = {"☐": "□", "√": "☑", "✓": "☑", "✔": "☑", "⼝": "口", "·": ".", "—": "-", "－": "-"}
POSSIBLE = 0.01
"""The least probability of another reading."""


class Letter(NamedTuple):
    """A letter: where its middle lies, as a share of the width of the picture, and how sure it is.

    `others` is what may stand there instead, likely ones first: "" for nothing, and the letter
    with another one behind it.
    """

    text: str
    middle: float
    sure: float
    others: tuple[str, ...] = ()


def read(lines: Sequence[Array]) -> list[list[Letter]]:
    """The letters of each line, from grey pictures, a bit higher than the letters in them.

    Raises `Unreadable` where the model is missing.
    """
    found: list[list[Letter]] = [[] for _ in lines]
    session, letters = _model()
    name = session.get_inputs()[0].name
    for numbers, batch in _batches(lines):
        (chances,) = session.run(None, {name: batch})
        for number, line in zip(numbers, chances, strict=True):
            found[number] = list(_letters(line, letters, _share(lines[number], batch.shape[3])))
    return found


@cache
def _model() -> tuple[Any, Sequence[str]]:
    """The session and its letters; the first of them stands for none."""
    package = find_spec("rapidocr")
    folder = Path(package.origin).parent if package and package.origin else Path()
    models = sorted(folder.glob(f"models/{MODEL}"))
    if not models:
        raise Unreadable(NOT_INSTALLED)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        str(models[-1]), options, providers=["CPUExecutionProvider"]
    )
    listed = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    return session, ["", *listed, " "]


def _threads() -> int:
    """All processors for one process; one for each of several that read side by side."""
    return 1 if parent_process() is not None else 0


def _width(line: Array) -> int:
    height, width = line.shape[:2]
    return int(min(max(1, round(width * HEIGHT / max(height, 1))), WIDEST))


def _share(line: Array, padded: int) -> float:
    """How much of the width that the model saw the line takes up."""
    return _width(line) / padded


def _batches(lines: Sequence[Array]) -> Iterator[tuple[list[int], Array]]:
    """Lines of like width together, filled up to the same one."""
    order = sorted(range(len(lines)), key=lambda number: _width(lines[number]))
    waiting: list[int] = []
    for number in order:
        width = _padded(_width(lines[number]))
        if waiting and (len(waiting) + 1) * width // STEP > AT_ONCE:
            yield waiting, _stacked([lines[n] for n in waiting])
            waiting = []
        waiting.append(number)
    if waiting:
        yield waiting, _stacked([lines[n] for n in waiting])


def _padded(width: int) -> int:
    return max(NARROWEST, -(-width // 16) * 16)


def _stacked(lines: list[Array]) -> Array:
    width = _padded(max(map(_width, lines)))
    found = np.zeros((len(lines), 3, HEIGHT, width), np.float32)
    for place, line in zip(found, lines, strict=True):
        own = _width(line)
        way = cv2.INTER_AREA if line.shape[0] > 1.5 * HEIGHT else cv2.INTER_LINEAR
        place[:, :, :own] = cv2.resize(line, (own, HEIGHT), interpolation=way) / 127.5 - 1
    return found


def _letters(chances: Array, letters: Sequence[str], share: float) -> Iterator[Letter]:
    """The letters of a line: where the likeliest stays the same from step to step, it is one."""
    best = chances.argmax(axis=1)
    steps = len(best)
    top = chances[np.arange(steps), best]
    at = 0
    while at < steps:
        end = at + 1
        while end < steps and best[end] == best[at]:
            end += 1
        if best[at]:
            peak = at + int(top[at:end].argmax())
            middle = min(((at + end) / 2) / steps / share, 1.0)
            text, sure = letters[best[at]], float(top[peak])
            if sure < SURE:
                yield _doubted(text, middle, chances[peak], letters)
            else:
                yield Letter(text, middle, sure)
        at = end


def _doubted(text: str, middle: float, chances: Array, letters: Sequence[str]) -> Letter:
    """A letter that may be another; those that mean the same are one, full-width or not."""
    sure, others = 0.0, []
    possible = np.flatnonzero(chances > POSSIBLE).tolist()
    for number in sorted(possible, key=lambda n: -chances[n])[:6]:
        other = letters[number]
        if meaning(other) == meaning(text):
            sure += float(chances[number])
        else:
            others.append(other)
    return Letter(text, middle, min(sure, 1.0), tuple(others))


def meaning(letter: str) -> str:
    """What letters have in common that mean the same: （ and (, ☐ and □."""
    return SAME.get(letter) or unicodedata.normalize("NFKC", letter)
