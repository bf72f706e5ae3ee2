"""The clerk gathers the unit's filings: what is missing, the roll-up, sending back, submitting."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.web.conftest import sound_content, walked

from jiheng.web.cycles.models import Project, Reopening
from jiheng.web.events.chain import Actor
from jiheng.web.filings.saving import save
from jiheng.web.filings.steps import Asked, take
from jiheng.web.organisations.states import State
from jiheng.web.reviews import making, rolling
from jiheng.web.reviews.models import RollUp
from jiheng.web.reviews.tasks import QUEUE


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def two(district):
    """Two signed filings of the unit, alike but for their names, and a project not begun."""
    other = Project.objects.create(unit=district.unit, section=district.section, name="短视频")
    Project.objects.create(unit=district.unit, name="档案整理")
    return [walked(district, "hand_in", "sign", project=p) for p in (district.project, other)]


def page(client, district, **query):
    answer = client.get(reverse("reviews:gather", args=(district.cycle.pk,)), query)
    assert answer.status_code == 200
    return answer.content.decode()


def submit(client, district, filings):
    sent = {"token": uuid.uuid4().hex, "filing": [f"{f.pk}:{f.revision}" for f in filings]}
    return client.post(reverse("reviews:submit", args=(district.cycle.pk,)), sent, follow=True)


def test_the_page_tells_what_is_missing_and_both_totals(two, district, signed_in):
    told = page(signed_in("clerk"), district)
    for words in ("档案整理", "还没有开始填写", "签批了没有报送", "先汇总再计分", "按资金加权"):
        assert words in told
    assert "离报送截止还有" in told


def test_what_lies_across_the_filings_is_told_with_their_names(two, district, signed_in):
    assert rolling.rolled(district.cycle, district.unit, two).result["across"]
    told = page(signed_in("clerk"), district)
    assert "新媒体宣传、短视频" in told or "短视频、新媒体宣传" in told


def test_the_roll_up_is_made_once_until_a_filing_changes(two, district, monkeypatch):
    made = []
    monkeypatch.setattr(making, "_made", lambda cycle, filings: made.append(1) or {"group": {}})
    rolling.rolled(district.cycle, district.unit, two)
    rolling.rolled(district.cycle, district.unit, two)
    assert len(made) == 1
    two[0].revision += 1
    two[0].save()
    rolling.rolled(district.cycle, district.unit, two)
    assert len(made) == 2


def test_until_it_is_made_the_page_says_so_and_asks_again_by_itself(
    two, district, signed_in, worker
):
    client = signed_in("clerk")
    for _ in range(2):
        told = page(client, district)
        assert "正在后台计算" in told
        assert 'hx-trigger="every 2s"' in told
        assert "先汇总再计分" not in told
    assert DBTaskResult.objects.filter(queue_name=QUEUE).count() == 1
    worker()
    part = client.get(
        reverse("reviews:gather", args=(district.cycle.pk,)),
        headers={"HX-Request": "true", "HX-Target": "rolled"},
    ).content.decode()
    assert part.lstrip().startswith('<div id="rolled">')
    assert "先汇总再计分" in part
    assert "先汇总再计分" in page(client, district)


def test_what_was_made_of_an_earlier_state_is_not_shown(two, district, signed_in, worker):
    client = signed_in("clerk")
    page(client, district)
    worker()
    asked = Asked(two[0].revision, uuid.uuid4().hex, "金额有误")
    take(two[0].pk, "unlock", Actor(district.people["head"]), asked)
    assert "先汇总再计分" not in page(client, district)
    worker()
    assert "先汇总再计分" in page(client, district)


def test_a_step_has_it_made_before_somebody_looks(
    district, signed_in, worker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        walked(district, "hand_in", "sign")
    worker()
    assert "先汇总再计分" in page(signed_in("clerk"), district)


def test_what_could_not_be_made_is_told_and_tried_again_later(
    two, district, signed_in, worker, monkeypatch
):
    client = signed_in("clerk")
    with monkeypatch.context() as broken:
        broken.setattr(making, "_made", lambda *given: 1 / 0)
        page(client, district)
        worker()
    told = page(client, district)
    assert "没有算成" in told
    assert "hx-trigger" not in told.partition('id="rolled"')[2].partition(">")[0]
    RollUp.objects.update(asked_at=timezone.now() - 2 * rolling.PATIENCE)
    assert "正在后台计算" in page(client, district)
    worker()
    assert "先汇总再计分" in page(client, district)


def test_the_unit_is_one_however_its_filings_spell_it(two, district):
    two[1].content["unit"] = "融媒体中心"
    two[1].save()
    rolling.rolled(district.cycle, district.unit, two)
    kept = RollUp.objects.get()
    assert kept.result["group"]["approved"] == 200


def test_all_signed_ones_are_submitted_at_once(two, district, signed_in):
    told = submit(signed_in("clerk"), district, two).content.decode()
    assert "2 份已报送主管部门" in told
    for filing in two:
        filing.refresh_from_db()
        assert filing.state == State.SUBMITTED


def test_after_the_deadline_nothing_is_submitted_unless_reopened(two, district, signed_in):
    district.cycle.deadline = timezone.now() - timedelta(days=1)
    district.cycle.save()
    client = signed_in("clerk")
    assert "已截止" in page(client, district)
    assert "已过报送截止时间" in submit(client, district, two).content.decode()
    two[0].refresh_from_db()
    assert two[0].state == State.SIGNED
    Reopening.objects.create(
        cycle=district.cycle,
        unit=district.unit,
        until=timezone.now() + timedelta(days=1),
        reason="系统维护",
        by=district.people["finance"],
    )
    assert "重新开放到" in page(client, district)
    assert "2 份已报送" in submit(client, district, two).content.decode()


def test_a_filing_is_sent_back_to_its_section_from_here(district, signed_in):
    filing = walked(district, "hand_in")
    client = signed_in("clerk")
    address = reverse("filings:step", args=(filing.pk, "send_back"))
    assert address in page(client, district)
    sent = {"token": "t", "revision": filing.revision, "words": "目标值核实"}
    client.post(address, sent)
    filing.refresh_from_db()
    assert filing.state == State.RETURNED
    assert "退回后没有再交" in page(client, district)


def test_the_page_is_the_units_own(two, district, signed_in):
    address = reverse("reviews:gather", args=(district.cycle.pk,))
    assert signed_in("head").get(address).status_code == 200
    for who in ("filer", "auditor", "finance", "nobody"):
        assert signed_in(who).get(address).status_code == 404, who
    told = page(signed_in("other_clerk"), district)
    assert "新媒体宣传" not in told
    submit(signed_in("other_clerk"), district, two)
    two[0].refresh_from_db()
    assert two[0].state == State.SIGNED


def test_the_page_asks_few_questions(district, signed_in, django_assert_max_num_queries):
    for number in range(10):
        project = Project.objects.create(unit=district.unit, name=f"项目{number}")
        filing = district.filing(project)
        save(filing.pk, sound_content(filing), 0, Actor(district.people["clerk"]))
    client = signed_in("clerk")
    page(client, district)
    with django_assert_max_num_queries(15):
        page(client, district)
