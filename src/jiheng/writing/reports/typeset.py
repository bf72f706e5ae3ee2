"""A report as PDF."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from jiheng.writing.official.typeset import compiler, fonts
from jiheng.writing.reports.content import Block

SOURCE = Path(__file__).parent / "report.typ"


def render(blocks: Iterable[Block]) -> bytes:
    """The PDF of a report; raises NotTypeset where this machine cannot make one."""
    told = [{"kind": type(block).__name__.lower()} | asdict(block) for block in blocks]
    inputs = {"blocks": json.dumps(told, ensure_ascii=False), "fonts": fonts()}
    made: bytes = compiler(SOURCE).compile(format="pdf", sys_inputs=inputs)
    return made
