"""Notices to people."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """A sentence for one person, and the page that it is about."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.text
