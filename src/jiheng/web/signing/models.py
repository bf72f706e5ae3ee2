"""Signatures; each is a link in one chain of hashes over all of them (`events.chain`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiheng.web.events.models import Event
from jiheng.web.filings.models import Filing, Version


class Signature(models.Model):
    """A unit head's signature of a version of a filing.

    `sha256` is that of the version's canonical JSON, `rulebook_sha256` that of the edition's text;
    `event` is its link in the chain of signatures. A void one stays: papers of it are in the world.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="signatures")
    version = models.OneToOneField(Version, models.PROTECT, related_name="signature")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    opinion = models.CharField("签批意见", max_length=500)
    rulebook = models.CharField(max_length=60)
    rulebook_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    code = models.CharField("验证码", max_length=14, unique=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签批"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(voided_at=None), name="signature_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.filing} {self.code}"

    @property
    def previous(self) -> str:
        """The digest of the link before it."""
        return self.event.previous

    @property
    def digest(self) -> str:
        """The digest of its own link."""
        return self.event.digest

    @property
    def facts(self) -> dict[str, object]:
        """What its link in the chain says."""
        return {
            "code": self.code,
            "filing": self.filing_id,
            "version": self.version_id,
            "sha256": self.sha256,
            "rulebook": self.rulebook,
            "rulebook_sha256": self.rulebook_sha256,
            "opinion": self.opinion,
        }
