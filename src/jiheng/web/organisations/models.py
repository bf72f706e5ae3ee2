"""Places and the roles that people have in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction


class Kind(models.TextChoices):
    """What a place is, from the widest to the narrowest."""

    REGION = "region", "地区"
    DEPARTMENT = "department", "主管部门"
    UNIT = "unit", "预算单位"
    SECTION = "section", "科室"


INSIDE = {
    Kind.REGION: {None, Kind.REGION},
    Kind.DEPARTMENT: {Kind.REGION},
    Kind.UNIT: {Kind.DEPARTMENT},
    Kind.SECTION: {Kind.UNIT},
}
"""What kind of place a place may lie in."""


class Place(models.Model):
    """A region, department, unit or section; `path` names all that it lies in: "1/4/17/"."""

    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=100)
    code = models.CharField("编码", max_length=30, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField(max_length=120, unique=True, editable=False, null=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="place_name_once_in_parent")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keep the place and its path; a place is not moved once it is there."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.path is None:
                self.path = f"{self.parent.path if self.parent else ''}{self.pk}/"
                super().save(update_fields=["path"])

    def within(self, other: Place) -> bool:
        """Whether this is the other place, or lies inside of it."""
        return self.path.startswith(other.path)

    def ancestors(self) -> list[int]:
        """The ids of what it lies in, itself last."""
        return [int(number) for number in self.path.strip("/").split("/")]


class Role(models.TextChoices):
    """What somebody does in a place."""

    FILER = "filer", "填报人"
    CLERK = "clerk", "单位经办"
    HEAD = "head", "单位负责人"
    AUDITOR = "auditor", "主管部门审核"
    FINANCE = "finance", "财政审核"
    REVIEWER = "reviewer", "复核人员"
    ADMINISTRATOR = "administrator", "管理员"


ROLE_PLACES = {
    Role.FILER: {Kind.SECTION, Kind.UNIT},
    Role.CLERK: {Kind.UNIT},
    Role.HEAD: {Kind.UNIT},
    Role.AUDITOR: {Kind.DEPARTMENT},
    Role.FINANCE: {Kind.REGION},
    Role.REVIEWER: {Kind.REGION, Kind.DEPARTMENT},
    Role.ADMINISTRATOR: {Kind.REGION},
}
"""In what kinds of places a role can be held."""


class Membership(models.Model):
    """A person's role in a place."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="人员"
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="members", verbose_name="机构")
    role = models.CharField("角色", max_length=14, choices=Role)

    class Meta:
        verbose_name = verbose_name_plural = "角色"
        constraints = [
            models.UniqueConstraint(fields=["person", "place", "role"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()} {self.place}"
