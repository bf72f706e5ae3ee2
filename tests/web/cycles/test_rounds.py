"""Rounds and projects: made, opened, reminded of, closed, opened again."""

from __future__ import annotations

import uuid
from datetime import timedelta
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import sound_content

from jiheng.web.cycles.models import Cycle, Phase, Project
from jiheng.web.cycles.reminding import remind
from jiheng.web.cycles.rulebooks import edition
from jiheng.web.events.models import Event
from jiheng.web.filings.models import Filing
from jiheng.web.notices.models import Notice


def post(client, name, /, *args, **form):
    form = {"token": uuid.uuid4().hex} | form
    return client.post(reverse(name, args=args), form, follow=True)


def settings_of(district, **changed):
    later = timezone.localtime(timezone.now() + timedelta(days=30))
    return {
        "name": "2026年度绩效自评",
        "fiscal_year": 2026,
        "deadline": f"{later:%Y-%m-%dT%H:%M}",
        "reminders": "7，3",
        "rulebook": "mof-2020",
        "units": [district.unit.pk],
    } | changed


@pytest.fixture
def finance(signed_in):
    return signed_in("finance")


def test_a_round_starts_from_last_years_and_opens_with_forms_for_its_projects(finance, district):
    page = finance.get(reverse("cycles:add")).content.decode()
    assert "2026年度绩效自评" in page
    assert "从那里带过来" in page
    post(finance, "cycles:add", **settings_of(district))
    made = Cycle.objects.get(fiscal_year=2026)
    assert (made.phase, made.carried_from, made.reminders) == (
        Phase.PLANNED,
        district.cycle,
        [7, 3],
    )
    page = post(finance, "cycles:begin", made.pk)
    assert "已开始" in page.content.decode()
    found = Filing.objects.filter(cycle=made)
    assert [filing.project for filing in found] == [district.project]
    page = post(finance, "cycles:begin", made.pk)
    assert "不能再开始" in page.content.decode()


def test_carried_over_forms_have_last_years_indicators(finance, district):
    earlier = district.filing()
    earlier.content = sound_content(earlier)
    earlier.save()
    post(finance, "cycles:add", **settings_of(district, rulebook="hubei-2021"))
    made = Cycle.objects.get(fiscal_year=2026)
    post(finance, "cycles:begin", made.pk)
    rows = Filing.objects.get(cycle=made).content["indicators"]
    assert [row["level3_text"] for row in rows][:1] == ["发布新媒体作品数量（10分）"]
    assert {row["actual"] for row in rows} == {""}


def test_an_own_rulebook_is_held_against_the_loader(finance, district):
    text = files("jiheng.rulebook").joinpath("editions/mof-2020.toml").read_text("utf-8")
    wrong = SimpleUploadedFile("办法.toml", b'id = "x"\n')
    page = post(finance, "cycles:add", **settings_of(district, rulebook="own", rulebook_file=wrong))
    assert page.status_code == 422
    assert not Cycle.objects.filter(fiscal_year=2026).exists()
    assert page.context["form"].errors["rulebook_file"]
    own = SimpleUploadedFile("办法.toml", text.replace('"mof-2020"', '"own-1"', 1).encode())
    post(finance, "cycles:add", **settings_of(district, rulebook="own", rulebook_file=own))
    assert edition(Cycle.objects.get(fiscal_year=2026)).id == "own-1"


def test_a_template_is_a_word_file_with_fields(finance, district):
    fake = SimpleUploadedFile("表样.docx", b"not a word file")
    page = post(finance, "cycles:add", **settings_of(district, template_file=fake))
    assert page.context["form"].errors["template_file"]
    folder = files("jiheng.writing.official").joinpath("templates")
    shipped = next(f for f in folder.iterdir() if f.name.endswith(".docx"))
    real = SimpleUploadedFile("表样.docx", shipped.read_bytes())
    post(finance, "cycles:add", **settings_of(district, template_file=real))
    assert Cycle.objects.get(fiscal_year=2026).template.read() == shipped.read_bytes()


@pytest.mark.parametrize("wrong", ["七天", "0", "-1", "100"])
def test_reminders_are_days(finance, district, wrong):
    page = post(finance, "cycles:add", **settings_of(district, reminders=wrong))
    assert "1 到 90 的整数" in page.content.decode()


