"""How allauth is to treat our people: accounts are made by administrators, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):
    """No signing up."""

    def is_open_for_signup(self, request):
        """Nobody makes an account for themselves."""
        return False


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

        named = sociallogin.account.extra_data.get("preferred_username", "")
        person = Person.objects.filter(username=named, is_active=True).first() if named else None
        if person is None:
            messages.error(
                request, "您的统一身份认证账号在这里还没有开通；请联系本单位的系统管理员"
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, person)
