"""Files of exports are kept for some days, and no longer."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.utils import timezone

from jiheng.web.exchange.models import Export, Making


def sweep() -> int:
    """Take away the files of exports whose time is over; how many there were."""
    over = Export.objects.filter(state=Making.READY, expires_at__lte=timezone.now())
    swept = 0
    for export in over.iterator(200):
        default_storage.delete(export.file.name)
        export.file.name, export.state = "", Making.EXPIRED
        export.save(update_fields=["file", "state"])
        swept += 1
    return swept
