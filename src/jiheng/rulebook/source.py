"""Where rulebooks lie: the editions that come with jiheng, and the folders of the user."""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiheng.rulebook.problem import Problem, RulebookError

EDITIONS = Path(__file__).with_name("editions")
PRACTICE = Path(__file__).with_name("practice.toml")
FOLDERS = "JIHENG_RULEBOOKS"


@dataclass(frozen=True, slots=True)
class Source:
    """One rulebook file as read: its name for messages, its path, its tables."""

    label: str
    path: Path
    raw: dict[str, Any]


def read(path: Path) -> Source:
    """Read one TOML file; RulebookError where it is missing, no UTF-8 or no TOML."""
    label = f"{path.name}（内置）" if path.parent in (EDITIONS, PRACTICE.parent) else str(path)

    def refuse(message: str, mend: str) -> RulebookError:
        return RulebookError([Problem(label, "", message, mend)])

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise refuse("没有这个文件", "请核对路径和文件名") from None
    except IsADirectoryError:
        raise refuse("这是文件夹，不是文件", "请写出其中某个 .toml 文件") from None
    except UnicodeDecodeError:
        raise refuse("不是 UTF-8 编码的文本", "请用文本编辑器另存为 UTF-8") from None
    except (OSError, ValueError):
        raise refuse("文件打不开", "请核对路径和读取权限") from None
    try:
        return Source(label, path, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise refuse(*_syntax(str(error))) from None
    except (RecursionError, ValueError):
        raise refuse(
            "不合 TOML 写法，嵌套过深或数字过长", "请照 docs/rulebooks.md 的示例书写"
        ) from None


def _syntax(error: str) -> tuple[str, str]:
    place = re.search(r"line (\d+), column (\d+)", error)
    where = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
    if "overwrite" in error or "twice" in error:
        return f"{where}的键或表写了两遍", "请只留一处"
    return f"{where}不合 TOML 写法", "请检查这里的引号、等号和方括号"


def user_folders() -> tuple[Path, ...]:
    """List the folders named in the environment variable JIHENG_RULEBOOKS."""
    return tuple(Path(part) for part in os.environ.get(FOLDERS, "").split(os.pathsep) if part)


def files(folder: Path) -> tuple[Path, ...]:
    """List the rulebook files of a folder by name; RulebookError where it is no folder."""
    if not folder.is_dir():
        mend = f"请核对路径，或改正环境变量 {FOLDERS}"
        raise RulebookError([Problem(str(folder), "", "没有这个文件夹", mend)])
    return tuple(sorted(folder.glob("*.toml")))


def shipped() -> tuple[str, ...]:
    """List the ids of the editions that come with jiheng."""
    return tuple(path.stem for path in files(EDITIONS))


def find(rulebook: str, beside: Path | None = None) -> Path | None:
    """Find the file of an id: among the shipped editions, beside a file, in the user's folders."""
    if rulebook in shipped():
        return EDITIONS / f"{rulebook}.toml"
    folders = ((beside,) if beside else ()) + user_folders()
    return next((path for path, name in _named(folders) if name == rulebook), None)


def user_ids() -> tuple[str, ...]:
    """List the ids found in the user's folders."""
    return tuple(name for _, name in _named(user_folders()))


def _named(folders: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    for path in (path for folder in folders for path in files(folder)):
        try:
            name = read(path).raw.get("id")
        except RulebookError:
            continue
        if isinstance(name, str):
            yield path, name
