from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from jiheng.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"


class Done(NamedTuple):
    """How a call ended: its exit status, its standard output and its standard error."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.out)


Call = Callable[..., Done]


@pytest.fixture
def jiheng(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    """The command, called as `jiheng("check", path, stdin=b"")`."""

    def call(*words: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["jiheng", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            main()
        said = capsysbinary.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return Done(code, said.out, said.err.decode())

    return call


@pytest.fixture(scope="session")
def collection() -> Path:
    return EXAMPLES / "2021年度自评表汇编.txt"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A folder with one form that is quite right."""
    folder = tmp_path / "自评表"
    folder.mkdir()
    shutil.copy(EXAMPLES / "示范.txt", folder / "好.txt")
    return folder
