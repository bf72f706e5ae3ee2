"""Whether all signatures are as they were made: their chain, their rows, what they signed."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.web.events.chain import breaks
from jiheng.web.events.models import Event
from jiheng.web.filings import content as contents
from jiheng.web.signing.models import Signature
from jiheng.web.signing.sealing import CHAIN


def problems() -> Iterator[str]:
    """A sentence for everything that does not hold, in the order of the chain."""
    for found in breaks(CHAIN):
        yield f"签批链：{found.problem}"
    links = Event.objects.filter(chain=CHAIN)
    told = {link.pk: link for link in links.filter(action="sign")}
    voided = {link.after["code"] for link in links.filter(action="void")}
    for signature in (
        Signature.objects.select_related("version", "event").order_by("pk").iterator(chunk_size=500)
    ):
        link = told.pop(signature.event_id, None)
        if link is None or link.after != signature.facts:
            yield f"签批 {signature.code}：登记的内容与签批链不一致"
        if (signature.voided_at is not None) != (signature.code in voided):
            yield f"签批 {signature.code}：有效与否的登记与签批链不一致"
        if contents.sha256(signature.version.content) != signature.sha256:
            yield f"签批 {signature.code}：签过的内容被改动过"
    for link in told.values():
        yield f"签批 {link.after['code']}：签批链里有，登记不见了"
