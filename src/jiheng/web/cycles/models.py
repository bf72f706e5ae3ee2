"""Rounds and projects."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from jiheng.web.organisations.models import Place


class Phase(models.TextChoices):
    """Where a round stands."""

    PLANNED = "planned", "筹备"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class Cycle(models.Model):
    """A region's round of self-evaluation for one fiscal year.

    `rulebook` is an id of the shipped editions, or "own" where `rulebook_text` holds the TOML of
    the region's own; `reminders` are days before the deadline.
    """

    region = models.ForeignKey(Place, models.PROTECT, related_name="cycles", verbose_name="地区")
    name = models.CharField("名称", max_length=100)
    fiscal_year = models.PositiveSmallIntegerField("预算年度")
    rulebook = models.CharField("计分办法", max_length=60)
    rulebook_text = models.TextField("自定计分办法", blank=True)
    template = models.FileField("表样", upload_to="templates/", blank=True)
    phase = models.CharField("阶段", max_length=8, choices=Phase, default=Phase.PLANNED)
    deadline = models.DateTimeField("报送截止")
    reminders = models.JSONField("提前几天提醒", default=list, blank=True)
    units = models.ManyToManyField(Place, related_name="+", verbose_name="参加单位")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    reminded = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "年度工作"
        ordering = ["-fiscal_year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="cycle_name_once_in_region")
        ]

    def __str__(self) -> str:
        return self.name

    def open_for(self, unit: Place, now: datetime | None = None) -> bool:
        """Whether a unit may still submit: before the deadline, or re-opened with a reason."""
        now = now or timezone.now()
        if self.phase != Phase.OPEN:
            return False
        return now <= self.deadline or self.reopenings.filter(unit=unit, until__gte=now).exists()


class Reopening(models.Model):
    """A unit may submit after the deadline, until a later time, for a reason."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="reopenings")
    unit = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="单位")
    until = models.DateTimeField("开放到")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "重新开放"

    def __str__(self) -> str:
        return f"{self.unit} {self.until:%Y-%m-%d %H:%M}"


class Project(models.Model):
    """A budget project of a unit, from year to year."""

    unit = models.ForeignKey(Place, models.PROTECT, related_name="projects", verbose_name="单位")
    section = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="科室"
    )
    name = models.CharField("项目名称", max_length=200)
    code = models.CharField("项目编码", max_length=60, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["unit", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "code"], name="project_once_in_unit")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where it belongs: the section, or the unit where no section is named."""
        return self.section or self.unit
