"""Which documents some paths name: the files themselves, and those in folders and below."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from jiheng.filing import manifest

DOCUMENTS = (
    *(".txt", ".doc", ".docx", ".wps", ".rtf", ".xls", ".xlsx", ".et", ".csv", ".pdf", ".ofd"),
    *(".htm", ".html", ".mht", ".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"),
    *(".json", ".parquet", ".zip", ".rar", ".7z", ".pages", ".numbers", ".odt", ".ods"),
)
"""What is read in folders, by the end of the name, or named as what cannot be read."""
TRUTH = ".truth"
"""What stands before the ending of a list of known errors, which lies beside synthetic filings."""
NOT_REGULAR = "这不是普通文件，无法读取；请给出自评表文件或文件夹的路径"

Place = tuple[str, Path | str]
"""A path as it is shown, with its file or the folder of a corpus, or why there is neither."""


def places(paths: Iterable[str | Path]) -> Iterator[Place]:
    """The documents and corpora that some paths name; within a folder in the order of names."""
    for given in paths:
        path = Path(given)
        if not str(given):
            yield "", "路径是空的；请写明文件或文件夹的路径"
            continue
        try:
            kind = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield str(given), _no_path(error)
            continue
        if S_ISDIR(kind) and manifest.is_corpus(path):
            yield str(given), path
        elif S_ISDIR(kind):
            yield from _inside(path, str(given))
        elif S_ISREG(kind):
            yield str(given), path
        else:
            yield str(given), NOT_REGULAR


def _no_path(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "没有权限打开；请检查文件夹的权限后再试"
    if isinstance(error, FileNotFoundError):
        return "路径不存在；请检查文件名和所在文件夹是否写对"
    return "路径无效；请检查文件名是否写对"


def _inside(folder: Path, given: str) -> list[Place]:
    """The documents in a folder and in those below it, and the folders that cannot be opened."""
    closed: list[Place] = []

    def refused(error: OSError) -> None:
        closed.append((Path(error.filename).as_posix(), "文件夹打不开；请检查权限后再试"))

    found: list[Place] = []
    for place, below, names in os.walk(folder, onerror=refused):
        if manifest.NAME in names and manifest.is_corpus(Path(place)):
            below.clear()
            found.append((Path(place).as_posix(), Path(place)))
            continue
        below[:] = [name for name in below if not name.startswith(".")]
        files = (Path(place, name) for name in names if _is_document(name))
        found += [(file.as_posix(), file) for file in files]
    nothing = (given, "文件夹里没有文档；请确认路径，或把自评表放进这个文件夹")
    return sorted(found + closed, key=lambda each: Path(each[0])) or [nothing]


def _is_document(name: str) -> bool:
    """Whether a file in a folder is taken for a document; one that is named is always read."""
    path = Path(name)
    beside = name.startswith((".", "~$")) or Path(path.stem).suffix == TRUTH
    return path.suffix.lower() in DOCUMENTS and not beside
