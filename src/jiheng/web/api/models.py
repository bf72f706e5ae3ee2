"""Tokens: a program's way in, in the name of a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A token of a person's. Only its SHA-256 is kept; it may do what the person may, reading."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("有效到")
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
