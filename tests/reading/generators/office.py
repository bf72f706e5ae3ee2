"""LibreOffice as a renderer: many files opened and saved in many formats by one process.

A macro in a profile of its own works off a plan, so that the program starts once for a batch.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from jiheng.reading import office as libreoffice

OPENED = {
    ".html": "HTML (StarWriter)",
    ".fodt": "OpenDocument Text Flat XML",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".docx": "MS Word 2007 XML",
    ".xlsx": "Calc MS Excel 2007 XML",
}
"""Suffix -> the filter that opens it."""

WRITER = {
    "docx": "MS Word 2007 XML",
    "doc": "MS Word 97",
    "rtf": "Rich Text Format",
    "pdf": "writer_pdf_Export",
    "html": "HTML (StarWriter)",
}
CALC = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "pdf": "calc_pdf_Export",
    "html": "HTML (StarCalc)",
}
"""Suffix -> the filter that saves it, in the word processor and in the spreadsheet."""

MACRO = """
Sub Main
  Dim line As String
  On Error GoTo Failed
  f = FreeFile
  Open Environ("JIHENG_PLAN") For Input As #f
  Do While Not Eof(f)
    Line Input #f, line
    parts = Split(line, "|")
    If parts(0) = "open" Then
      doc = StarDesktop.loadComponentFromURL(parts(1), "_blank", 0, _
        Array(Named("Hidden", True), Named("FilterName", parts(2))))
    ElseIf parts(0) = "save" Then
      doc.storeToURL(parts(1), Array(Named("FilterName", parts(2))))
    Else
      doc.close(True)
    End If
  Loop
  Close #f
  Said("done")
  Exit Sub
Failed:
  Said(Error$ & " " & line)
End Sub

Sub Said(words)
  g = FreeFile
  Open Environ("JIHENG_PLAN") & ".said" For Output As #g
  Print #g, words
  Close #g
  StarDesktop.terminate()
End Sub

Function Named(name, value)
  Dim p As New com.sun.star.beans.PropertyValue
  p.Name = name
  p.Value = value
  Named = p
End Function
"""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD {1}">\n'
)
LIBRARY = "http://openoffice.org/2000/library"
BASIC = {
    "script.xlc": HEAD.format("library:libraries", 'OfficeDocument 1.0//EN" "libraries.dtd')
    + f'<library:libraries xmlns:library="{LIBRARY}" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<library:library library:name="Standard" xlink:type="simple" library:link="false"'
    ' xlink:href="$(USER)/basic/Standard/script.xlb/"/></library:libraries>',
    "Standard/script.xlb": HEAD.format("library:library", 'OfficeDocument 1.0//EN" "library.dtd')
    + f'<library:library xmlns:library="{LIBRARY}" library:name="Standard"'
    ' library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Work"/></library:library>',
    "Standard/Work.xba": HEAD.format("script:module", 'OfficeDocument 1.0//EN" "module.dtd')
    + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Work"'
    f' script:language="StarBasic">{escape(MACRO)}</script:module>',
}
"""The macro as a profile keeps it."""


class Job(NamedTuple):
    """A file to be opened, and what it is to be saved as: target -> filter."""

    source: Path
    targets: Mapping[Path, str]


def convert(jobs: Iterable[Job], folder: Path) -> None:
    """Work off some jobs; `folder` keeps the profile, so that a second batch starts faster."""
    office = libreoffice.program()
    assert office, "需要 libreoffice-writer 和 libreoffice-calc；make test 会装好它们"
    profile, plan = folder / "office", folder / "plan"
    said = plan.with_name("plan.said")
    plan.write_text("".join(f"{line}\n" for job in jobs for line in _lines(job)), "utf-8")
    said.unlink(missing_ok=True)
    command = [
        *(office, libreoffice.profile(profile, office, ()), "--headless", "--norestore"),
        *("--nologo", "--nolockcheck", "macro:///Standard.Work.Main"),
    ]
    for _ in range(3):  # the first start sets up the profile, and empties its library
        for name, text in BASIC.items():
            part = profile / "user" / "basic" / name
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, "utf-8")
        environment = {**os.environ, "JIHENG_PLAN": str(plan)}
        subprocess.run(command, env=environment, capture_output=True, check=False, timeout=240)
        if said.is_file():
            break
    words = said.read_text("utf-8", "replace") if said.is_file() else "没有运行"
    assert words.strip() == "done", words


def _lines(job: Job) -> Iterable[str]:
    yield f"open|{job.source.as_uri()}|{OPENED[job.source.suffix]}"
    for target, name in job.targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        yield f"save|{target.as_uri()}|{name}"
    yield "close"
