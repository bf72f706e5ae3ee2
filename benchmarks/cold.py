"""The 16-form file checked from a cold start, as a whole process."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.tiles import EXAMPLES
from benchmarks.timing import seconds, table

FLOOR = "import polars, pydantic, typer, rich, msgspec"


def run(runs: int = 5) -> None:
    """Print the median against a process that only imports what any such program needs."""
    forms = str(EXAMPLES / "2021年度自评表汇编.txt")
    check = [sys.executable, "-m", "jiheng", "check", forms, "--format", "json"]
    whole = seconds(lambda: subprocess.run(check, capture_output=True, check=False), runs)
    bare = [sys.executable, "-c", FLOOR]
    floor = seconds(lambda: subprocess.run(bare, capture_output=True, check=True), runs)
    table(
        "冷启动：整个进程检查 16 份表",
        ("", "秒", "比"),
        (
            ("jiheng check（16 份，JSON）", f"{whole:.2f}", f"{whole / floor:.2f}"),
            ("只引入同样的库", f"{floor:.2f}", "1"),
        ),
    )
