"""Changing the tree of places; each change with its event."""

from __future__ import annotations

from typing import Any

from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.models import INSIDE, Kind, Place


def kinds_inside(place: Place) -> list[Kind]:
    """What kinds of places may lie in a place."""
    return [kind for kind, parents in INSIDE.items() if place.kind in parents]


def add(parent: Place, kind: str, name: str, code: str, actor: Actor) -> Place:
    """A new place inside of another; raises Refused where it does not belong or is there."""
    if kind not in kinds_inside(parent):
        raise Refused(f"{parent.get_kind_display()}下面不能设{Kind(kind).label}")
    _free(parent, name)
    place = Place.objects.create(parent=parent, kind=kind, name=name, code=code)
    record(_chain(place), "add", actor, after=_told(place))
    return place


def rename(place: Place, name: str, code: str, actor: Actor) -> None:
    """Another name and code for a place; raises Refused where the name is taken."""
    if place.parent:
        _free(place.parent, name, besides=place)
    before = _told(place)
    place.name, place.code = name, code
    place.save()
    record(_chain(place), "rename", actor, before=before, after=_told(place))


def set_active(place: Place, active: bool, actor: Actor) -> None:
    """Close a place or open it again; what lies in it stays, its people lose their roles there."""
    before = _told(place)
    place.active = active
    place.save()
    record(_chain(place), "activate" if active else "close", actor, before=before,
           after=_told(place))  # fmt: skip


def _free(parent: Place, name: str, besides: Place | None = None) -> None:
    taken = parent.children.filter(name=name)
    if besides:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise Refused(f"“{parent}”下面已经有“{name}”；请换一个名称，或者启用原来的那个")


def _told(place: Place) -> dict[str, Any]:
    return {"name": place.name, "code": place.code, "kind": place.kind, "active": place.active}


def _chain(place: Place) -> str:
    return f"place:{place.pk}"
