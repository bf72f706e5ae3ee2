"""Who is who in the sample district: places, people, and how they sign in."""

from __future__ import annotations

import base64
import hashlib
import time
from dataclasses import dataclass

from jiheng.web.organisations.models import Kind, Place, Role

PASSWORD = "Jiheng-2026"
REGION = "临江区"
CODE = "DEMO"
"""The code of the region that says that a database holds the sample district."""
DEPARTMENTS = {
    "教育局": ("第一高级中学", "中心幼儿园", "教师进修学校"),
    "卫生健康局": ("卫生监督所", "疾病预防控制中心", "妇幼保健院"),
    "文化和旅游局": ("旅游服务中心", "博物馆", "非遗保护中心"),
    "农业农村局": ("农业执法大队", "水产技术站", "农村经营管理站"),
}
SECTIONS = ("办公室", "业务科")
SURNAMES = "陈林周吴郑何许邓曾彭苏潘田董袁余叶程蔡魏薛阎江史顾侯邵孟龙万段汤黎易常武乔贺赖龚文"
GIVEN = "志远 雅琴 国梁 秀兰 明轩 晓燕 建业 文静 立新 海波 玉洁 春生".split()
ROLES = {
    "filer": Role.FILER,
    "clerk": Role.CLERK,
    "head": Role.HEAD,
}
"""Who there is in each unit; the username is the role's with the unit's number: "filer1"."""


@dataclass(frozen=True)
class Shown:
    """A person whom the login page offers."""

    username: str
    name: str
    role: str
    place: str
    code: str = ""

    @property
    def password(self) -> str:
        """The same for everybody."""
        return PASSWORD


def name_of(number: int) -> str:
    """A made-up name, another for every number below 480."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number * 7 % len(GIVEN)]


def secret_of(username: str) -> str:
    """The demo's TOTP secret of a person, Base32; public as the passwords are."""
    return base64.b32encode(hashlib.sha256(username.encode()).digest()[:20]).decode()


def code_of(username: str) -> str:
    """The code that the person's authenticator would show now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret_of(username), int(time.time()) // 30))


def shown() -> list[Shown]:
    """The people of the sample district, one for each role first, then all others."""
    from jiheng.web.organisations.models import Membership

    found = Membership.objects.filter(place__path__startswith=_root(), person__is_active=True)
    people = [
        Shown(
            m.person.username,
            m.person.name,
            m.get_role_display(),
            _where(m.place),
            code_of(m.person.username) if m.role == Role.HEAD else "",
        )
        for m in found.select_related("person", "place__parent").order_by("pk")
    ]
    seen: set[str] = set()
    first = [p for p in people if not (p.role in seen or seen.add(p.role))]
    return first + [p for p in people if p not in first]


def _root() -> str:
    region = Place.objects.filter(kind=Kind.REGION, code=CODE).first()
    return region.path if region else "-"


def _where(place: Place) -> str:
    return f"{place.parent.name} {place.name}" if place.kind == Kind.SECTION else place.name
