"""Files that came in to be read, what was understood of them, and files that were made."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from jiheng.web.cycles.models import Cycle, Project
from jiheng.web.filings.models import Filing


class Import(models.Model):
    """Documents that somebody dropped at once, to become drafts of a round's filings."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="imports", verbose_name="年度工作"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cycle} {self.at:%Y-%m-%d %H:%M}"

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"import:{self.pk}"

    @property
    def finished(self) -> bool:
        """Whether nothing waits to be read any more."""
        return self.finished_at is not None


class Reading(models.TextChoices):
    """How far the reading of a document is."""

    WAITING = "waiting", "等待读取"
    READ = "read", "已读取"
    PARTLY = "partly", "已读取，有文字没能归入栏目"
    UNREADABLE = "unreadable", "读不了"
    UNPACKED = "unpacked", "已解压"


class Upload(models.Model):
    """A document of an import: its bytes under a random name, the name that it came with.

    `grid` is the file with what it shows as a Grid, for documents without pages; `pages` are width
    and height of each page in points, for documents with pages. `notes` tell of active content.
    """

    batch = models.ForeignKey(Import, models.CASCADE, related_name="uploads")
    archive = models.ForeignKey("self", models.CASCADE, null=True, related_name="members")
    name = models.CharField("文件名", max_length=300)
    kind = models.CharField(max_length=8, blank=True)
    file = models.FileField(blank=True)
    grid = models.FileField(blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    notes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=Reading, default=Reading.WAITING)
    problem = models.CharField(max_length=500, blank=True)
    pages = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "导入的文件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Likeness(models.TextChoices):
    """By what a form was matched to its project."""

    CODE = "code", "项目编码相同"
    NAME = "name", "项目名称相同"
    SIMILAR = "similar", "项目名称相近，请确认"
    CHOSEN = "chosen", "您选定的"
    NONE = "none", "没有找到对应的项目"


class Outcome(models.TextChoices):
    """What became of a form that was read."""

    NEW = "new", "已导入"
    REPLACED = "replaced", "已导入，替换了原来填的"
    KEPT = "kept", "没有导入，保留了原来填的"


class ImportedForm(models.Model):
    """A form that was read: its content, to be corrected in place, and the project that it is for.

    `sources` says of each field of the page where it stands in the document; `doubts` which fields
    must be looked at and why; `unplaced` what could not be put into a field, with its place.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="forms")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    sources = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    unplaced = models.JSONField(default=list)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    likeness = models.CharField(max_length=8, choices=Likeness, default=Likeness.NONE)
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="imported")
    imported_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "读出的自评表"
        ordering = ["upload", "number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="imported_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.upload} 第{self.number}份"


class Making(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", "等待制作"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有做成"
    EXPIRED = "expired", "已过期"


class Export(models.Model):
    """A file that is made for somebody: the filings that they chose, in the form that they asked.

    `wanted` is the selection: ids of the unit and the state that were chosen, "" for all. `scope`
    is what its maker held then; who holds the same sees the same, and may have the file too.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name="导出人"
    )
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", verbose_name="年度工作")
    kind = models.CharField(max_length=12)
    wanted = models.JSONField(default=dict)
    scope = models.CharField(max_length=500, blank=True, default="", db_index=True)
    filings = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=Making, default=Making.WAITING)
    problem = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=200, blank=True)
    file = models.FileField(blank=True)
    size = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
