"""What was made of a unit's filings together, kept until they change."""

from __future__ import annotations

from django.db import models

from jiheng.web.cycles.models import Cycle
from jiheng.web.organisations.models import Place


class RollUp(models.Model):
    """A unit's roll-up of a round: `result`, as it was made of the filings as they stood then.

    `made_of` says how they stood. `asked_of` says how they stood when it was last asked for in the
    background, at `asked_at`; `problem` why that was not made. Both are fingerprints, "" for never.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Place, models.CASCADE, related_name="+")
    made_of = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    asked_of = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位汇总"
        constraints = [models.UniqueConstraint(fields=["cycle", "unit"], name="roll_up_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle}"
