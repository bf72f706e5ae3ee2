"""The unit head signs: what is signed is frozen, chained, and only they can have done it."""

from __future__ import annotations

import uuid

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD, code_now, person, second_factor, sound_content, walked

from jiheng.web.cycles.models import Project
from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Event
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Asked, Refused, take
from jiheng.web.organisations.models import Role
from jiheng.web.organisations.states import State
from jiheng.web.signing.models import Signature
from jiheng.web.signing.sealing import in_force
from jiheng.web.signing.wholeness import problems


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def form(filing, code="", words="同意", **more):
    return {
        "token": uuid.uuid4().hex,
        "revision": filing.revision,
        "words": words,
        "password": PASSWORD,
        "code": code,
    } | more


def post(client, filing, **more):
    return client.post(reverse("signing:sign", args=(filing.pk,)), form(filing, **more))


def test_the_head_sees_the_form_as_printed_and_signs_it(district, signed_in):
    filing = walked(district, "hand_in")
    secret = second_factor(district.people["head"])
    client = signed_in("head")
    page = client.get(reverse("signing:sign", args=(filing.pk,))).content.decode()
    assert "发布新媒体作品数量" in page
    assert "style=" not in page
    answer = post(client, filing, code=code_now(secret), words="情况属实，同意")
    assert answer.status_code == 302
    filing.refresh_from_db()
    signature = in_force(filing)
    assert filing.state == State.SIGNED
    assert (filing.content["opinion"], filing.content["signature"]) == (
        "情况属实，同意",
        "负责人丙",
    )
    assert filing.content["signed_on_text"]
    assert signature.sha256 == signature.version.sha256
    assert len(signature.rulebook_sha256) == 64
    assert signature.code in client.get(reverse("signing:sign", args=(filing.pk,))).content.decode()
    assert list(breaks()) == list(problems()) == []


def test_who_has_no_second_factor_is_told_where_to_set_it_up(district, signed_in):
    filing = walked(district, "hand_in")
    client = signed_in("head")
    page = client.get(reverse("signing:sign", args=(filing.pk,))).content.decode()
    assert reverse("mfa_activate_totp") in page
    answer = post(client, filing, code="123456")
    assert answer.status_code == 422
    assert "还没有设置" in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("password", "right_code"), [("wrong", True), (PASSWORD, False)])
def test_both_password_and_code_must_be_right(district, signed_in, password, right_code):
    filing = walked(district, "hand_in")
    secret = second_factor(district.people["head"])
    code = code_now(secret) if right_code else "000000"
    answer = post(signed_in("head"), filing, password=password, code=code)
    assert "口令或动态码不对" in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_recovery_code_signs_once(district, signed_in):
    second_factor(district.people["head"])
    spare = RecoveryCodes.activate(district.people["head"]).get_unused_codes()[0]
    other = Project.objects.create(unit=district.unit, section=district.section, name="短视频")
    first, second = walked(district, "hand_in"), walked(district, "hand_in", project=other)
    client = signed_in("head")
    assert post(client, first, code=spare).status_code == 302
    assert post(client, second, code=spare).status_code == 422
    assert Signature.objects.count() == 1


def test_five_failures_close_the_way_for_a_while(district, signed_in):
    filing = walked(district, "hand_in")
    secret = second_factor(district.people["head"])
    client = signed_in("head")
    for _ in range(5):
        assert post(client, filing, code="000000").status_code == 422
    answer = post(client, filing, code=code_now(secret))
    assert "15 分钟内不能签批" in answer.content.decode()
    assert not Signature.objects.exists()
    failed = Event.objects.filter(action="confirm_failed")
    assert failed.count() == 5
    assert list(breaks()) == []


def test_a_second_click_signs_once_and_says_nothing_wrong(district, signed_in):
    filing = walked(district, "hand_in")
    secret = second_factor(district.people["head"])
    client, sent = signed_in("head"), form(filing, code=code_now(secret))
    for _ in range(2):
        answer = client.post(reverse("signing:sign", args=(filing.pk,)), sent)
        assert answer.status_code == 302
    assert Signature.objects.count() == 1


