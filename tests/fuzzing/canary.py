"""What must never be touched: a file, and a port of this computer, that spoilt documents name."""

from __future__ import annotations

import tempfile
from pathlib import Path

FILE = Path(tempfile.gettempdir()) / "canary-of-jiheng.txt"
WORDS = "金丝雀没有叫"
"""What stands in the file; no document that is read may say it."""
PORT = 47_471
WRITTEN = Path(tempfile.gettempdir()) / "written-for-jiheng.txt"
"""Where spoilt documents ask that something be written."""

HERE = FILE.as_uri().encode()
THERE = b"http://127.0.0.1:%d/canary" % PORT
PATH = str(FILE).encode()
UP_AND_OUT = "../" * 12 + str(WRITTEN).lstrip("/")

ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "%s">]>' % HERE,
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "%s">]>' % THERE,
    b'<!DOCTYPE x SYSTEM "%s">' % THERE,
    b'<!DOCTYPE x SYSTEM "%s">' % HERE,
    b'<!DOCTYPE x [<!ENTITY %% p SYSTEM "%s"> %%p;]>' % HERE,
    b'<!DOCTYPE x [<!ENTITY b "bbbbbbbb"><!ENTITY a "' + b"&b;" * 1000 + b'">]>',
    b'<!DOCTYPE x [<!ENTITY l0 "lol">'
    + b"".join(
        b'<!ENTITY l%d "%s">' % (depth, b"&l%d;" % (depth - 1) * 10) for depth in range(1, 10)
    )
    + b'<!ENTITY a "&l9;">]>',
    b'<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
)
"""Document types that fetch, or that grow without end: the entity a is the way in."""
