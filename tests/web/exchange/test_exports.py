"""Exports: made in the background, fetched by who may, cleared away in time."""

from __future__ import annotations

import uuid
import zipfile
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from tests.web.conftest import person, sound_content, walked
from tests.web.exchange import made

from jiheng.reading.documents import read_bytes
from jiheng.web.cycles.models import Project
from jiheng.web.events.chain import Actor
from jiheng.web.events.models import Event
from jiheng.web.exchange.exporting import expiry, kinds, making
from jiheng.web.exchange.models import Export, Making
from jiheng.web.filings.saving import save
from jiheng.web.organisations.models import Role
from jiheng.web.organisations.states import State
from jiheng.web.signing.sealing import in_force


@pytest.fixture
def filled(district):
    """Two filings of one unit, one of them with a name that a spreadsheet would run."""
    cache.clear()
    risky = Project.objects.create(unit=district.unit, name='=HYPERLINK("http://x")')
    for project in (district.project, risky):
        filing = district.filing(project)
        save(filing.pk, sound_content(filing), 0, Actor(district.people["clerk"]))
    return district


def ask(client, cycle, kind, token=None, **wanted):
    sent = {"cycle": cycle.pk, "kind": kind, "token": token or uuid.uuid4().hex} | wanted
    return client.post(reverse("exchange:exports"), sent, follow=True).content.decode()


def fetched(client) -> bytes:
    export = Export.objects.latest("pk")
    answer = client.get(reverse("exchange:get_export", args=(export.pk,)))
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def test_the_list_is_a_workbook_in_which_nothing_runs(filled, signed_in):
    client = signed_in("clerk")
    assert "下载" in ask(client, filled.cycle, "list")
    book = openpyxl.load_workbook(BytesIO(fetched(client)))
    sheet = book["自评表清单"]
    names = {row[4].value: row[4].data_type for row in sheet.iter_rows(min_row=2)}
    assert names == {"新媒体宣传": "s", '=HYPERLINK("http://x")': "s"}
    assert sheet["K2"].value == 100


def test_official_forms_come_as_a_zip_in_folders_of_units(filled, signed_in):
    client = signed_in("clerk")
    ask(client, filled.cycle, "forms")
    with zipfile.ZipFile(BytesIO(fetched(client))) as zipped:
        names = sorted(zipped.namelist())
        forms = read_bytes(zipped.read("区融媒体中心/新媒体宣传.docx"), "a.docx")
    assert names[1] == "区融媒体中心/新媒体宣传.docx" and len(names) == 2
    assert names[0] == "区融媒体中心/=HYPERLINK(_http___x_).docx"
    assert len(forms.filings[0].indicators) == 6


def test_official_forms_come_as_one_word_file(filled, signed_in):
    client = signed_in("clerk")
    ask(client, filled.cycle, "document")
    assert len(read_bytes(fetched(client), "a.docx").filings) == 2


@pytest.mark.parametrize(("kind", "beginning"), [("report", b"PK"), ("findings", b"PK")])
def test_findings_come_as_a_report_and_as_a_list(filled, signed_in, kind, beginning):
    client = signed_in("clerk")
    ask(client, filled.cycle, kind)
    assert fetched(client).startswith(beginning)


def test_a_worker_makes_what_waits_in_the_database(filled, signed_in, worker):
    client = signed_in("clerk")
    page = ask(client, filled.cycle, "list")
    assert "等待制作" in page and 'hx-trigger="every 2s"' in page
    worker()
    assert Export.objects.get().state == Making.READY
    assert fetched(client).startswith(b"PK")


def test_what_is_chosen_is_what_is_exported(filled, signed_in):
    client = signed_in("clerk")
    assert "没有您可以导出的" in ask(client, filled.cycle, "list", state=State.PASSED)
    assert "请从列表中选择单位" in ask(client, filled.cycle, "list", unit=filled.other_unit.pk)
    ask(client, filled.cycle, "list", unit=filled.unit.pk, state=State.DRAFTING)
    assert Export.objects.get().filings == 2


