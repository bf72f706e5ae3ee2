"""The documents of an import, one after another, in the background."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import msgspec
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from jiheng.reading.grid import Unreadable
from jiheng.web.exchange.gates import archive, passed_bytes
from jiheng.web.exchange.gates.kinds import FORMS
from jiheng.web.exchange.gates.refusal import Stopped
from jiheng.web.exchange.importing.matching import match, projects_for
from jiheng.web.exchange.importing.seeing import Seen, Task, seen
from jiheng.web.exchange.importing.understood import understood
from jiheng.web.exchange.models import Import, ImportedForm, Likeness, Reading, Upload
from jiheng.web.exchange.storing import kept

NOTHING = "压缩文件里没有可以读取的文件；请把自评表放进去再导入"
LONGEST = 300


def read(pk: int) -> None:
    """Read what waits in an import; done again after a fall, it goes on where it stopped."""
    batch = Import.objects.select_related("cycle", "person").get(pk=pk)
    for upload in batch.uploads.filter(state=Reading.WAITING, kind="zip"):
        unpack(upload)
    for upload in batch.uploads.filter(state=Reading.WAITING).exclude(kind="zip"):
        found = seen(Task(upload.name, Path(default_storage.path(upload.file.name)), upload.kind))
        keep(upload, found)
    Import.objects.filter(pk=pk, finished_at=None).update(finished_at=timezone.now())


def unpack(upload: Upload) -> None:
    """The files of an archive as uploads of their own, each through the gates; all or none."""
    with default_storage.open(upload.file.name) as file:
        opened = archive.opened(file.read())
    with ExitStack() as stack, transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if upload.state != Reading.WAITING:
            return
        members = list(archive.members(opened))
        for member in members:
            row = Upload(batch_id=upload.batch_id, archive=upload, name=member.name[:LONGEST])
            try:
                data = archive.contents(opened, member)
                file = passed_bytes(member.name, data, FORMS)
            except (Stopped, Unreadable) as error:
                row.state, row.problem = Reading.UNREADABLE, str(error)[:500]
            else:
                (row.file.name,) = stack.enter_context(kept("imports", file.data))
                row.kind, row.size, row.sha256 = file.kind, len(file.data), file.sha256
                row.notes = list(file.notes)
            row.save()
        upload.state = Reading.UNPACKED if members else Reading.UNREADABLE
        upload.problem = "" if members else NOTHING
        upload.save()


def keep(upload: Upload, found: Seen) -> None:
    """Keep what was read of a document: its forms, matched to projects, and what it shows."""
    grid = [] if found.grid is None else [msgspec.json.encode(found.grid)]
    with kept("imports", *grid) as names, transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if upload.state != Reading.WAITING:
            return
        upload.state, upload.problem = found.document.status, found.document.problem[:500]
        upload.pages = [list(page) for page in found.pages]
        upload.grid.name = names[0] if names else ""
        upload.save()
        batch = upload.batch
        projects = projects_for(batch.person, batch.cycle)
        taken = set(
            ImportedForm.objects.filter(upload__batch=batch)
            .exclude(project=None)
            .values_list("project", flat=True)
        )
        for number, columns in enumerate(understood(found.filings), 1):
            project, likeness = match(columns["content"], projects)
            if project is not None and project.pk in taken and likeness == Likeness.SIMILAR:
                project, likeness = None, Likeness.NONE
            taken |= {project.pk} if project is not None else set()
            ImportedForm.objects.create(
                upload=upload, number=number, project=project, likeness=likeness, **columns
            )
