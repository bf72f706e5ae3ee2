"""Who signs proves once more who they are: by password and second factor, few times in a row."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from jiheng.web.events.chain import Actor, record
from jiheng.web.events.models import Event
from jiheng.web.filings.steps import Refused
from jiheng.web.people.models import Person

MOST = 5
WINDOW = timedelta(minutes=15)
"""So many failures within so long, and nothing is tried any more."""
FAILED = "confirm_failed"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
WRONG = "口令或动态码不对，没有签批；请核对后再试（动态码每 30 秒换一次，用过的不能再用）"
LOCKED = "连续核对失败已达 5 次，15 分钟内不能签批；如果不是您本人操作，请马上修改口令"
UNPROTECTED = "签批要用两步验证，您还没有设置；请先在“两步验证”里设置好，再来签批"


def protected(person: Person) -> bool:
    """Whether a person has a second factor of their own."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def confirm(actor: Actor, password: str, code: str) -> None:
    """Make sure that it is they who sign; raises Refused with a sentence.

    Failures are told to the log, which counts them: whoever asks waits for the one before.
    """
    if not protected(actor.person):
        raise Refused(UNPROTECTED)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=actor.person.pk)
        chain = f"person:{person.pk}"
        since = timezone.now() - WINDOW
        failed = Event.objects.filter(chain=chain, action=FAILED, at__gt=since).count()
        if failed >= MOST:
            raise Refused(LOCKED)
        good = person.check_password(password) and _second(person, code)
        if not good:
            record(chain, FAILED, actor)
    if not good:
        raise Refused(WRONG)


def _second(person: Person, code: str) -> bool:
    plain = "".join(code.split())
    factors = Authenticator.objects.filter(user=person, type__in=FACTORS)
    return bool(plain) and any(factor.wrap().validate_code(plain) for factor in factors)
