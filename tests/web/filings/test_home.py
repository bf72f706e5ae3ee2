"""The first page: what waits for whom, and where to do it."""

from __future__ import annotations

import re

import pytest

from jiheng.web.organisations.states import State


def figures(page: str) -> dict[str, tuple[str, str]]:
    """The tiles: name -> how many wait, and where they are looked after."""
    tile = r'<a href="([^"]+)"><span class="figure">(\d+)</span><strong>([^<]+)</strong>'
    return {name: (count, url) for url, count, name in re.findall(tile, page)}


@pytest.mark.parametrize(
    ("who", "state", "task"),
    [
        ("filer", State.RETURNED, "填报"),
        ("clerk", State.DRAFTING, "汇总"),
        ("head", State.GATHERED, "签批"),
        ("clerk", State.SIGNED, "报送"),
        ("auditor", State.SUBMITTED, "审核"),
        ("finance", State.AUDITED, "财政审核"),
    ],
)
def test_a_task_counts_what_waits_and_leads_to_it(district, signed_in, who, state, task):
    filing = district.filing()
    client = signed_in(who)
    waits = state == State.DRAFTING or who == "filer"
    assert figures(client.get("/").text)[task][0] == ("1" if waits else "0")
    filing.state = state
    filing.save()
    count, url = figures(client.get("/").text)[task]
    assert count == "1"
    assert filing.project.name in client.get(url, follow=True).text


def test_who_has_no_role_is_told_whom_to_ask(district, signed_in):
    assert "系统管理员" in signed_in("nobody").get("/").text


def test_counts_of_a_round_lead_to_the_filings_of_that_state(district, signed_in):
    filing = district.filing()
    page = signed_in("filer").get("/").text
    (url,) = re.findall(r'<a href="(/filings/\?cycle=[^"]+)">1</a>', page)
    assert filing.project.name in signed_in("filer").get(url.replace("&amp;", "&")).text
