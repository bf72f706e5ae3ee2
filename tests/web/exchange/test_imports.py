"""Documents become drafts: read in the background, matched, corrected, taken over once."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from tests.web.conftest import sound_content
from tests.web.exchange import made

from jiheng.web.cycles.models import Project
from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Event
from jiheng.web.exchange.importing.matching import match
from jiheng.web.exchange.models import Import, ImportedForm, Likeness, Outcome, Reading
from jiheng.web.filings.models import Filing, Version
from jiheng.web.filings.saving import save


def drop(client, cycle, *files, token=None):
    return client.post(
        reverse("exchange:imports"),
        {
            "cycle": cycle.pk,
            "files": [made.given(*each) for each in files],
            "token": token or uuid.uuid4().hex,
        },
        follow=True,
    )


def take(client, form, **said):
    address = reverse("exchange:take", args=(form.upload.batch_id, form.pk))
    return client.post(address, said, follow=True).content.decode()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html", "pdf"])
def test_a_document_becomes_the_draft_of_its_project(district, signed_in, written, kind):
    client = signed_in("clerk")
    page = drop(client, district.cycle, (f"表.{kind}", written("新媒体宣传", kind=kind)))
    form = ImportedForm.objects.get()
    assert (form.project, form.likeness) == (district.project, Likeness.NAME)
    assert "导入已对上项目的 1 份" in page.content.decode()
    shown = client.get(reverse("exchange:form", args=(form.upload.batch_id, form.pk)))
    text = shown.content.decode()
    assert "发布新媒体作品数量" in text
    key = form.content["indicators"][0]["key"]
    assert f'id="at-indicators.{key}.target"' in text
    if kind == "pdf":
        image = client.get(reverse("exchange:page", args=(form.upload.batch_id, form.upload_id, 1)))
        assert (
            image.content.startswith(b"\x89PNG") and "sandbox" in image["Content-Security-Policy"]
        )
    page = client.post(reverse("exchange:take_all", args=(form.upload.batch_id,)), follow=True)
    assert "已导入 1 份自评表" in page.content.decode()
    filing = Filing.objects.get(project=district.project)
    assert [row["target"] for row in filing.content["indicators"]][:2] == ["≥120件", "≥98%"]
    assert filing.content["unit"] == "区融媒体中心" and filing.total == 100
    assert list(breaks()) == []


def test_a_zip_of_files_is_read_file_by_file_and_bad_ones_are_told(district, signed_in, written):
    data = made.archive(
        {
            "甲/表.docx": written("新媒体宣传"),
            "乙/坏的.docx": b"PK\x03\x04 broken",
            "乙/程序.exe": b"MZ" + b"\0" * 2000,
            "丙/空白.txt": "没有自评表的文字".encode(),
            "__MACOSX/表.docx": b"x",
        }
    )
    page = drop(signed_in("clerk"), district.cycle, ("全部.zip", data)).content.decode()
    batch = Import.objects.get()
    states = dict(batch.uploads.values_list("name", "state"))
    assert states == {
        "全部.zip": Reading.UNPACKED,
        "甲/表.docx": Reading.READ,
        "乙/坏的.docx": Reading.UNREADABLE,
        "乙/程序.exe": Reading.UNREADABLE,
        "丙/空白.txt": Reading.UNREADABLE,
    }
    assert "Windows 程序" in page and "没有找到自评表" in page
    assert batch.finished and ImportedForm.objects.count() == 1


def test_a_bad_file_stops_all_that_came_with_it(district, signed_in, written, uploads):
    page = drop(
        signed_in("clerk"), district.cycle, ("表.docx", written("新媒体宣传")), ("a.exe", b"MZ\0\0")
    )
    assert "没有上传" in page.content.decode()
    assert (Import.objects.count(), made.stored(uploads)) == (0, [])
    assert not Event.objects.filter(action="import").exists()


def test_the_same_form_sent_twice_is_one_import(district, signed_in, written, uploads):
    client, token, data = signed_in("clerk"), uuid.uuid4().hex, written("新媒体宣传")
    for _ in range(2):
        drop(client, district.cycle, ("表.docx", data), token=token)
    assert Import.objects.count() == ImportedForm.objects.count() == 1
    assert len(made.stored(uploads)) == 2  # the document, and what it shows


def test_a_worker_reads_what_waits_in_the_database(worker, district, signed_in, written):
    client = signed_in("clerk")
    page = drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    assert "正在读取：已读 0 / 1 个文件" in page.content.decode()
    assert 'hx-trigger="every 2s"' in page.content.decode()
    worker()
    batch = Import.objects.get()
    page = client.get(reverse("exchange:import", args=(batch.pk,)), headers={"HX-Request": "true",
        "HX-Target": "import"}).content.decode()  # fmt: skip
    assert "<html" not in page and "every 2s" not in page
    assert "读出的自评表（1 份）" in page


def test_names_that_are_alike_are_proposed_and_never_taken_unasked(district, signed_in, written):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传推广")))
    form = ImportedForm.objects.get()
    assert (form.project, form.likeness) == (district.project, Likeness.SIMILAR)
    client.post(reverse("exchange:take_all", args=(form.upload.batch_id,)))
    assert not Filing.objects.exists()
    assert "已导入" in take(client, form, chosen=district.project.pk)
    assert Filing.objects.get().project == district.project


def test_a_form_of_no_project_makes_one_where_that_is_allowed(district, signed_in, written):
    data = written("融媒体演播室改造")
    client = signed_in("filer")
    drop(client, district.cycle, ("表.docx", data))
    form = ImportedForm.objects.get()
    assert form.likeness == Likeness.NONE
    assert "还没有选定" in take(client, form) or "请先选定" in take(client, form)
    assert "不能在这个单位新建项目" in take(client, form, chosen=f"new:{district.unit.pk}")
    assert "不在您的职责范围内" in take(client, form, chosen=district.other_project.pk)
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", data))
    form = ImportedForm.objects.latest("pk")
    assert "不能在这个单位" in take(client, form, chosen=f"new:{district.other_unit.pk}")
    take(client, form, chosen=f"new:{district.unit.pk}")
    assert Filing.objects.get().project == Project.objects.get(name="融媒体演播室改造")


@pytest.mark.parametrize(
    ("existing", "outcome", "goal"),
    [("keep", Outcome.KEPT, "先填的"), ("overwrite", Outcome.REPLACED, "表里的目标")],
)
def test_a_draft_that_has_been_filled_in_is_not_lost(
    district, signed_in, written, existing, outcome, goal
):
    client, data = signed_in("clerk"), written("新媒体宣传", goal="表里的目标", kind="docx")
    filing = district.filing()
    typed = sound_content(filing) | {"goal": "先填的"}
    save(filing.pk, typed, 0, Actor(district.people["filer"]))
    drop(client, district.cycle, ("表.docx", data))
    form = ImportedForm.objects.get()
    page = client.post(reverse("exchange:take_all", args=(form.upload.batch_id,)), follow=True)
    assert "有 1 份的项目已经填过" in page.content.decode()
    assert "请选择保留已填的" in take(client, form, chosen=district.project.pk)
    take(client, form, chosen=district.project.pk, existing=existing)
    form.refresh_from_db()
    filing.refresh_from_db()
    assert form.outcome == outcome
    assert (filing.content["goal"] == "先填的") == (existing == "keep")
    versions = Version.objects.filter(filing=filing, step="import")
    assert [v.content["goal"] for v in versions] == (["先填的"] if existing == "overwrite" else [])


def test_taking_a_form_twice_happens_once(district, signed_in, written):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    form = ImportedForm.objects.get()
    assert "没有重复" not in take(client, form, chosen=district.project.pk)
    assert "没有重复" in take(client, form, chosen=district.project.pk)
    filing = Filing.objects.get()
    actions = Event.objects.filter(chain=filing.chain).values_list("action", flat=True)
    assert list(actions) == ["open", "edit", "import"]


def test_what_was_misread_is_corrected_in_place(district, signed_in, written):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    form = ImportedForm.objects.get()
    row = form.content["indicators"][0]
    field = f"indicators.{row['key']}.actual"
    form.doubts = [{"field": field, "message": "识别可信度只有 62%，请对照原件核对"}]
    form.save()
    address = reverse("exchange:form", args=(form.upload.batch_id, form.pk))
    page = client.get(address).content.decode()
    assert "有 1 处存疑" in page and 'aria-invalid="true"' in page and "62%" in page
    sent = {"revision": 0, field: "125件", "chosen": district.project.pk, "title": "更正的标题"}
    assert "已保存修改" in client.post(address, sent, follow=True).content.decode()
    form.refresh_from_db()
    assert form.content["indicators"][0]["actual"] == "125件" and form.doubts == []
    late = client.post(address, sent | {field: "130件"}, follow=True).content.decode()
    assert "在别的窗口里改过" in late
    client.post(address, {"revision": 1, "take": "1", "chosen": district.project.pk})
    content = Filing.objects.get().content
    assert (content["indicators"][0]["actual"], content["title"]) == ("125件", "更正的标题")
    assert content["project"] == "新媒体宣传"


@pytest.mark.parametrize("who", ["filer", "auditor", "other_clerk", "nobody"])
def test_an_import_is_its_makers_alone(district, signed_in, written, who):
    drop(signed_in("clerk"), district.cycle, ("表.docx", written("新媒体宣传")))
    form = ImportedForm.objects.get()
    client, batch = signed_in(who), form.upload.batch_id
    seen = [
        client.get(reverse("exchange:import", args=(batch,))),
        client.get(reverse("exchange:form", args=(batch, form.pk))),
        client.get(reverse("exchange:get_upload", args=(batch, form.upload_id))),
        client.get(reverse("exchange:page", args=(batch, form.upload_id, 1))),
        client.post(reverse("exchange:take", args=(batch, form.pk))),
        client.post(reverse("exchange:take_all", args=(batch,))),
        client.post(reverse("exchange:read_again", args=(batch,))),
    ]
    assert {answer.status_code for answer in seen} == {404}


def test_a_code_tells_more_than_a_name(district):
    coded = Project.objects.create(
        unit=district.unit, name="别的项目", code="51092324T000010263357"
    )
    content = {"project": "新媒体宣传", "project_code": coded.code, "unit": ""}
    assert match(content, [district.project, coded]) == (coded, Likeness.CODE)


def test_a_code_before_the_name_as_our_own_forms_print_it_is_the_projects(district):
    coded = Project.objects.create(unit=district.unit, name="新媒体宣传二期", code="LJ-7")
    content = {"project": "LJ-7-新媒体宣传二期", "project_code": "", "unit": ""}
    assert match(content, [district.project, coded]) == (coded, Likeness.CODE)


def test_of_equal_names_the_one_of_the_forms_own_unit_is_meant(district):
    twin = Project.objects.create(unit=district.other_unit, name="新媒体宣传")
    content = {"project": "新媒体 宣传", "project_code": "", "unit": "实验小学"}
    assert match(content, [district.project, twin]) == (twin, Likeness.NAME)
    content["unit"] = "别的单位"
    assert match(content, [district.project, twin])[1] == Likeness.SIMILAR


def test_pages_of_imports_take_few_queries(
    district, signed_in, written, django_assert_max_num_queries
):
    client = signed_in("clerk")
    names = [f"项目{number}号工程" for number in range(12)]
    drop(client, district.cycle, ("表.docx", written(*names)))
    form = ImportedForm.objects.first()
    batch = form.upload.batch_id
    for address in (
        reverse("exchange:imports"),
        reverse("exchange:import", args=(batch,)),
        reverse("exchange:form", args=(batch, form.pk)),
    ):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_a_document_that_ends_its_process_costs_itself_alone(
    district, signed_in, written, worker, uploads
):
    client, data = signed_in("clerk"), written("新媒体宣传")
    drop(client, district.cycle, ("坏.docx", data), ("好.docx", data))
    bad, _ = Import.objects.get().uploads.all()
    (uploads / bad.file.name).unlink()  # its reader finds nothing, and ends
    worker()
    batch = Import.objects.get()
    assert dict(batch.uploads.values_list("name", "state")) == {
        "坏.docx": Reading.UNREADABLE,
        "好.docx": Reading.READ,
    }
    page = client.get(reverse("exchange:import", args=(batch.pk,))).content.decode()
    assert "程序意外中断" in page and batch.finished


def test_reading_that_was_cut_off_goes_on_where_it_stopped(district, signed_in, written):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    batch = Import.objects.get()
    batch.uploads.update(state=Reading.WAITING)
    ImportedForm.objects.all().delete()
    batch.finished_at = None
    batch.save()
    for _ in range(2):
        client.post(reverse("exchange:read_again", args=(batch.pk,)))
    assert ImportedForm.objects.count() == 1
    batch.refresh_from_db()
    assert batch.finished


def test_a_row_that_was_not_read_is_added_by_hand_and_one_too_many_goes(
    district, signed_in, written
):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    form = ImportedForm.objects.get()
    address = reverse("exchange:form", args=(form.upload.batch_id, form.pk))
    before = [row["key"] for row in form.content["indicators"]]
    answer = client.post(address, {"revision": 0, "add": "0", "title": "更正的标题"})
    assert answer.url.endswith("#rows")
    form.refresh_from_db()
    rows = form.content["indicators"]
    (new,) = [row for row in rows if row["key"] not in before]
    last = max(at for at, row in enumerate(rows) if row["group"] == 0)
    assert (new["group"], rows.index(new)) == (0, last)
    assert form.content["title"] == "更正的标题"
    sent = {
        "revision": 1,
        f"indicators.{new['key']}.level3_text": "补上的指标",
        f"indicators.{new['key']}.target": "≥1件",
    }
    client.post(address, sent)
    client.post(address, {"revision": 2, "drop": before[-1]})
    client.post(address, {"revision": 3, "take": "1", "chosen": district.project.pk})
    told = [row["level3_text"] for row in Filing.objects.get().content["indicators"]]
    assert len(told) == len(before)
    assert "补上的指标" in told
    assert Event.objects.filter(action="import.correct").count() == 3


@pytest.mark.parametrize("group", ["99", "x", "-1"])
def test_a_row_of_no_group_is_refused(district, signed_in, written, group):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    form = ImportedForm.objects.get()
    address = reverse("exchange:form", args=(form.upload.batch_id, form.pk))
    page = client.post(address, {"revision": 0, "add": group}, follow=True).content.decode()
    assert "页面不完整" in page
    form.refresh_from_db()
    assert form.revision == 0


def test_a_correction_that_no_paper_can_show_is_refused(district, signed_in, written):
    client = signed_in("clerk")
    drop(client, district.cycle, ("表.docx", written("新媒体宣传")))
    form = ImportedForm.objects.get()
    address = reverse("exchange:form", args=(form.upload.batch_id, form.pk))
    page = client.post(address, {"revision": 0, "title": "标题\x00"}, follow=True).content.decode()
    assert "印不出来的字符（U+0000" in page
    form.refresh_from_db()
    assert form.revision == 0
