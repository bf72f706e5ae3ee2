"""Approved targets come from a list, all or nothing, before the forms are filled in."""

from __future__ import annotations

import uuid
from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.conftest import sound_content
from tests.web.exchange import made
from tests.web.exchange.test_imports import drop, take

from jiheng.web.cycles.models import Phase, Project
from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Event
from jiheng.web.exchange.models import ImportedForm
from jiheng.web.filings import targets
from jiheng.web.filings.models import Filing
from jiheng.web.filings.saving import save

HEAD = (
    "项目编码",
    "项目名称",
    "预算数（万元）",
    "一级指标",
    "二级指标",
    "三级指标",
    "年初目标值",
    "分值",
)
ROWS = (
    ("", "新媒体宣传", "100", "产出指标", "数量指标", "发布新媒体作品数量", "≥130件", "40"),
    ("", "", "", "", "质量指标", "作品审核合格率", "≥98%", "20"),
    ("", "", "", "满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "20"),
)


def sheet(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book, kept = openpyxl.Workbook(), BytesIO()
    for row in (head, *rows):
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def bring(client, cycle, data, name="年初目标.xlsx", token=None):
    cache.clear()
    sent = {"cycle": cycle.pk, "token": token or uuid.uuid4().hex, "file": made.given(name, data)}
    return client.post(reverse("exchange:targets"), sent, follow=True).content.decode()


def test_targets_stand_in_the_form_and_changing_one_is_noticed(district, signed_in):
    page = bring(signed_in("finance"), district.cycle, sheet(*ROWS))
    assert "已导入 1 个项目的年初目标" in page
    filing = Filing.objects.get(project=district.project)
    rows = filing.content["indicators"]
    assert [row["target"] for row in rows] == ["≥130件", "≥98%", "≥90%"]
    assert [row["level2_text"] for row in rows] == ["数量指标", "质量指标", "服务对象满意度指标"]
    assert filing.content["budget"]["approved_text"] == "100" and filing.approved == 100
    assert filing.approved_targets == {row["key"]: row["target"] for row in rows}
    assert filing.content["project"] == "新媒体宣传"
    assert targets.changed(filing) == set()
    rows[0]["target"] = "≥100件"
    assert targets.changed(filing) == {rows[0]["key"]}
    assert Event.objects.get(action="targets").after["file"] == "年初目标.xlsx"
    assert list(breaks()) == []


def test_the_template_lists_the_projects_and_comes_in_again(district, signed_in):
    client = signed_in("clerk")
    answer = client.get(reverse("exchange:targets_template", args=(district.cycle.pk,)))
    assert answer["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    listed = [row[1].value for row in book["年初目标"].iter_rows(min_row=2)]
    assert listed == ["新媒体宣传"]
    for place, text in zip("FGHIJ", ("产出指标", "数量指标", "作品数", "≥10件", "80"), strict=True):
        book["年初目标"][f"{place}2"] = text
    kept = BytesIO()
    book.save(kept)
    assert "已导入 1 个项目" in bring(client, district.cycle, kept.getvalue())


def test_every_row_that_does_not_fit_is_told_and_nothing_is_changed(district, signed_in):
    Project.objects.create(unit=district.unit, name="别的项目")
    rows = (
        *ROWS,
        ("", "别的项目", "若干", "产出指标", "数量指标", "作品数", "≥1件", "很多"),
        ("", "没有这个项目", "", "产出指标", "数量指标", "作品数", "≥1件", "80"),
    )
    page = bring(signed_in("clerk"), district.cycle, sheet(*rows))
    assert "清单里有 3 处不对，没有导入" in page
    assert "第 5 行" in page and "预算数应为金额，实际为“若干”" in page
    assert "分值应为大于 0 的数，实际为“很多”" in page
    assert "第 6 行" in page and "没有找到项目“没有这个项目”" in page
    assert not Filing.objects.exists() and not Event.objects.filter(action="targets").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (sheet(ROWS[0], ("", "", "", "", "质量指标", "", "≥98%", "40")), "没有填三级指标"),
        (sheet(ROWS[0]), "各指标分值合计 40，应为 80"),
        (sheet(*ROWS, ("x", "新媒体宣传", "", "产出指标", "", "乙", "1", "80")), "同一个项目"),
        (sheet(("", "校舍维修", "", "产出指标", "", "间数", "≥1间", "80")), "没有找到项目"),
        (
            sheet(*ROWS, head=("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")),
            "没有找到清单的标题行",
        ),
        (sheet(*ROWS, head=(*HEAD[:6], "别的", "分值")), "清单缺少“年初目标值”一栏"),
        (sheet(), "没有指标"),
        (made.picture(), "这里不收"),
        (b"MZ" + b"\0" * 2000, "Windows 程序"),
    ],
)
def test_what_is_no_sound_list_is_refused_with_a_sentence(district, signed_in, data, said):
    assert said in bring(signed_in("clerk"), district.cycle, data)
    assert not Filing.objects.exists()


def test_a_code_goes_before_a_name(district, signed_in):
    coded = Project.objects.create(unit=district.unit, name="别的项目", code="A01")
    bring(signed_in("clerk"), district.cycle, sheet(("A01", *ROWS[0][1:]), *ROWS[1:]))
    assert Filing.objects.get().project == coded


def test_a_form_that_somebody_fills_in_is_left_alone(district, signed_in):
    filing = district.filing()
    save(filing.pk, sound_content(filing), 0, Actor(district.people["filer"]))
    page = bring(signed_in("clerk"), district.cycle, sheet(*ROWS))
    assert "自评表已由 填表人甲 填写，不能再导入" in page
    filing.refresh_from_db()
    assert filing.approved_targets is None


def test_targets_may_come_in_again_until_then_and_a_second_click_does_nothing(district, signed_in):
    client, token = signed_in("clerk"), uuid.uuid4().hex
    bring(client, district.cycle, sheet(*ROWS), token=token)
    assert "没有重复" in bring(client, district.cycle, sheet(*ROWS), token=token)
    assert Filing.objects.get().revision == 1
    higher = ("", "新媒体宣传", "100", "产出指标", "数量指标", "发布新媒体作品数量", "≥150件", "40")
    bring(client, district.cycle, sheet(higher, *ROWS[1:]))
    assert "≥150件" in Filing.objects.get().approved_targets.values()


def test_an_imported_form_keeps_the_approved_targets_of_the_same_indicators(
    district,
    signed_in,
    written,
):
    data = written("新媒体宣传")
    client = signed_in("clerk")
    bring(client, district.cycle, sheet(*ROWS))
    drop(client, district.cycle, ("表.docx", data))
    assert "已导入" in take(client, ImportedForm.objects.get(), chosen=district.project.pk)
    filing = Filing.objects.get()
    names = {row["key"]: row["level3_text"] for row in filing.content["indicators"]}
    assert [names[key] for key in targets.changed(filing)] == ["发布新媒体作品数量（10分）"]


def test_a_round_that_is_over_takes_no_targets(district, signed_in):
    district.cycle.phase = Phase.CLOSED
    district.cycle.save()
    assert "请选择" in bring(signed_in("clerk"), district.cycle, sheet(*ROWS))


@pytest.mark.parametrize(
    ("who", "status"),
    [("finance", 200), ("clerk", 200), ("filer", 404), ("auditor", 404), ("nobody", 404)],
)
def test_who_may_bring_in_targets(district, signed_in, who, status):
    client = signed_in(who)
    template = reverse("exchange:targets_template", args=(district.cycle.pk,))
    assert client.get(reverse("exchange:targets")).status_code == status
    assert client.get(template).status_code == status
