"""Signing in and looking after one's account."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests.web.conftest import PASSWORD

from jiheng.web.demo import cast
from jiheng.web.events.models import Event


def sign_in(client, username, password=PASSWORD):
    form = {"login": username, "password": password}
    return client.post(reverse("account_login"), form)


def test_one_signs_in_with_username_and_password(client, district):
    answer = sign_in(client, "filer")
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_wrong_password_is_told_without_saying_which_of_the_two_was_wrong(client, district):
    known = sign_in(client, "filer", "wrong").content.decode()
    unknown = sign_in(client, "no-such-person", "wrong").content.decode()
    assert "用户名或口令不对" in known
    assert "用户名或口令不对" in unknown


def test_five_wrong_passwords_lock_the_username_from_that_address(client, district):
    for _ in range(5):
        answer = sign_in(client, "filer", "wrong")
    assert answer.status_code == 429
    assert "暂时锁定" in answer.content.decode()
    assert sign_in(client, "filer").status_code == 429
    assert sign_in(client, "clerk").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "password/reset/", "3rdparty/", "login/code/", "confirm-email/", ""],
)
def test_nobody_signs_up_and_no_addresses_are_managed(client, district, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_password_that_the_administrator_made_is_changed_first(client, district):
    person = district.people["filer"]
    person.must_change_password = True
    person.save()
    sign_in(client, "filer")
    assert client.get("/").url == reverse("account_change_password")
    form = {"oldpassword": PASSWORD, "password1": "Qing-Tan-77", "password2": "Qing-Tan-77"}
    page = client.get(reverse("account_change_password"))
    assert "管理员给的" in page.content.decode()
    assert client.post(reverse("account_change_password"), form).url == "/"
    assert client.get("/").status_code == 200
    assert Event.objects.filter(chain=f"person:{person.pk}", action="password").count() == 1


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "mfa_index", "usersessions_list", "account_logout"],
)
def test_the_pages_of_an_account_speak_our_language(signed_in, name):
    page = signed_in("filer").get(reverse(name))
    assert page.status_code == 200
    words = re.sub(r"<(script|style|head).*?</\1>|<[^>]*>", " ", page.content.decode(), flags=re.S)
    foreign = re.findall(r"\b[A-Z][a-z]{3,}\b", words.replace("Unspecified", ""))
    assert foreign == []


def test_the_second_factor_is_set_up_by_scanning_and_asked_at_the_next_sign_in(client, district):
    sign_in(client, "head")
    page = client.get(reverse("mfa_activate_totp"))
    assert "确认身份" in client.get(page.url).content.decode()
    assert client.post(page.url, {"password": PASSWORD}).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    html = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": now(secret)})
    assert "备用码" in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    client.post(reverse("account_logout"))
    assert sign_in(client, "head").url == reverse("mfa_authenticate")
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "动态码不对" in answer.content.decode()


def now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_other_devices_are_listed_and_signed_out_by_their_owner(client, district):
    other = Client()
    sign_in(other, "filer")
    other.get("/")
    sign_in(client, "filer")
    client.get("/")
    url = reverse("usersessions_list")
    assert "退出其他设备" in client.get(url).content.decode()
    client.post(url)
    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_the_demo_people_are_shown_in_the_demo_alone(client, district, settings):
    district.region.code = cast.CODE
    district.region.save()
    login = reverse("account_login")
    assert cast.PASSWORD not in client.get(login).content.decode()
    settings.DEMO = True
    html = client.get(login).content.decode()
    assert cast.PASSWORD in html
    assert "administrator" in html
    assert cast.code_of("head") in html
