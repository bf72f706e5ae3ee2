"""The states of a filing on its way, in their order."""

from django.db import models


class State(models.TextChoices):
    """Where a filing stands between the first word and the last approval."""

    DRAFTING = "drafting", "填报中"
    RETURNED = "returned", "已退回"
    GATHERED = "gathered", "待签批"
    SIGNED = "signed", "已签批"
    SUBMITTED = "submitted", "待主管部门审核"
    AUDITED = "audited", "待财政审核"
    PASSED = "passed", "已通过"
