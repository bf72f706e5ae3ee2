"""The unit head signs in a real browser, by password and second factor; anybody verifies."""

from __future__ import annotations

from django.core.cache import cache
from django.urls import reverse
from tests.web.browsing import NEEDED
from tests.web.conftest import PASSWORD, code_now, second_factor, walked

from jiheng.web.signing.models import Signature

pytestmark = NEEDED


def test_the_head_signs_with_a_code_from_the_authenticator(browsing, district, signed_in):
    cache.clear()
    filing = walked(district, "hand_in")
    secret = second_factor(district.people["head"])
    session = signed_in("head").cookies["sessionid"].value

    def sign(page):
        page.goto(browsing.url)
        page.click("text=等您签批的")
        page.click(f"text={filing.project.name}")
        assert "发布新媒体作品数量" in page.inner_text(".paper")
        page.fill("#words", "情况属实，同意")
        page.fill("#password", PASSWORD)
        page.fill("#code", code_now(secret))
        page.click("aside button:has-text('签批')")
        page.wait_for_selector("text=解除签批")
        assert "情况属实，同意" in page.inner_text(".paper")
        assert "验证码：" in page.inner_text(".paper")
        code = page.inner_text("dd.code")
        page.goto(browsing.url + reverse("signing:enter"))
        page.fill("#code", code.lower())
        page.click("button:has-text('核对')")
        page.wait_for_selector("text=这份签批有效")

    browsing.do(sign, browsing.open(session))
    assert Signature.objects.get().opinion == "情况属实，同意"
