"""The form filled in in a real browser: while one types, by keyboard, pasted, two at once, bare."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from tests.web.browsing import NEEDED
from tests.web.conftest import sound_content

from jiheng.web.events.chain import Actor, breaks
from jiheng.web.filings.models import Filing
from jiheng.web.filings.saving import save

SAVED = "() => /^[0-9:]+ 已保存$/.test(document.getElementById('saved').textContent)"
EXPECTED = ("Failed to load resource", "htmx:")
"""What a browser says of answers that tell of a clash, and of a network that is cut."""
PASTE = """(text) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {
    clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""

pytestmark = NEEDED


@pytest.fixture
def ready(district):
    filing = district.filing()
    return save(filing.pk, sound_content(filing), 0, Actor(district.people["filer"])).filing


@pytest.fixture
def browse(browsing, district):
    """A function that does something with the pages of people: `browse(does, "filer", "clerk")`."""

    def session(who: str) -> str:
        client = Client()
        client.force_login(
            district.people[who], backend="django.contrib.auth.backends.ModelBackend"
        )
        return client.cookies["sessionid"].value

    def run(does, *whose: str, **about) -> None:
        browsing.do(does, *[browsing.open(session(who), **about) for who in whose])
        browsing.close()
        browsing.said[:] = [told for told in browsing.said if not told.startswith(EXPECTED)]

    return run


@pytest.fixture
def address(server, ready):
    return f"{server.url}/filings/{ready.pk}/"


def field(page: Page, name: str):
    return page.locator(f"[name='{name}']")


def row(filing: Filing, key: str) -> dict:
    filing.refresh_from_db()
    return next(each for each in filing.content["indicators"] if each["key"] == key)


def test_scores_follow_typing_and_the_cursor_stays(browse, address, ready):
    def fill(page: Page) -> None:
        page.goto(address)
        cell = field(page, "indicators.key00000.actual")
        cell.fill("")
        cell.type("60件", delay=30)
        expect(page.locator("#c-indicators-key00000-score_text")).to_contain_text("应为 5")
        assert page.evaluate("document.activeElement.name") == "indicators.key00000.actual"
        cell.type("（含2件转载）")
        page.wait_for_function(SAVED)
        assert cell.input_value() == "60件（含2件转载）"
        cell.fill("60件")
        page.wait_for_function(SAVED)
        page.get_by_role("button", name="采用计算值 5").click()
        expect(field(page, "indicators.key00000.score_text")).to_have_value("5")
        page.get_by_role("button", name="采用全部计算值").click()
        expect(field(page, "total_text")).to_have_value("95")
        expect(page.locator("#totals")).to_contain_text("按办法得分 95")
        page.locator("#summary a").first.click()
        assert page.evaluate("location.hash").startswith("#i-")
        page.reload()
        assert field(page, "indicators.key00000.actual").input_value() == "60件"

    browse(fill, "filer")
    assert row(ready, "key00000")["score_text"] == "5"
    assert list(breaks(ready.chain)) == []


def test_the_form_is_filled_by_keyboard_alone(browse, address, ready):
    def fill(page: Page) -> None:
        page.goto(address)
        field(page, "indicators.key00000.actual").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.name") == "indicators.key00001.actual"
        page.keyboard.press("Control+A")
        page.keyboard.type("99%")
        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator("tr.indicator").first).to_have_attribute("data-key", "key00001")
        page.wait_for_function(SAVED)
        assert page.evaluate("document.activeElement.name").startswith("indicators.key00001.")
        button = page.get_by_role("button", name="添加指标").first
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.name.endsWith('level3_text')")
        page.keyboard.type("培训场次（5分）")
        page.keyboard.press("Tab")
        page.keyboard.type("≥4场")
        page.wait_for_function(SAVED)

    browse(fill, "filer")
    assert row(ready, "key00001")["actual"] == "99%"
    added = [r for r in ready.content["indicators"] if r["level3_text"] == "培训场次（5分）"]
    assert [(r["group"], r["target"]) for r in added] == [(0, "≥4场")]


