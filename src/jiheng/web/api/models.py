"""Tokens: a program's way in, in the name of a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Scope(models.TextChoices):
    """What a program may do with a token, of what its person may do."""

    READ = "read", "只读"
    SUBMIT = "submit", "读取，并可交单位办公室、报送"


class Token(models.Model):
    """A token of a person's; only its SHA-256 is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    scope = models.CharField("权限", max_length=8, choices=Scope, default=Scope.READ)
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
