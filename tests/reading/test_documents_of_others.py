"""What installed programs ship as examples and templates: read, or refused in a sentence."""

from __future__ import annotations

import re
import sysconfig
from itertools import islice
from pathlib import Path

from jiheng.reading import documents

PLACES = (
    Path(sysconfig.get_path("purelib")),
    Path("/usr/lib/libreoffice/share"),
    Path("/usr/share/libreoffice"),
)
SUFFIXES = frozenset(
    ".docx .dotx .doc .dot .rtf .xlsx .xlsm .xltx .xls .pdf .ott .odt .ots .ods .otp .odp"
    " .htm .html .mht".split()
)
MOST = 12
"""Documents of each kind that are read."""


def found() -> list[Path]:
    """Documents by their suffix, wherever something is installed; not one of them is ours."""
    kinds: dict[str, list[Path]] = {}
    for place in PLACES:
        for path in sorted(place.rglob("*")):
            if path.suffix in SUFFIXES and "jiheng" not in path.parts and path.is_file():
                kinds.setdefault(path.suffix, []).append(path)
    return [path for paths in kinds.values() for path in islice(paths, MOST)]


def test_each_is_read_or_refused_in_one_sentence() -> None:
    paths = found()
    assert paths
    for path in paths:
        batch = documents.read_bytes(path.read_bytes(), path.name)
        (document,) = batch.documents
        assert document.status in ("read", "partly", "unreadable"), path
        if document.status == "unreadable":
            assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*", document.problem), path
            assert not re.search(r"Error|Traceback|None|/usr|site-packages", document.problem)
        for filing in batch.filings:
            assert filing.indicators or filing.project, path
