"""What costs much is done so often an hour, and says when it may be done again."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.exchange.test_imports import drop

from jiheng.web.exchange import costly
from jiheng.web.exchange.models import Import


def test_each_person_and_each_thing_is_counted_by_itself(district, settings):
    cache.clear()
    settings.COSTLY = {"import": ("导入", 2), "export": ("导出", 2)}
    clerk, head = district.people["clerk"], district.people["head"]
    costly.spend(clerk, "import", 2)
    costly.spend(clerk, "export")
    costly.spend(head, "import")
    with pytest.raises(costly.TooOften, match=r"导入已达 2 次的上限；请 \d+ 分钟以后再试"):
        costly.spend(clerk, "import")


def test_the_next_hour_begins_anew(district, settings, monkeypatch):
    cache.clear()
    settings.COSTLY = {"import": ("导入", 1)}
    monkeypatch.setattr(costly.time, "time", lambda: 7200.0)
    costly.spend(district.people["clerk"], "import")
    with pytest.raises(costly.TooOften, match="61 分钟以后"):
        costly.spend(district.people["clerk"], "import")
    monkeypatch.setattr(costly.time, "time", lambda: 10800.0)
    costly.spend(district.people["clerk"], "import")


def test_asking_for_too_much_is_answered_on_the_page(
    district,
    signed_in,
    written,
    settings,
):
    data = written("新媒体宣传")
    cache.clear()
    settings.COSTLY = settings.COSTLY | {"import": ("导入", 1)}
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", data))
    assert "已达 1 次的上限" in drop(client, district.cycle, ("表.docx", data)).content.decode()
    batch = Import.objects.get()
    again = client.post(reverse("exchange:read_again", args=(batch.pk,)), follow=True)
    assert "已达 1 次的上限" in again.content.decode()
