"""An import begins: files through the gates, kept, and a task to read them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from jiheng.web.cycles.models import Cycle
from jiheng.web.events.chain import Actor, once, record
from jiheng.web.events.models import Done
from jiheng.web.exchange.gates import Given, passed
from jiheng.web.exchange.gates.kinds import FORMS
from jiheng.web.exchange.models import Import, Upload
from jiheng.web.exchange.storing import kept

ACCEPTED = (*FORMS, "zip")


def start(cycle: Cycle, given: Sequence[Given], actor: Actor, token: str) -> Import:
    """The import of some files into a round; a second click gives the first one's.

    Raises Refused where a gate stops one of the files; nothing is kept then.
    """
    from jiheng.web.exchange.tasks import read_import

    files = [passed(each, ACCEPTED) for each in given]
    try:
        with kept("imports", *(file.data for file in files)) as stored, transaction.atomic():
            done = _claimed(token, actor)
            batch = Import.objects.create(cycle=cycle, person=actor.person)
            for file, name in zip(files, stored, strict=True):
                Upload.objects.create(
                    batch=batch,
                    name=file.name,
                    kind=file.kind,
                    file=name,
                    size=len(file.data),
                    sha256=file.sha256,
                    notes=list(file.notes),
                )
            told = [{"name": file.name, "sha256": file.sha256} for file in files]
            record(batch.chain, "import", actor, after={"cycle": cycle.name, "files": told})
            done.outcome = {"import": batch.pk}
            done.save()
            read_import.enqueue(batch.pk)
    except Again as again:
        return Import.objects.get(pk=again.pk)
    return batch


def _claimed(token: str, actor: Actor) -> Done:
    new, done = once(token, actor.person)
    if not new:
        raise Again(done.outcome["import"])
    return done


class Again(Exception):
    """The same form was sent twice: the import that the first one made."""

    def __init__(self, pk: int) -> None:
        super().__init__(pk)
        self.pk = pk
