"""`python -m benchmarks [PART...]`: run the measurements and print their tables."""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = (
    "cold",
    "warm",
    "loop",
    "million",
    "corpora",
    "likeness",
    "minhash",
    "rollup",
    "simulate",
    "reading",
    "papers",
)


def main(names: list[str]) -> None:
    """Run the named parts, or all; refuses a part that does not exist."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"没有这一项：{'、'.join(unknown)}；可用的有 {'、'.join(PARTS)}")
    for name in names or PARTS:
        import_module(f"benchmarks.{name}").run()


main(sys.argv[1:])
