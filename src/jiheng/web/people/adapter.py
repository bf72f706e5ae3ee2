"""How allauth is to treat our people: accounts are made by administrators, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.shortcuts import redirect

from jiheng.web.events.chain import address_of


class AccountAdapter(DefaultAccountAdapter):
    """No signing up; our own words; addresses as the proxy in front tells them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "这个账号已经停用；请联系本单位的系统管理员",
        "enter_current_password": "请填写现在的口令",
        "incorrect_code": "动态码不对；请看认证器上现在的六位数字，注意手机时间要准",
        "incorrect_password": "口令不对；请重新填写",
        "too_many_login_attempts": "试错的次数太多；请过几分钟再试",
        "username_password_mismatch": "用户名或口令不对；请检查大小写以后再试，"
        "忘记口令请联系本单位的系统管理员",
        "rate_limited": "操作太频繁；请稍等片刻再试",
    }

    def is_open_for_signup(self, request):
        """Nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request):
        """The client's address; behind a proxy, the one that the proxy saw."""
        return address_of(request) or "127.0.0.1"

    def get_password_change_redirect_url(self, request):
        """After changing the password, on to work."""
        return "/"

    def get_reauthentication_methods(self, user):
        """The ways to prove that it is still the same person, in our words."""
        words = {"reauthenticate": "改用口令", "mfa_reauthenticate": "改用动态码"}
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": words.get(way["id"], way["description"])} for way in ways]


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "动态码不对；请看认证器上现在的六位数字，注意手机时间要准",
        "cannot_generate_recovery_codes": "要先启用认证器，才能生成备用码",
    }

    def get_totp_label(self, user):
        """What the phone shows: the username."""
        return user.username


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Who comes from the government's single sign-on must have an account here already."""

    def is_open_for_signup(self, request, sociallogin):
        """Nobody makes an account for themselves, by this way either."""
        return False

    def pre_social_login(self, request, sociallogin):
        """Connect to the account of the same username, once; refuse where there is none."""
        if sociallogin.is_existing:
            return
        from jiheng.web.people.models import Person

        told = sociallogin.account.extra_data
        named = told.get("userinfo", told).get("preferred_username", "")
        person = Person.objects.filter(username=named, is_active=True).first() if named else None
        if person is None:
            messages.error(
                request, "您的统一身份认证账号在这里还没有开通；请联系本单位的系统管理员"
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, person)
