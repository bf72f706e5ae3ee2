"""The form as a page: laid out by its template, saved whole, answered piece by piece."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from tests.web.conftest import sound_content

from jiheng.web.events.chain import Actor, breaks
from jiheng.web.events.models import Event
from jiheng.web.filings.models import Filing
from jiheng.web.filings.saving import save
from jiheng.web.organisations.states import State

EDITIONS = ("hubei-2021", "mof-2020", "sichuan-2023")


@pytest.fixture
def ready(district):
    filing = district.filing()
    return save(filing.pk, sound_content(filing), 0, Actor(district.people["filer"])).filing


class Page:
    """The form as somebody has it open."""

    def __init__(self, client: Client, filing: Filing) -> None:
        self.client, self.filing = client, filing
        self.address = reverse("filings:edit", args=[filing.pk])
        self.open()

    def open(self) -> None:
        self.read(self.client.get(self.address).content)

    def read(self, content: bytes) -> None:
        self.text = content.decode()
        self.tree = html.fromstring(self.text)
        form = self.tree.get_element_by_id("fill")
        areas = {area.name for area in form.iter("textarea")}  # their first line break is not text
        self.pairs = [
            (name, text.removeprefix("\n") if name in areas else text)
            for name, text in form.form_values()
        ]

    def post(self, do="", htmx=True, extra=(), **fields):
        fields = {name.replace("__", "."): value for name, value in fields.items()}
        pairs = [(n, v) for n, v in self.pairs if n not in fields] + list(fields.items())
        pairs += [("do", do)] if do else []
        return self.client.post(
            reverse("filings:save", args=[self.filing.pk]),
            urlencode([*pairs, *extra]),
            content_type="application/x-www-form-urlencoded",
            headers={"HX-Request": "true"} if htmx else {},
        )

    def content(self):
        self.filing.refresh_from_db()
        return self.filing.content


def client_of(district, username):
    client = Client()
    client.force_login(
        district.people[username], backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def page(ready, district):
    return Page(client_of(district, "filer"), ready)


@pytest.fixture
def other(ready, district):
    return Page(client_of(district, "clerk"), ready)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_form_is_laid_out_and_saved_as_it_stands(district, edition):
    district.cycle.rulebook = edition
    district.cycle.save()
    filing = district.filing()
    page = Page(client_of(district, "filer"), filing)
    before = filing.content
    assert page.post().headers["X-Saved"] == "0"
    assert page.content() == before
    names = {name for name, _ in page.pairs}
    assert {"title", "project", "budget.approved_text", "total_text"} <= names


def test_columns_are_those_of_the_rulebooks_own_form(district):
    found = {}
    for edition in EDITIONS:
        district.cycle.rulebook = edition
        district.cycle.save()
        Filing.objects.filter(cycle=district.cycle).delete()
        page = Page(client_of(district, "filer"), district.filing())
        key = page.filing.content["indicators"][0]["key"]
        found[edition] = [
            n.rpartition(".")[2] for n, _ in page.pairs if n.startswith(f"indicators.{key}.")
        ]
    assert found == {
        "hubei-2021": ["level2_text", "level3_text", "target", "actual", "score_text"],
        "mof-2020": [
            *("level2_text", "level3_text", "target", "actual"),
            *("weight_text", "score_text", "deviation"),
        ],
        "sichuan-2023": [
            *("level2_text", "level3_text", "sign", "value", "unit", "actual"),
            *("weight_text", "score_text", "deviation"),
        ],
    }


def test_a_target_in_three_columns_is_one_text(district):
    district.cycle.rulebook = "sichuan-2023"
    district.cycle.save()
    page = Page(client_of(district, "filer"), district.filing())
    key = page.filing.content["indicators"][0]["key"]
    inside = f"indicators__{key}__"
    page.post(**{f"{inside}sign": "≥", f"{inside}value": "90", f"{inside}unit": "%"})
    assert page.content()["indicators"][0]["target"] == "≥90%"
    page.open()
    shown = dict(page.pairs)
    inside = f"indicators.{key}."
    assert [shown[inside + n] for n in ("sign", "value", "unit")] == ["≥", "90", "%"]


def test_scores_and_findings_come_back_as_one_types_and_only_what_changed(page):
    answer = page.post(**{"indicators__key00000__actual": "60件"})
    told = answer.content.decode()
    assert answer.headers["X-Saved"] == "2"
    assert 'id="s-indicators-key00000"' in told
    assert "应为 5" in told
    assert 'id="s-indicators-key00001"' not in told
    assert 'id="sheet"' not in told
    assert page.content()["indicators"][0]["actual"] == "60件"


def test_what_was_typed_is_there_when_one_comes_back(page):
    page.post(deviation="年中追加任务，经费下达较晚。")
    page.open()
    assert dict(page.pairs)["deviation"] == "年中追加任务，经费下达较晚。"


def test_nothing_changed_leaves_no_event(page):
    count = Event.objects.count()
    assert page.post().headers["X-Saved"] == "1"
    assert Event.objects.count() == count


def test_fields_that_two_people_change_apart_are_laid_together(page, other):
    assert other.post(**{"indicators__key00002__actual": "96%"}).status_code == 200
    answer = page.post(**{"indicators__key00001__actual": "99%"})
    told = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="i-indicators-key00002-actual"' in told
    assert "96%" in told
    rows = page.content()["indicators"]
    assert (rows[1]["actual"], rows[2]["actual"]) == ("99%", "96%")


def test_a_field_that_two_people_change_is_told_with_both_texts_and_lost_to_nobody(page, other):
    other.post(goal="完成作品120件")
    answer = page.post(goal="完成作品150件", improvement="按月核对进度。")
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "完成作品120件" in told
    assert "完成作品150件" in told
    assert 'name="revision" value="1"' in told
    content = page.content()
    assert (content["goal"], content["improvement"]) == ("完成作品120件", "按月核对进度。")
    radio = next(iter(html.fromstring(told).xpath("//input[@type='radio']/@value")))
    answer = page.post(
        do="choose", goal="完成作品150件", improvement="按月核对进度。", choose__goal=radio
    )
    assert answer.status_code == 200
    assert page.content()["goal"] == "完成作品150件"


def test_a_choice_holds_for_the_text_that_was_seen(page, other):
    other.post(goal="甲")
    told = page.post(goal="乙").content.decode()
    mine = next(iter(html.fromstring(told).xpath("//input[@type='radio']/@value")))
    other.open()
    other.post(goal="甲，再改")
    assert page.post(goal="乙", choose__goal=mine).status_code == 409
    assert page.content()["goal"] == "甲，再改"


def test_an_answer_that_was_lost_clashes_with_nobody(page):
    page.post(goal="写了一半")
    answer = page.post(goal="写了一半，又写完")
    assert answer.status_code == 200
    assert page.content()["goal"] == "写了一半，又写完"


def test_a_row_that_one_removed_and_the_other_wrote_in_is_kept_until_chosen(page, other):
    other.post(do="remove-row:key00003")
    answer = page.post(**{"indicators__key00003__actual": "0.7万元"})
    assert answer.status_code == 409
    radio = next(
        iter(html.fromstring(answer.content.decode()).xpath("//input[@type='radio']/@value"))
    )
    page.post(
        **{
            "indicators__key00003__actual": "0.7万元",
            "choose__indicators__key00003__actual": radio,
        }
    )
    row = next(row for row in page.content()["indicators"] if row["key"] == "key00003")
    assert (row["actual"], row["level3_text"]) == ("0.7万元", "单件作品平均成本（10分）")


def test_rows_added_by_two_people_are_both_there(page, other):
    other.post(do="add-row:0")
    page.post(do="add-row:1")
    assert [row["group"] for row in page.content()["indicators"]] == [0, 0, 0, 0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("down-row:key00000", ["key00001", "key00000", "key00002"]),
        ("up-row:key00002", ["key00000", "key00002", "key00001"]),
        ("up-row:key00000", ["key00000", "key00001", "key00002"]),
        ("remove-row:key00001", ["key00000", "key00002", "key00003"]),
        ("up-row:nonesuch", ["key00000", "key00001", "key00002"]),
        ("up-group:1", ["key00004", "key00000", "key00001"]),
    ],
)
def test_rows_and_groups_move_by_buttons(page, do, order):
    answer = page.post(do=do)
    assert answer.status_code == 200
    assert [row["key"] for row in page.content()["indicators"]][:3] == order


def test_what_was_removed_comes_back(page):
    before = page.content()
    answer = page.post(do="remove-group:0")
    told = html.fromstring(answer.content.decode())
    assert len(page.content()["indicators"]) == len(before["indicators"]) - 4
    (kept,) = told.xpath("//input[@name='undo']/@value")
    page.open()
    page.post(do="undo", undo=kept)
    assert page.content() == before


def test_fund_lines_are_added_filled_and_moved(page):
    page.post(do="add-line")
    page.open()
    page.post(lines__0__label="其中：财政拨款", lines__0__approved_text="80", do="add-line")
    page.open()
    page.post(lines__1__label="其他资金", do="up-line:1")
    labels = [line["label"] for line in page.content()["budget"]["lines"]]
    assert labels == ["其他资金", "其中：财政拨款"]


def test_a_block_of_cells_is_pasted_from_a_cell_on_and_rows_are_added(page):
    block = "≥10篇\t12篇\n≥3场\t3场\t5\n≥2次\t2次"
    answer = page.post(do="paste:indicators.key00004.target", paste=block)
    assert answer.status_code == 200
    rows = page.content()["indicators"]
    assert [(r["target"], r["actual"], r["score_text"]) for r in rows[4:]] == [
        ("≥10篇", "12篇", "20"),
        ("≥3场", "3场", "5"),
        ("≥2次", "2次", ""),
    ]


def test_computed_values_are_adopted_one_by_one_or_all(page):
    page.post(**{"indicators__key00000__actual": "60件", "budget__executed_text": "90"})
    page.open()
    page.post(do="adopt:indicators.key00000.score_text")
    assert page.content()["indicators"][0]["score_text"] == "5"
    page.open()
    page.post(do="adopt-all")
    content = page.content()
    assert content["budget"]["rate_text"] == "90.00%"
    assert (content["budget"]["score_text"], content["total_text"]) == ("18", "93")


def test_a_warning_is_explained_beside_it_with_an_event(page):
    page.post(**{"indicators__key00000__actual": "200件"})
    page.open()
    assert page.filing.unexplained == 0
    page.filing.refresh_from_db()
    name = next(n for n, _ in page.pairs if n.startswith("explained.T08."))
    assert page.filing.unexplained
    page.post(extra=[(name, "上级追加了宣传任务。")])
    page.filing.refresh_from_db()
    assert page.filing.unexplained == 0
    event = Event.objects.filter(chain=page.filing.chain).last()
    assert event.after[name] == "上级追加了宣传任务。"
    page.open()
    assert (name, "上级追加了宣传任务。") in page.pairs
    assert list(breaks(page.filing.chain)) == []


def test_a_changed_approved_target_needs_a_reason(page, district):
    page.filing.approved_targets = {"key00000": "≥150件"}
    page.filing.save()
    page.open()
    assert "批复的年初目标" in page.text
    page.post(reasons__key00000="年中压减任务，已经批准。")
    page.filing.refresh_from_db()
    assert page.filing.target_reasons == {"key00000": "年中压减任务，已经批准。"}


def test_without_scripts_the_button_saves_and_comes_back(page):
    answer = page.post(do="check", htmx=False, deviation="写好了")
    assert (answer.status_code, answer.url) == (302, page.address)
    page.open()
    assert dict(page.pairs)["deviation"] == "写好了"
    answer = page.post(do="remove-row:key00000", htmx=False)
    page.open()
    assert "已删除指标" in page.text
    page.post(do="undo", htmx=False)
    assert page.content()["indicators"][0]["key"] == "key00000"


def test_without_scripts_a_clash_is_shown_with_ones_own_text_in_the_form(page, other):
    other.post(deviation="对方写的")
    answer = page.post(do="check", htmx=False, deviation="自己写的")
    assert answer.status_code == 409
    page.read(answer.content)
    assert dict(page.pairs)["deviation"] == "自己写的"
    assert "对方写的" in page.text


def test_who_may_only_look_finds_no_input(ready, district):
    told = client_of(district, "head").get(reverse("filings:edit", args=[ready.pk]))
    assert "<textarea" not in told.content.decode()
    assert "发布新媒体作品数量" in told.content.decode()


@pytest.mark.parametrize(("who", "status"), [("head", 403), ("other_clerk", 404), ("nobody", 404)])
def test_saving_is_for_who_may_fill_in(ready, district, who, status):
    client = client_of(district, who)
    assert client.post(reverse("filings:save", args=[ready.pk])).status_code == status


def test_a_form_that_has_been_handed_on_is_not_changed(page):
    page.filing.state = State.SUBMITTED
    page.filing.save()
    answer = page.post(goal="太晚了")
    assert (answer.status_code, "没有保存" in answer.content.decode()) == (422, True)
    assert page.content()["goal"] == ""


@pytest.mark.parametrize("field", [{"revision": "x"}, {"page": ""}, {"goal": "字" * 5001}])
def test_what_is_no_page_of_ours_is_refused_with_a_sentence(page, field):
    answer = page.post(**field)
    assert (answer.status_code, "没有保存" in answer.content.decode()) == (422, True)


def test_remarks_of_the_audit_stand_beside_their_fields(page, district):
    version = page.filing.versions.create(
        number=1, content={}, sha256="", step="return", at=page.filing.changed_at,
        by=district.people["auditor"],
    )  # fmt: skip
    page.filing.remarks.create(
        version=version, field="goal", text="目标太笼统", by=district.people["auditor"]
    )
    page.filing.remarks.create(
        version=version, field="deviation", text="请写原因", by=district.people["auditor"]
    )
    page.open()
    (slot,) = page.tree.xpath("//div[@id='s-deviation']")
    assert "请写原因" in slot.text_content()
    assert "目标太笼统" in page.text


def test_the_form_asks_the_database_at_most_fifteen_times(page, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page.open()
    with django_assert_max_num_queries(18):  # of them two savepoints and four writes
        assert page.post(deviation="写一句").status_code == 200


def test_a_row_added_in_a_group_that_somebody_else_removed_is_kept(page, other):
    other.post(do="remove-group:0")
    assert page.post(do="add-row:2").status_code == 200
    content = page.content()
    assert len(content["groups"]) == 2
    assert max(row["group"] for row in content["indicators"]) == 1
    assert len(content["indicators"]) == 3


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        ("\x00", "U+0000"),
        ("\x07", "U+0007"),
        ("\ue000", "U+E000"),
        ("\u202e", "U+202E"),
        ("\U0003fffd", "U+3FFFD"),
    ],
)
def test_what_no_paper_can_show_is_refused_when_it_is_saved(page, sign, code):
    before = page.content()
    key = before["indicators"][0]["key"]
    for field, label in (("improvement", "改进措施"), (f"indicators__{key}__actual", "实际完成值")):
        answer = page.post(**{field: f"完成了{sign}九成"})
        said = answer.content.decode()
        assert answer.status_code == 422
        assert code in said
        assert label in said
        assert "“完成了”后面" in said
    assert page.content() == before


def test_rare_letters_signs_and_line_breaks_are_saved(page):
    text = "㙟𠮷　①Ⅳ≥→😀\n\t第二行"
    page.post(improvement=text)
    assert page.content()["improvement"] == text
