"""The way of a filing, and who may take it."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from tests.web.conftest import sound_content

from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Event, Head
from jiheng.web.filings.saving import Conflict, save
from jiheng.web.filings.steps import Asked, Refused, Stale, take
from jiheng.web.organisations.permissions import ACTIONS, may, visible
from jiheng.web.organisations.states import State


def asked(filing, words="", token=None):
    return Asked(filing.revision, token or uuid.uuid4().hex, words)


@pytest.fixture
def ready(district):
    """A filing filled in soundly, and the district."""
    filing = district.filing()
    saved = save(filing.pk, sound_content(filing), 0, Actor(district.people["filer"]))
    assert [f.told["message"] for f in saved.judged.open] == []
    return saved.filing


def test_a_filing_goes_from_the_filer_to_the_last_approval(ready, district):
    way = [
        ("hand_in", "filer", State.GATHERED),
        ("sign", "head", State.SIGNED),
        ("submit", "clerk", State.SUBMITTED),
        ("audit", "auditor", State.AUDITED),
        ("pass", "finance", State.PASSED),
    ]
    filing = ready
    for name, who, state in way:
        filing, moved = take(filing.pk, name, Actor(district.people[who]), asked(filing))
        assert (filing.state, moved) == (state, True)
    assert filing.versions.count() == len(way)
    events = Event.objects.filter(chain=filing.chain)
    assert [e.action for e in events] == ["open", "edit", *(name for name, *_ in way)]
    assert list(breaks()) == []


def test_what_is_wrong_or_unexplained_is_not_handed_in(district):
    filing = district.filing()
    with pytest.raises(Refused, match="个错误"):
        take(filing.pk, "hand_in", Actor(district.people["filer"]), asked(filing))


def test_a_second_click_takes_the_step_once(ready, district):
    actor, token = Actor(district.people["filer"]), uuid.uuid4().hex
    first = take(ready.pk, "hand_in", actor, asked(ready, token=token))
    second = take(ready.pk, "hand_in", actor, asked(ready, token=token))
    assert (first[1], second[1]) == (True, False)
    assert second[0].versions.count() == 1


def test_a_step_on_what_somebody_else_changed_is_refused(ready, district):
    old = ready.revision
    content = sound_content(ready) | {"goal": "多写一句"}
    save(ready.pk, content, old, Actor(district.people["clerk"]))
    with pytest.raises(Stale, match="经办人乙"):
        take(ready.pk, "hand_in", Actor(district.people["filer"]), Asked(old, "t"))


def test_of_two_savings_from_one_revision_the_second_is_told_and_loses_nothing(ready, district):
    mine, theirs = (sound_content(ready) | {"goal": words} for words in ("甲写的", "乙写的"))
    save(ready.pk, theirs, ready.revision, Actor(district.people["clerk"]))
    with pytest.raises(Conflict) as told:
        save(ready.pk, mine, ready.revision, Actor(district.people["filer"]))
    assert told.value.theirs == {"goal": "乙写的"}


def test_steps_that_need_a_reason_are_refused_without(ready, district):
    filing, _ = take(ready.pk, "hand_in", Actor(district.people["filer"]), asked(ready))
    with pytest.raises(Refused, match="理由"):
        take(filing.pk, "send_back", Actor(district.people["clerk"]), asked(filing))


def test_another_units_filing_is_not_theirs_to_see(ready, district):
    outsider = district.people["other_clerk"]
    assert not visible(outsider).filter(pk=ready.pk).exists()
    assert not any(may(outsider, action, ready) for action in ACTIONS if action[:6] == "filing")


def test_what_is_visible_is_what_may_be_seen(ready, district):
    for state in State:
        ready.state = state
        ready.save()
        for who in district.people.values():
            assert visible(who).filter(pk=ready.pk).exists() == may(who, "filing.see", ready)


def test_the_database_refuses_to_change_the_log(ready):
    event = Event.objects.first()
    event.actor_name = "别人"
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("UPDATE events_event SET actor_name = '别人' WHERE number = 1", "改动过"),
        ("DELETE FROM events_event WHERE number = 1", "不见了"),
        ("DELETE FROM events_event WHERE number = 2", "实际只到"),
    ],
)
def test_a_log_that_was_tampered_with_is_found_out(ready, tamper, said):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER events_no_update")
            cursor.execute("DROP TRIGGER events_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE events_event DISABLE TRIGGER events_append_only")
        cursor.execute(tamper)
    assert any(said in found.problem for found in breaks(ready.chain))
    assert Head.objects.count() == 1


def test_words_that_no_paper_can_show_are_refused(ready, district):
    with pytest.raises(Refused, match=r"“意见”里有印不出来的字符（U\+0000"):
        take(ready.pk, "hand_in", Actor(district.people["filer"]), asked(ready, "好\x00"))