def test_what_is_signed_cannot_be_changed_but_unlocked_and_signed_again(district):
    filing = walked(district, "hand_in", "sign")
    first = in_force(filing)
    with pytest.raises(Refused, match="不能再改"):
        save(filing.pk, sound_content(filing), filing.revision, Actor(district.people["clerk"]))
    head = Actor(district.people["head"])
    with pytest.raises(Refused, match="理由"):
        take(filing.pk, "unlock", head, Asked(filing.revision, "a"))
    filing, _ = take(filing.pk, "unlock", head, Asked(filing.revision, "b", "数字写错"))
    first.refresh_from_db()
    assert (first.void_reason, in_force(filing)) == ("数字写错", None)
    assert filing.content["signature"] == ""
    content = filing.content | {"goal": "改过"}
    filing = save(filing.pk, content, filing.revision, Actor(district.people["clerk"])).filing
    with pytest.raises(Refused, match="没有位置"):
        take(filing.pk, "sign", head, Asked(filing.revision, "c", "同意"))
    content = filing.content | {"goal": "", "improvement": "改过"}
    filing = save(filing.pk, content, filing.revision, Actor(district.people["clerk"])).filing
    filing, _ = take(filing.pk, "sign", head, Asked(filing.revision, "d", "同意"))
    assert in_force(filing).code != first.code
    assert in_force(filing).previous
    assert list(problems()) == []


def test_a_return_takes_the_force_from_the_signature(district):
    filing = walked(district, "hand_in", "sign", "submit", "return")
    assert in_force(filing) is None
    assert Signature.objects.get().void_reason == "请核实"
    assert filing.content["opinion"] == ""
    assert filing.versions.get(step="sign").content["opinion"] == "同意"


def test_several_are_signed_at_once_and_each_failure_is_told(district, signed_in):
    secret = second_factor(district.people["head"])
    names = ("短视频", "公众号", "数字报")
    projects = [
        Project.objects.create(unit=district.unit, section=district.section, name=name)
        for name in names
    ]
    filings = [walked(district, "hand_in", project=project) for project in projects]
    stale = filings[2].revision - 1
    client = signed_in("head")
    assert all(name in client.get(reverse("signing:list")).content.decode() for name in names)
    ticked = [f"{f.pk}:{f.revision}" for f in filings[:2]] + [f"{filings[2].pk}:{stale}"]
    sent = form(filings[0], code=code_now(secret)) | {"filing": ticked}
    page = client.post(reverse("signing:list"), sent, follow=True).content.decode()
    assert "已签批 2 份" in page
    assert "数字报：没有签批" in page
    assert Signature.objects.count() == 2
    assert len(set(Signature.objects.values_list("code", flat=True))) == 2
    assert list(problems()) == []


def test_others_do_not_sign(district, signed_in, client):
    filing = walked(district, "hand_in")
    address = reverse("signing:sign", args=(filing.pk,))
    for who, status in {"clerk": 403, "filer": 403, "other_clerk": 404, "auditor": 404}.items():
        assert signed_in(who).get(address).status_code == status, who
        assert client.post(address, form(filing)).status_code == status, who
    assert signed_in("clerk").get(reverse("signing:list")).status_code == 404
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("UPDATE signing_signature SET opinion = '不同意'", "与签批链不一致"),
        ("UPDATE signing_signature SET voided_at = '2026-01-01'", "有效与否"),
        (
            "UPDATE filings_version SET content = replace(content, '0.8', '0.9')",
            "被改动过",
        ),
    ],
)
def test_a_signature_that_was_tampered_with_is_found_out(district, tamper, said):
    walked(district, "hand_in", "sign")
    if connection.vendor == "postgresql":
        tamper = tamper.replace("(content,", "(content::text,").replace("0.9')", "0.9')::jsonb")
    with connection.cursor() as cursor:
        cursor.execute(tamper)
    assert any(said in found for found in problems())


def test_of_two_heads_who_saw_the_same_form_one_signs(district):
    deputy = person("deputy", "副职", (Role.HEAD, district.unit))
    filing = walked(district, "hand_in")
    take(filing.pk, "sign", Actor(district.people["head"]), Asked(filing.revision, "a", "同意"))
    with pytest.raises(Refused):
        take(filing.pk, "sign", Actor(deputy), Asked(filing.revision, "b", "同意"))
    assert Signature.objects.count() == 1


def test_pages_ask_the_database_few_questions(district, signed_in, django_assert_max_num_queries):
    for number in range(12):
        project = Project.objects.create(
            unit=district.unit, section=district.section, name=f"项目{number}"
        )
        filing = walked(district, "hand_in", project=project)
    second_factor(district.people["head"])
    client: Client = signed_in("head")
    client.get(reverse("signing:list"))
    with django_assert_max_num_queries(15):
        client.get(reverse("signing:list"))
    with django_assert_max_num_queries(15):
        client.get(reverse("signing:sign", args=(filing.pk,)))