def test_a_block_of_cells_is_pasted_removed_and_brought_back(browse, address, ready):
    def fill(page: Page) -> None:
        page.goto(address)
        field(page, "indicators.key00005.target").focus()
        page.evaluate(PASTE, "≥95%\t96%\n≥3次\t3次\n")
        expect(page.locator("tr.indicator")).to_have_count(7)
        expect(page.locator("#undo")).to_contain_text("增加了 1 行")
        expect(field(page, "indicators.key00005.actual")).to_have_value("96%")
        page.get_by_role("button", name="删除第6行").click()
        expect(page.locator("tr.indicator")).to_have_count(6)
        page.get_by_role("button", name="撤销").click()
        expect(page.locator("tr.indicator")).to_have_count(7)
        page.wait_for_function(SAVED)

    browse(fill, "filer")
    assert row(ready, "key00005")["actual"] == "96%"


def test_two_people_on_one_form_lose_nothing(browse, address, ready):
    def fill(mine: Page, theirs: Page) -> None:
        mine.goto(address)
        theirs.goto(address)
        field(theirs, "deviation").fill("对方写的原因")
        field(theirs, "indicators.key00002.actual").fill("97%")
        theirs.wait_for_function(SAVED)
        field(mine, "deviation").fill("自己写的原因")
        notice = mine.locator("#clash")
        expect(notice).to_contain_text("经办人乙 也改了这 1 栏")
        expect(notice).to_contain_text("对方写的原因")
        expect(field(mine, "deviation")).to_have_value("自己写的原因")
        expect(field(mine, "indicators.key00002.actual")).to_have_value("97%")
        expect(mine.locator("#others")).to_contain_text("经办人乙正在填写")
        notice.get_by_label("用我的").check()
        notice.get_by_role("button", name="按所选保存").click()
        expect(notice).to_be_empty()
        mine.wait_for_function(SAVED)

    browse(fill, "filer", "clerk")
    ready.refresh_from_db()
    assert ready.content["deviation"] == "自己写的原因"
    assert row(ready, "key00002")["actual"] == "97%"


def test_what_could_not_be_sent_is_kept_on_this_computer(browse, address, ready):
    def fill(page: Page) -> None:
        page.goto(address)
        page.context.set_offline(True)
        field(page, "improvement").fill("断网时写的")
        expect(page.locator("#saved")).to_contain_text("暂存在这台电脑上")
        page.on("dialog", lambda dialog: dialog.accept())
        page.context.set_offline(False)
        page.reload()
        page.get_by_role("button", name="恢复并保存").click()
        page.wait_for_function(SAVED)

    browse(fill, "filer")
    ready.refresh_from_db()
    assert ready.content["improvement"] == "断网时写的"


def test_the_form_works_without_scripts(browse, address, ready):
    def fill(page: Page) -> None:
        page.goto(address)
        field(page, "indicators.key00000.actual").fill("60件")
        page.get_by_role("button", name="保存并检查").click()
        expect(page.locator("#c-indicators-key00000-score_text")).to_contain_text("应为 5")
        page.get_by_role("button", name="下移").nth(1).click()
        expect(page.locator("tr.indicator").nth(1)).to_have_attribute("data-key", "key00000")
        page.get_by_role("button", name="采用全部计算值").click()
        expect(field(page, "total_text")).to_have_value("95")

    browse(fill, "filer", java_script_enabled=False)
    assert row(ready, "key00000")["actual"] == "60件"


@pytest.mark.parametrize(
    ("edition", "cells", "score"),
    [
        ("mof-2020", {"target": "≥200人次", "actual": "150人次"}, "应为 15"),
        (
            "sichuan-2023",
            {"sign": "≥", "value": "200", "unit": "人次", "actual": "150人次"},
            "应为 15",
        ),
    ],
)
def test_other_rulebooks_forms_answer_as_well(browse, server, district, edition, cells, score):
    district.cycle.rulebook = edition
    district.cycle.save()
    filing = district.filing()
    key = filing.content["indicators"][0]["key"]

    def fill(page: Page) -> None:
        page.goto(f"{server.url}/filings/{filing.pk}/")
        field(page, f"indicators.{key}.level3_text").fill("服务群众人次")
        field(page, f"indicators.{key}.weight_text").fill("20")
        for name, text in cells.items():
            cell = field(page, f"indicators.{key}.{name}")
            cell.select_option(text) if name == "sign" else cell.fill(text)
        expect(page.locator(f"#c-indicators-{key}-score_text")).to_contain_text(score)
        page.wait_for_function(SAVED)

    browse(fill, "filer")
    assert row(filing, key)["target"] == "≥200人次"