def test_an_open_round_keeps_its_rulebook_year_and_units_with_forms(finance, district):
    district.filing()
    same = settings_of(
        district,
        name=district.cycle.name,
        fiscal_year=2025,
        rulebook="hubei-2021",
        units=[district.unit.pk, district.other_unit.pk],
    )
    for change, said in (
        ({"rulebook": "mof-2020"}, "不能再换计分办法"),
        ({"fiscal_year": 2024}, "不能再改预算年度"),
        ({"units": [district.other_unit.pk]}, "不能从参加单位中去掉"),
    ):
        page = post(finance, "cycles:edit", district.cycle.pk, **same | change)
        assert said in page.content.decode()
    post(finance, "cycles:edit", district.cycle.pk, **same | {"reminders": "5"})
    district.cycle.refresh_from_db()
    assert district.cycle.reminders == [5]


def test_after_the_deadline_a_unit_is_let_in_again_for_a_reason(finance, district):
    Cycle.objects.update(deadline=timezone.now() - timedelta(days=1))
    district.cycle.refresh_from_db()
    assert not district.cycle.open_for(district.unit)
    until = timezone.localtime(timezone.now() + timedelta(days=2))
    form = {"unit": district.unit.pk, "until": f"{until:%Y-%m-%dT%H:%M}", "reason": ""}
    assert post(finance, "cycles:reopen", district.cycle.pk, **form).status_code == 422
    post(finance, "cycles:reopen", district.cycle.pk, **form | {"reason": "决算批复推迟"})
    assert district.cycle.open_for(district.unit)
    assert not district.cycle.open_for(district.other_unit)
    event = Event.objects.get(chain=f"cycle:{district.cycle.pk}", action="reopen")
    assert event.after["reason"] == "决算批复推迟"


def test_a_closed_round_stays_closed(finance, district):
    post(finance, "cycles:close", district.cycle.pk)
    district.cycle.refresh_from_db()
    assert district.cycle.phase == Phase.CLOSED
    edit = reverse("cycles:edit", args=[district.cycle.pk])
    assert finance.get(edit).status_code == 403


def test_each_day_is_reminded_of_once(district):
    district.filing()
    assert remind() == []
    soon = district.cycle.deadline - timedelta(days=2)
    assert remind(soon) == [district.cycle.pk]
    assert remind(soon) == []
    district.cycle.refresh_from_db()
    assert district.cycle.reminded == [7, 3]
    event = Event.objects.get(action="remind")
    assert event.after == {"days": 3, "units": [district.unit.pk]}
    told = Notice.objects.select_related("person")
    assert {notice.person.username for notice in told} == {"filer", "clerk"}
    assert "还有 2 天" in told[0].text
    assert remind(district.cycle.deadline - timedelta(hours=1)) == [district.cycle.pk]
    assert remind(district.cycle.deadline + timedelta(hours=1)) == []


def test_a_project_that_is_added_joins_the_open_rounds(signed_in, district):
    clerk = signed_in("clerk")
    form = {"place": district.section.pk, "name": "直播间改造", "code": "Z9"}
    post(clerk, "manage:project_add", **form)
    made = Project.objects.get(name="直播间改造")
    assert (made.unit, made.section) == (district.unit, district.section)
    assert made.filings.get().cycle == district.cycle
    page = post(clerk, "manage:project_add", **form)
    assert "已经有同名同编码的项目" in page.content.decode()


def test_a_clerk_manages_the_projects_of_their_unit_alone(signed_in, district):
    clerk = signed_in("clerk")
    assert "校舍维修" not in clerk.get(reverse("manage:projects")).content.decode()
    other = reverse("manage:project_edit", args=[district.other_project.pk])
    assert clerk.get(other).status_code == 404
    form = {"place": district.other_unit.pk, "name": "甲"}
    assert post(clerk, "manage:project_add", **form).status_code == 422


def test_a_project_is_renamed_moved_and_closed(signed_in, district):
    clerk, pk = signed_in("clerk"), district.project.pk
    post(clerk, "manage:project_edit", pk, name="新媒体宣传二期", code="X", section="")
    post(clerk, "manage:project_active", pk)
    district.project.refresh_from_db()
    assert (district.project.name, district.project.section, district.project.active) == (
        "新媒体宣传二期",
        None,
        False,
    )
    events = Event.objects.filter(chain=f"project:{pk}").values_list("action", flat=True)
    assert list(events) == ["change", "close"]


def test_a_round_names_its_rulebook_as_people_do(finance, district):
    page = reverse("cycles:cycle", args=[district.cycle.pk])
    book = edition(district.cycle)
    assert f"{book.name}（{book.document}）" in finance.get(page).content.decode()
    Cycle.objects.filter(pk=district.cycle.pk).update(rulebook="nowhere-1999", rulebook_text="")
    assert "nowhere-1999（现在读不出来，请检查设置）" in finance.get(page).content.decode()
