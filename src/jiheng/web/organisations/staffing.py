"""People's accounts and roles, as an administrator changes them; each change with its event."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet

from jiheng.web.events.chain import Actor, record
from jiheng.web.filings.steps import Refused
from jiheng.web.organisations.models import ROLE_PLACES, Membership, Place, Role
from jiheng.web.organisations.permissions import places
from jiheng.web.people.models import Person

ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for one another."""


def people(administrator: Person) -> QuerySet[Person]:
    """The people whose account somebody looks after: all of their roles lie in their reach."""
    reach = places(administrator, "place.manage")
    roles = Membership.objects.filter(person=OuterRef("pk"))
    inside = Exists(roles.filter(place__in=reach))
    outside = Exists(roles.exclude(place__in=reach))
    return Person.objects.filter(inside & ~outside)


def add(username: str, name: str, email: str, actor: Actor) -> tuple[Person, str]:
    """A new account, and its password for the first sign-in; raises Refused where it is taken."""
    if Person.objects.filter(username__iexact=username).exists():
        raise Refused(f"用户名“{username}”已经有人用了；请换一个")
    password = new_password()
    person = Person(username=username, name=name, email=email, must_change_password=True)
    person.set_password(password)
    person.save()
    record(_chain(person), "add", actor, after={"username": username, "name": name})
    return person, password


def give(person: Person, role: str, place: Place, actor: Actor) -> Membership:
    """A role in a place; raises Refused where it is not held in such places, or held already."""
    if place.kind not in ROLE_PLACES[Role(role)]:
        kinds = "、".join(kind.label for kind in sorted(ROLE_PLACES[Role(role)]))
        raise Refused(f"“{Role(role).label}”只能设在{kinds}；“{place}”是{place.get_kind_display()}")
    if not place.active:
        raise Refused(f"“{place}”已经停用；请先启用它")
    membership, new = Membership.objects.get_or_create(person=person, role=role, place=place)
    if not new:
        raise Refused(f"{person}在“{place}”已经是{Role(role).label}")
    record(_chain(person), "role.give", actor, after={"role": role, "place": place.pk})
    return membership


def take_away(membership: Membership, actor: Actor) -> None:
    """End a role; raises Refused for the last one, and for one's own as administrator."""
    person = membership.person
    if person == actor.person and membership.role == Role.ADMINISTRATOR:
        raise Refused("不能去掉自己的管理员角色；请由另一位管理员办理")
    if person.memberships.count() == 1:
        raise Refused(f"这是{person}唯一的角色；账号不再使用的，请停用账号")
    told = {"role": membership.role, "place": membership.place_id}
    membership.delete()
    record(_chain(person), "role.take", actor, before=told)


def reset_password(person: Person, actor: Actor) -> str:
    """A new password for one sign-in; every session of theirs ends."""
    password = new_password()
    person.set_password(password)
    person.must_change_password = True
    person.save()
    _sign_out(person)
    record(_chain(person), "password.reset", actor)
    return password


def drop_factor(person: Person, actor: Actor) -> None:
    """Take away a lost second factor; the person sets a new one up."""
    gone, _ = Authenticator.objects.filter(user=person).delete()
    if not gone:
        raise Refused(f"{person}没有启用两步验证")
    record(_chain(person), "factor.drop", actor)


def set_active(person: Person, active: bool, actor: Actor) -> None:
    """Close an account, or open it again; raises Refused for one's own."""
    if person == actor.person:
        raise Refused("不能停用自己的账号；请由另一位管理员办理")
    before = {"active": person.is_active}
    person.is_active = active
    person.save()
    if not active:
        _sign_out(person)
    record(
        _chain(person), "activate" if active else "close", actor, before=before,
        after={"active": active},
    )  # fmt: skip


def new_password() -> str:
    """Twelve letters and digits in three groups, about 69 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def _sign_out(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _chain(person: Person) -> str:
    return f"person:{person.pk}"
