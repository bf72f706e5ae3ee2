"""The log. Rows are only ever added; the database itself refuses to change or delete one."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One change. `chain` is what it belongs to ("filing:17", "place:4"); `number` counts in it.

    `digest` is the SHA-256 over the event's own facts and the digest before it, so that a row that
    was changed, left out or put in behind the application's back breaks the chain.
    """

    chain = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    actor_name = models.CharField(max_length=60)
    address = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.action}"


class Head(models.Model):
    """The end of each chain; who adds an event locks it, so that a chain never forks."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日志链尾"

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class Done(models.Model):
    """A step that was taken, by the token of the form that asked for it: a second click finds it.

    `outcome` is what the first one answered: the address to go to and the sentence to say.
    """

    token = models.CharField(max_length=40, primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "已办步骤"

    def __str__(self) -> str:
        return self.token
