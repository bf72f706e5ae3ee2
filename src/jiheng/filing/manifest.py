"""A corpus in a folder: which files make it up, as its manifest says.

    _corpus.json                                 the manifest; replaced in one stroke
    _documents-0f3c….parquet                     the documents, one row each
    year=2021/region=云汀区/part-9a1b….parquet   the filings, `corpus.COLUMNS`

Files are named for their contents and never changed. What the manifest does not name is not part
of the corpus: so a reader sees it whole as it was, or whole as it is, and nothing in between.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import quote

import msgspec

from jiheng.filing.contract import Malformed

SCHEMA = "jiheng/corpus-2"
NAME = "_corpus.json"
UNFINISHED = ".unfinished"
"""The folder inside a corpus where a reading keeps what it has done so far."""
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
"""How a year that the form does not tell is written in a folder's name, by common convention."""
PLAIN = "".join(chr(code) for code in range(33, 127) if chr(code) not in "\"#%'*/:<=>?\\{}[]^|")


class Part(msgspec.Struct, frozen=True, order=True):
    """One file of filings of one fiscal year and one region."""

    file: str
    year: int | None
    region: str
    filings: int


class Manifest(msgspec.Struct, frozen=True, rename={"schema_": "schema"}):
    """What a corpus consists of; paths are relative to its folder, with forward slashes.

    `columns` tells which columns its filings have: digits that change with them.
    """

    schema_: str
    columns: str
    documents: str
    filings: int
    parts: tuple[Part, ...]


def is_corpus(folder: Path) -> bool:
    """Whether a folder is a corpus, or is becoming one."""
    return (folder / NAME).is_file() or (folder / UNFINISHED).is_dir()


def load(folder: Path) -> Manifest | None:
    """The manifest of a corpus; None where its first reading is not finished.

    Raises `Malformed` for a manifest that is none of ours, OSError where it cannot be opened.
    """
    try:
        return decoded((folder / NAME).read_bytes())
    except FileNotFoundError:
        return None


def decoded(data: bytes) -> Manifest:
    """A manifest from its bytes; raises `Malformed`."""
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"语料的清单 {NAME} 已损坏；请用 jiheng read 重新建立语料") from error
    if found.schema_ != SCHEMA:
        raise Malformed(f"语料由别的版本写成（{found.schema_}）；请用 jiheng read 重新建立语料")
    return found


def encode(columns: str, documents: str, parts: list[Part]) -> bytes:
    """The bytes of a manifest; the same parts give the same bytes."""
    made = Manifest(SCHEMA, columns, documents, sum(part.filings for part in parts), (*parts,))
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def partition(year: int | None, region: str) -> PurePosixPath:
    """The folder of a fiscal year's and a region's filings, inside the corpus."""
    shown = "".join(char if ord(char) > 127 else quote(char, safe=PLAIN) for char in region)
    if shown.endswith("."):
        shown = shown[:-1] + "%2E"  # Windows drops a dot at the end of a name
    return PurePosixPath(f"year={NO_YEAR if year is None else year}", f"region={shown}")
