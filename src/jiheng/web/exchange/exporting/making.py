"""An export's file, made in the background."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

import jiheng
from jiheng.filing.batch import Batch
from jiheng.filing.model import Filing as Form
from jiheng.rulebook import RulebookError
from jiheng.web.cycles.rulebooks import rulebook_of
from jiheng.web.exchange.exporting.choosing import selected
from jiheng.web.exchange.exporting.kinds import KINDS
from jiheng.web.exchange.exporting.listing import render_list
from jiheng.web.exchange.gates.names import cleaned
from jiheng.web.exchange.models import Export, Making
from jiheng.web.exchange.storing import kept
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing
from jiheng.web.filings.sheet import template_of
from jiheng.web.organisations.asking import RELATED
from jiheng.web.signing.models import Signature
from jiheng.web.signing.printed import line_of
from jiheng.writing.official.template import TemplateError
from jiheng.writing.official.typeset import NotTypeset
from jiheng.writing.official.write import write
from jiheng.writing.reports.make import on_batch

DAYS = 7
"""How long a file is kept."""
BROKEN = "制作时程序出错，没有做成；请再试一次，仍然不行请联系系统管理员"


def make(pk: int) -> None:
    """Make the file of an export, once; what cannot be made is said in the export itself."""
    export = Export.objects.select_related("cycle", "person").get(pk=pk)
    if export.state != Making.WAITING:
        return
    kind = KINDS[export.kind]
    with TemporaryDirectory(prefix="jiheng-") as folder:
        target = Path(folder) / f"export.{kind.ending}"
        try:
            WAYS[export.kind](export, target)
        except (RulebookError, TemplateError, NotTypeset) as error:
            _failed(export, str(error))
            return
        except Exception:  # whatever it is, people are told, and it goes on to the log
            _failed(export, BROKEN)
            raise
        _ready(export, target.read_bytes())


def _ready(export: Export, data: bytes) -> None:
    title = KINDS[export.kind].title.partition("（")[0]
    name = f"{export.cycle} {title} {timezone.localtime():%Y%m%d-%H%M}.{KINDS[export.kind].ending}"
    with kept("exports", data) as (stored,), transaction.atomic():
        export.file.name, export.name, export.size = stored, cleaned(name), len(data)
        export.state = Making.READY
        export.expires_at = timezone.now() + timedelta(days=DAYS)
        export.save()


def _failed(export: Export, words: str) -> None:
    export.state, export.problem = Making.FAILED, words[:500]
    export.save()


def _filings(export: Export) -> Iterator[Filing]:
    found = selected(export.person, export.cycle, export.wanted)
    yield from found.select_related(*RELATED, "unit__parent", "changed_by").iterator(500)


def _forms(export: Export) -> list[Form]:
    """The filings as the core has them, named by unit and project."""
    return [
        contents.filing_of(filing.content, f"{filing.unit}/{filing.project}/{filing.pk}")
        for filing in _filings(export)
    ]


# The kinds


def _list(export: Export, target: Path) -> None:
    render_list(_filings(export), target)


def _document(export: Export, target: Path) -> None:
    filings = list(_filings(export))
    forms = [contents.filing_of(filing.content, str(filing.pk)) for filing in filings]
    write(forms, target, template_of(export.cycle), _closing(filings))


def _closing(filings: Iterable[Filing]) -> Callable[[Form], str]:
    """The line below each signed form, by the form's id."""
    signed = Signature.objects.filter(filing__in=[f.pk for f in filings], voided_at=None)
    lines = {str(signature.filing_id): line_of(signature) for signature in signed}
    return lambda form: lines.get(form.id, "")


def _archive(export: Export, target: Path) -> None:
    """A Word file for each filing, in a folder for each unit."""
    form, taken = template_of(export.cycle), set[str]()
    filings = list(_filings(export))
    closing = _closing(filings)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for filing in filings:
            one = target.with_name("form.docx")
            write([contents.filing_of(filing.content, str(filing.pk))], one, form, closing)
            name = "/".join(map(_part, (filing.unit.name, filing.project.name)))
            if name in taken:
                name = f"{name}（{filing.project.code or filing.pk}）"
            taken.add(name)
            zipped.write(one, f"{name}.docx")


def _part(name: str) -> str:
    """A name as one part of a path."""
    return cleaned(name.replace("/", "_").replace("\\", "_"))


def _report(export: Export, target: Path) -> None:
    batch, rulebook = Batch.of(_forms(export)), rulebook_of(export.cycle)
    checked = jiheng.check(batch, rulebook).report
    on_batch(checked, jiheng.rollup(batch, "unit", rulebook).report(), target)


WAYS: dict[str, Callable[[Export, Path], None]] = {
    "list": _list,
    "forms": _archive,
    "document": _document,
    "report": _report,
    "findings": _report,
}
"""How each kind of export is made."""
