"""Where a result goes: a format to standard output or to a file, never half a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from jiheng.cli.inputs import refuse

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="text|json|html|xlsx|md|csv",
        help="输出格式；不写则按 -o 的扩展名，否则为 text。",
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件而不是标准输出。")
]

SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".md": "md",
    ".csv": "csv",
    ".parquet": "parquet",
}


def chosen(given: str | None, output: Path | None, known: tuple[str, ...], default: str) -> str:
    """The format that was asked for, or follows from the file's name; refuses an unknown one."""
    name = given or (SUFFIXES.get(output.suffix.lower(), "") if output else default)
    if name not in known:
        wrong = given or f"文件名 {output}"
        refuse(f"不认得格式“{wrong}”，可用的有：{'、'.join(known)}")
    if name in ("xlsx", "parquet") and output is None:
        refuse(f"{name} 不能输出到屏幕，请用 -o 写明文件名")
    return name


def write(data: str | bytes, output: Path | None) -> None:
    """Text or bytes to standard output, or to a file."""
    raw = data.encode() if isinstance(data, str) else data
    if output is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    else:
        to_file(output, lambda path: path.write_bytes(raw))


def to_file(output: Path, make: Callable[[Path], Any]) -> None:
    """Let `make` write beside the target, then put it in place; refuses what cannot be written."""
    aside = ""
    try:
        handle, aside = tempfile.mkstemp(dir=output.parent, suffix=output.suffix)
        os.close(handle)
        make(Path(aside))
        os.chmod(aside, 0o644)  # noqa: PTH101
        os.replace(aside, output)  # noqa: PTH105
    except OSError as error:
        if aside:
            Path(aside).unlink(missing_ok=True)
        refuse(f"写不了 {output}（{error.strerror}）；请检查文件夹是否存在、是否有写入权限")
