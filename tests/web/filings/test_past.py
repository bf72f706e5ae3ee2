"""The history of a filing in words, and its versions side by side; the official form as a file."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import sound_content

from jiheng.web.events.chain import Actor
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Asked, take
from jiheng.web.filings.telling import compared


@pytest.fixture
def ready(district):
    filing = district.filing()
    return save(filing.pk, sound_content(filing), 0, Actor(district.people["filer"])).filing


def get(client, name, filing, **query):
    return client.get(reverse(f"filings:{name}", args=[filing.pk]), query).content.decode()


def edited(filing, district, who="filer", **head):
    return save(
        filing.pk, filing.content | head, filing.revision, Actor(district.people[who], "10.0.0.7")
    ).filing


def test_history_says_who_when_from_where_and_what(ready, district, signed_in):
    filing = edited(ready, district, improvement="经费下达较晚")
    filing = edited(filing, district, improvement="经费下达较晚，已催办")
    filing, _ = take(
        filing.pk, "hand_in", Actor(district.people["filer"]), Asked(filing.revision, "t1")
    )
    take(
        filing.pk,
        "send_back",
        Actor(district.people["clerk"]),
        Asked(filing.revision, "t2", "请附台账"),
    )
    told = get(signed_in("filer"), "history", filing)
    for words in (
        "填表人甲",
        "10.0.0.7",
        "退回科室",
        "理由：请附台账",
        "待签批 → 已退回",
        "完整无缺",
    ):
        assert words in told
    assert told.count("已催办") == 1, "edits of one sitting are told as one"
    assert "revision" not in told


def test_a_tampered_history_is_reported(ready, signed_in):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER events_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE events_event DISABLE TRIGGER events_append_only")
        cursor.execute("UPDATE events_event SET actor_name = '别人' WHERE number = 1")
    told = get(signed_in("filer"), "history", ready)
    assert "不能作为依据" in told
    assert "第1条记录的内容被改动过" in told


def test_versions_lie_side_by_side_with_differences_marked(ready, district, signed_in):
    assert "还没有留存的版本" in get(signed_in("filer"), "versions", ready)
    filing, _ = take(
        ready.pk, "hand_in", Actor(district.people["filer"]), Asked(ready.revision, "t1")
    )
    filing = edited(filing, district, "clerk", improvement="按季核对")
    told = get(signed_in("filer"), "versions", filing)
    assert "有 1 栏不同" in told
    assert "<ins>按季核对</ins>" in told
    assert "项目名称" not in told.partition("<table")[2]
    assert "发布新媒体作品数量" in get(signed_in("filer"), "versions", filing, all=1)
    assert "两版内容相同" in get(signed_in("filer"), "versions", filing, a=1, b=1)


def test_now_is_laid_beside_the_last_version_that_says_something_else(ready, district, signed_in):
    by = district.people["filer"]
    kept = {"sha256": "", "step": "hand_in", "at": timezone.now(), "by": by}
    ready.versions.create(number=1, content=ready.content | {"improvement": "按季核对"}, **kept)
    ready.versions.create(number=2, content=ready.content, **kept)
    told = get(signed_in("filer"), "versions", ready)
    assert '<option value="1" selected>' in told
    assert "有 1 栏不同" in told


def test_pieces_of_two_texts():
    before, after = compared("完成120件", "完成150件")
    assert [(p.kind, p.text) for p in before] == [("same", "完成1"), ("gone", "2"), ("same", "0件")]
    assert [(p.kind, p.text) for p in after] == [("same", "完成1"), ("new", "5"), ("same", "0件")]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html"])
def test_the_official_form_is_a_download(ready, signed_in, kind):
    answer = signed_in("head").get(reverse("filings:print", args=[ready.pk, kind]))
    data = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer.headers["Cache-Control"]
    if kind == "pdf":
        assert data.startswith(b"%PDF")
    elif kind == "html":
        assert "发布新媒体作品数量" in data.decode()
    else:
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize(("who", "status"), [("other_clerk", 404), ("nobody", 404)])
@pytest.mark.parametrize("name", ["edit", "history", "versions"])
def test_pages_of_another_units_filing_are_not_there(ready, signed_in, who, status, name):
    client = signed_in(who)
    assert client.get(reverse(f"filings:{name}", args=[ready.pk])).status_code == status
    assert client.get(reverse("filings:print", args=[ready.pk, "pdf"])).status_code == status


def test_a_form_is_printed_in_known_formats_only(ready, signed_in):
    address = reverse("filings:print", args=[ready.pk, "exe"])
    assert signed_in("filer").get(address).status_code == 404
