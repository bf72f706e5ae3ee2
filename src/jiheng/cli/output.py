"""Where a result goes: a format to standard output or to a file, never half a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from jiheng.cli.inputs import refuse

Made = TypeVar("Made")


def format_option(known: tuple[str, ...], default: str) -> Any:
    """The option --format of a command that knows these formats."""
    words = f"输出格式；不写则按 -o 的扩展名，否则为 {default}。"
    return typer.Option("--format", metavar="|".join(known), help=words)


Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件而不是标准输出。")
]

Force = Annotated[bool, typer.Option("--force", help="目标文件已存在时覆盖。")]


def vacant(output: Path, *, force: bool) -> None:
    """Refuse a target that exists already, unless it may be overwritten."""
    if output.exists() and not force:
        refuse(f"{output} 已经存在；要覆盖请加 --force，或换一个文件名")


SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".md": "md",
    ".csv": "csv",
    ".parquet": "parquet",
    ".docx": "docx",
    ".pdf": "pdf",
}


def chosen(given: str | None, output: Path | None, known: tuple[str, ...], default: str) -> str:
    """The format that was asked for, or follows from the file's name; refuses an unknown one."""
    name = (given or "").lower() or (SUFFIXES.get(output.suffix.lower(), "") if output else default)
    if name not in known:
        wrong = given or f"文件名 {output}"
        refuse(f"不认得格式“{wrong}”，可用的有：{'、'.join(known)}")
    if name in ("xlsx", "parquet") and output is None:
        refuse(f"{name} 不能输出到屏幕，请用 -o 写明文件名")
    return name


def show(text: str, output: Path | None) -> None:
    """Text for people: in the terminal's encoding, or to a file."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write(text, output)


def write(data: str | bytes, output: Path | None) -> None:
    """Data in UTF-8 to standard output, or to a file."""
    raw = data.encode() if isinstance(data, str) else data
    if output is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    else:
        to_file(output, lambda path: path.write_bytes(raw))


def stream(output: Path | None, make: Callable[[Callable[[bytes], Any]], Made]) -> Made:
    """Let `make` write piece by piece to standard output, or to a file."""
    if output is None:
        made = make(sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
        return made

    def written(path: Path) -> Made:
        with path.open("wb") as file:
            return make(file.write)

    return to_file(output, written)


def to_file(output: Path, make: Callable[[Path], Made]) -> Made:
    """Let `make` write beside the target, then put it in place; refuses what cannot be written."""
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, suffix=output.suffix)
    except OSError as error:
        _refuse(output, error)
    os.close(handle)
    aside = Path(name)
    try:
        made = make(aside)
        aside.chmod(0o644)
        aside.replace(output)
    except OSError as error:
        _refuse(output, error)
    else:
        return made
    finally:
        aside.unlink(missing_ok=True)


def to_folder(output: Path) -> None:
    """Make a folder, with those above it; refuses where it cannot be made."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _refuse(output, error)


def _refuse(output: Path, error: OSError) -> NoReturn:
    if isinstance(error, FileNotFoundError):
        refuse(f"写不了 {output}：没有这个文件夹；请先建好文件夹，或换一个位置")
    if isinstance(error, PermissionError):
        refuse(f"写不了 {output}：没有写入权限；请检查权限，或关闭正在打开它的程序")
    if isinstance(error, (IsADirectoryError, NotADirectoryError)):
        refuse(f"写不了 {output}：位置不对；请写明一个文件名")
    refuse(f"写不了 {output}；请检查磁盘空间和文件夹是否可用")
