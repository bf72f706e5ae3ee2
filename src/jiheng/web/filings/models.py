"""One filing per project and cycle, its versions, explanations, evidence, remarks, signatures.

`content` is the filing as the core's JSON has it (`jiheng.filing.contract`), texts alone; each
indicator has a `key` beside it that stays when rows move. Totals, counts of findings and amounts
stand in columns of their own for lists, and are made from the content at every save.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.organisations.models import Place
from jiheng.web.organisations.states import State


class Filing(models.Model):
    """A project's self-evaluation in a round.

    `approved_targets` and `target_reasons` are by the indicator's key (`filings.targets`).
    `place` is the section or unit that it belongs to; `revision` counts every change, and who
    saves must name the one that they saw. Amounts in 万元, scores in points.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="filings")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="filings")
    unit = models.ForeignKey(Place, models.PROTECT, related_name="unit_filings")
    section = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="filings")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFTING)
    revision = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    approved_targets = models.JSONField(null=True, blank=True)
    target_reasons = models.JSONField(default=dict, blank=True)
    approved = models.FloatField(null=True)
    executed = models.FloatField(null=True)
    total_claimed = models.FloatField(null=True)
    total = models.FloatField(null=True)
    grade = models.CharField(max_length=10, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    unexplained = models.PositiveIntegerField(default=0)
    advice = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "自评表"
        ordering = ["unit__path", "project__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "cycle"], name="filing_once_in_cycle")
        ]
        indexes = [
            models.Index(fields=["cycle", "state", "unit"], name="filing_by_state"),
            models.Index(fields=["state", "state_since", "id"], name="filing_by_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.cycle.fiscal_year}年度"

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"filing:{self.pk}"


class Version(models.Model):
    """What a filing was when a step was taken; kept for good."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    step = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "版本"
        ordering = ["filing", "number"]
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.filing} 第{self.number}版"


class Explanation(models.Model):
    """Why a warning stands: by the finding's code and place. It holds while that finding stays."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="explanations")
    code = models.CharField(max_length=6)
    place = models.CharField(max_length=80, blank=True)
    text = models.CharField("说明", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "情况说明"
        constraints = [
            models.UniqueConstraint(fields=["filing", "code", "place"], name="explanation_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Evidence(models.Model):
    """A file that proves an indicator, by the indicator's key; stored under a random name.

    `notes` tell of macros, external links and the like that were found in it.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="evidence")
    indicator = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    file = models.FileField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    notes = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"

    def __str__(self) -> str:
        return self.name


class Remark(models.Model):
    """What an auditor says of a field when a filing is looked at or returned."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="remarks")
    version = models.ForeignKey(Version, models.PROTECT, related_name="remarks")
    field = models.CharField(max_length=60, blank=True)
    text = models.CharField("意见", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text
