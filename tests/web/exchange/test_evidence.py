"""Evidence: who may add it, what is kept, how it comes out again."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.conftest import sound_content
from tests.web.exchange import made
from tests.web.exchange.test_gates import BAD

from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Event
from jiheng.web.filings.models import Evidence
from jiheng.web.filings.saving import save
from jiheng.web.organisations.states import State

KEY = "key00000"


@pytest.fixture
def filing(district):
    cache.clear()
    opened = district.filing()
    return save(opened.pk, sound_content(opened), 0, Actor(district.people["filer"])).filing


def add(client, filing, *files, token=None):
    return client.post(
        reverse("exchange:add_evidence", args=(filing.pk, KEY)),
        {"files": [made.given(*each) for each in files], "token": token or uuid.uuid4().hex},
        follow=True,
    )


def test_files_are_kept_under_random_names_and_come_out_as_downloads(filing, signed_in, uploads):
    client = signed_in("filer")
    page = add(client, filing, ("清单.pdf", made.pdf()), ("照片.png", made.picture()))
    assert "已上传 2 份材料" in page.content.decode()
    one = Evidence.objects.get(name="清单.pdf")
    assert "清单" not in one.file.name and (uploads / one.file.name).read_bytes() == made.pdf()
    answer = client.get(reverse("exchange:get_evidence", args=(filing.pk, one.pk)))
    assert b"".join(answer.streaming_content) == made.pdf()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%B8%85")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    events = Event.objects.filter(chain=filing.chain, action="evidence.add")
    assert [event.after["name"] for event in events] == ["清单.pdf", "照片.png"]


@pytest.mark.parametrize(("name", "data", "said"), BAD.values(), ids=BAD)
def test_a_bad_file_changes_nothing_at_all(filing, signed_in, uploads, name, data, said):
    before = Event.objects.count()
    page = add(signed_in("filer"), filing, ("好的.pdf", made.pdf()), (name, data))
    assert "没有上传" in page.content.decode()
    assert made.stored(uploads) == []
    assert (Evidence.objects.count(), Event.objects.count()) == (0, before)


def test_a_second_click_and_a_file_that_is_there_already_keep_nothing_twice(
    filing, signed_in, uploads
):
    client, token = signed_in("filer"), uuid.uuid4().hex
    for _ in range(2):
        page = add(client, filing, ("清单.pdf", made.pdf()), token=token)
    assert "没有重复保存" in page.content.decode()
    page = add(client, filing, ("别名.pdf", made.pdf()))
    assert "已经上传过" in page.content.decode()
    assert Evidence.objects.count() == len(made.stored(uploads)) == 1


def test_what_is_taken_away_is_told_and_its_file_stays(filing, signed_in, uploads):
    client = signed_in("filer")
    add(client, filing, ("清单.pdf", made.pdf()))
    one = Evidence.objects.get()
    for said in ("已删去", "先前已经删去"):
        address = reverse("exchange:remove_evidence", args=(filing.pk, one.pk))
        assert said in client.post(address, follow=True).content.decode()
    one.refresh_from_db()
    assert one.removed_at and len(made.stored(uploads)) == 1
    assert Event.objects.filter(action="evidence.remove").count() == 1
    answer = client.get(reverse("exchange:get_evidence", args=(filing.pk, one.pk)))
    assert answer.status_code == 404
    assert list(breaks()) == []


@pytest.mark.parametrize(
    ("who", "state", "see", "change"),
    [
        ("filer", State.DRAFTING, 200, 302),
        ("head", State.DRAFTING, 200, 403),
        ("filer", State.SUBMITTED, 200, 403),
        ("auditor", State.DRAFTING, 404, 404),
        ("auditor", State.SUBMITTED, 200, 403),
        ("other_clerk", State.SUBMITTED, 404, 404),
        ("nobody", State.DRAFTING, 404, 404),
    ],
)
def test_evidence_is_seen_and_changed_as_its_filing(filing, signed_in, who, state, see, change):
    add(signed_in("filer"), filing, ("清单.pdf", made.pdf()))
    one = Evidence.objects.get()
    filing.refresh_from_db()
    filing.state = state
    filing.save()
    client = signed_in(who)
    seen = [
        client.get(reverse("exchange:evidence", args=(filing.pk, KEY))),
        client.get(reverse("exchange:get_evidence", args=(filing.pk, one.pk))),
    ]
    assert [answer.status_code for answer in seen] == [see, see]
    changed = [
        client.post(reverse("exchange:add_evidence", args=(filing.pk, KEY))),
        client.post(reverse("exchange:remove_evidence", args=(filing.pk, one.pk))),
    ]
    assert [answer.status_code for answer in changed] == [change, change]


def test_macros_are_told_beside_the_file(filing, signed_in):
    data = made.with_part(made.word(), "word/vbaProject.bin", b"x")
    page = add(signed_in("filer"), filing, ("方案.docm", data)).content.decode()
    assert page.count("含有宏") == 2


def test_so_many_files_an_hour_and_no_more(filing, signed_in, settings, uploads):
    settings.COSTLY = settings.COSTLY | {"upload": ("上传材料", 2)}
    client = signed_in("filer")
    add(client, filing, ("a.txt", b"a"), ("b.txt", b"b"))
    page = add(client, filing, ("c.txt", b"c"))
    assert "已达 2 次的上限" in page.content.decode()
    assert len(made.stored(uploads)) == 2


def test_what_is_absurdly_large_is_left_out_as_it_comes_in(filing, signed_in, settings, uploads):
    settings.REQUEST_LARGEST = 1000
    page = add(signed_in("filer"), filing, ("大.txt", b"x" * 5000))
    assert "“大.txt”太大" in page.content.decode()
    assert made.stored(uploads) == []