def test_nobody_exports_what_they_do_not_see(filled, signed_in):
    for who in ("auditor", "finance", "reviewer", "other_clerk"):
        assert "没有您可以导出的" in ask(signed_in(who), filled.cycle, "list")
    assert signed_in("filer").get(reverse("exchange:exports")).status_code == 404


def test_an_export_is_for_its_maker_and_for_who_holds_just_the_same(filled, signed_in, district):
    ask(signed_in("clerk"), filled.cycle, "list")
    address = reverse("exchange:get_export", args=(Export.objects.get().pk,))
    district.people["second"] = person("second", "另一经办", (Role.CLERK, district.unit))
    district.people["both"] = person(
        "both", "兼职", (Role.CLERK, district.unit), (Role.HEAD, district.unit)
    )
    expected = {"second": 200, "both": 404, "head": 404, "other_clerk": 404, "finance": 404}
    assert {who: signed_in(who).get(address).status_code for who in expected} == expected


def test_a_second_click_makes_one_file(filled, signed_in, uploads):
    client, token = signed_in("clerk"), uuid.uuid4().hex
    for _ in range(2):
        ask(client, filled.cycle, "list", token)
    assert Export.objects.count() == len(made.stored(uploads)) == 1
    assert Event.objects.filter(action="export").count() == 1
    making.make(Export.objects.get().pk)
    assert len(made.stored(uploads)) == 1


def test_files_are_kept_for_seven_days_and_no_longer(filled, signed_in, uploads):
    client = signed_in("clerk")
    ask(client, filled.cycle, "list")
    export = Export.objects.get()
    assert timedelta(days=6, hours=23) < export.expires_at - timezone.now() < timedelta(days=7)
    assert expiry.sweep() == 0
    export.expires_at = timezone.now()
    export.save()
    assert client.get(reverse("exchange:get_export", args=(export.pk,))).status_code == 404
    assert expiry.sweep() == 1
    assert made.stored(uploads) == []
    assert "已过期" in client.get(reverse("exchange:exports")).content.decode()


def test_limits_are_told_with_their_figures(filled, signed_in, settings, monkeypatch):
    client = signed_in("clerk")
    monkeypatch.setitem(kinds.KINDS, "document", kinds.Kind("合成一个文件", "docx", 1))
    assert "一次最多 1 份，所选范围有 2 份" in ask(client, filled.cycle, "document")
    settings.COSTLY = settings.COSTLY | {"export": ("导出", 1)}
    cache.clear()
    ask(client, filled.cycle, "list")
    assert "已达 1 次的上限" in ask(client, filled.cycle, "list")
    assert Export.objects.count() == 1


def test_what_cannot_be_made_says_so(filled, signed_in, monkeypatch):
    def fail(export, target):
        raise making.TemplateError("表样里有不认识的栏目")

    monkeypatch.setitem(making.WAYS, "list", fail)
    assert "表样里有不认识的栏目" in ask(signed_in("clerk"), filled.cycle, "list")
    assert Export.objects.get().state == Making.FAILED


def test_the_page_of_exports_takes_few_queries(filled, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    for _ in range(5):
        ask(client, filled.cycle, "list")
    with django_assert_max_num_queries(15):
        client.get(reverse("exchange:exports"))


@pytest.mark.parametrize("kind", ["forms", "document"])
def test_signed_forms_are_exported_as_they_are_printed(district, signed_in, kind):
    cache.clear()
    filing = walked(district, "hand_in", "sign")
    client = signed_in("head")
    ask(client, district.cycle, kind)
    data = fetched(client)
    if kind == "forms":
        with zipfile.ZipFile(BytesIO(data)) as zipped:
            data = zipped.read("区融媒体中心/新媒体宣传.docx")
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert in_force(filing).code in package.read("word/document.xml").decode()
