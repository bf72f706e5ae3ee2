"""Notices by mail, in the background: tried again a few times, never in the way of a step."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.utils import timezone
from django_tasks import task

from jiheng.web.notices.models import Notice

log = logging.getLogger(__name__)
TRIES = 5
PAUSE = timedelta(minutes=5)
"""From one try to the next, longer each time."""
SUBJECT = "绩衡通知"


def post(numbers: Iterable[int]) -> None:
    """Have some notices sent, each by itself."""
    for number in numbers:
        mail.enqueue(number, 1)


@task()
def mail(number: int, attempt: int) -> None:
    """Send a notice to its person; where that fails, later once more."""
    notice = Notice.objects.select_related("person").filter(pk=number).first()
    if notice is None or not notice.person.email:
        return
    link = f"\n\n{settings.SITE}{notice.url}" if settings.SITE and notice.url else ""
    try:
        with get_connection() as connection:
            words = f"{notice.person}：\n\n{notice.text}。{link}"
            send_mail(SUBJECT, words, None, [notice.person.email], connection=connection)
    except (OSError, SMTPException) as error:
        log.warning("通知 %s 第 %s 次发邮件没有成功：%s", number, attempt, error)
        if attempt < TRIES:
            _later(attempt).enqueue(number, attempt + 1)


def _later(attempt: int) -> Any:
    """The task after a pause; at once where the queue knows no time."""
    if not mail.get_backend().supports_defer:
        return mail
    return mail.using(run_after=timezone.now() + PAUSE * attempt)
