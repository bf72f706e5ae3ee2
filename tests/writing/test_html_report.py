from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.writing import sample

from jiheng.writing import html

VOID = {"meta", "col", "br", "input"}


class Page(HTMLParser):
    """Checks that elements nest, and gathers ids, links and the text of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: Counter[str] = Counter()
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names[tag] += 1
        held = dict(attrs)
        self.ids += filter(None, [held.get("id")])
        self.links += filter(None, [held.get("href")])
        assert not {"style", "onclick", "src", "srcset", "action"} & held.keys()
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.stack[-1] in ("p", "li") and tag not in ("p", "li"):
            raise AssertionError(f"<{self.stack[-1]}> not closed before </{tag}>")
        assert self.stack.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return html.render(sample.report(), generated="2022年3月1日")


def rows_of(text: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"(?s)<tr.*?</tr>", text)
    ]


def test_every_link_leads_to_something_and_ids_are_unique(page: str) -> None:
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert all(link.startswith("#") and link[1:] in parsed.ids for link in parsed.links)


def test_overview_counts_and_ranks(page: str) -> None:
    rows = rows_of(page)
    assert "1 平台咨询策划服务项目 东西湖区融媒体中心 退回修改 71.16 71.6 2 2 3" in rows
    assert "4 公共阅读服务项目 示例区图书馆 可以提交 71.6 71.6" in rows
    assert "警 W02 一级指标分值与所属指标之和不符 3 1" in rows
    assert page.index('data-card="3"') < page.index('data-card="2"')
    assert "2022年3月1日" in page


def test_claimed_and_computed_stand_side_by_side(page: str) -> None:
    assert "质量指标 策划咨询执行 ≥90% 40% 10 4 错A05 4.44 1" in rows_of(page)
    assert '<td class="num own differs">4.44</td>' in page
    assert "核算 680 672.76259 98.94% 19.79" in rows_of(page)
    assert "总分 71.16 错A04 71.6 中" in rows_of(page)


def test_levels_are_merged_as_on_paper(page: str) -> None:
    assert '<th rowspan="5">产出指标<br><span class="points">（40分）</span></th>' in page
    assert '<td rowspan="2">时效指标</td>' in page


def test_options_show_what_is_ticked(page: str) -> None:
    assert "1、持续性项目 □" in page
    assert "2、新增性项目 ☑" in page


def test_every_finding_is_listed_and_marked_in_its_cell(page: str) -> None:
    filings = sample.report()["filings"]
    assert page.count('id="n') == sum(len(filing["findings"]) for filing in filings)
    for cell in ("单位名称：", "填报日期：3月1日", "（30分）</span>", "培训交流会议</td>\n<td>4场"):
        assert re.search(re.escape(cell) + r'<a class="mark', page), cell
    assert page.count('id="m') == page.count('id="n') - 2


def test_page_is_self_contained_and_its_policy_names_what_it_holds(page: str) -> None:
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<link|<img|<iframe", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;;") or policy[1].startswith(
        "default-src 'none';"
    )
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        held = re.search(rf"(?s)<{tag}>(.*?)</{tag}>", page)
        assert held is not None
        digest = base64.b64encode(hashlib.sha256(held[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy[1]


def test_cell_text_is_inert() -> None:
    hostile = "<script>alert(1)</script>\"' onmouseover=x &"
    filing: dict[str, Any] = sample.consulting()
    for field in ("title", "unit", "project", "deviation", "opinion", "filled_on_text", "path"):
        filing[field] = hostile
    filing["category"] = filing["options"]["category"] = [hostile]
    filing["groups"][0]["level1"] = filing["indicators"][0]["level1"] = hostile
    filing["indicators"][0]["basis"] = filing["indicators"][0]["target"]["text"] = hostile
    filing["findings"][0].update(
        message=hostile, advice=hostile, citation=hostile, observed=hostile
    )
    report = {**sample.report(), "filings": [filing]}
    report["documents"][0] = {**report["documents"][2], "path": hostile}
    text = html.render(report, generated=hostile)
    assert Page(text).names["script"] == 1
    assert "<script>alert" not in text


def test_empty_batch_says_so() -> None:
    text = html.render(sample.nothing(), generated=None)
    Page(text)
    assert "没有读到自评表。" in text


def test_nothing_known_prints_no_none() -> None:
    text = html.render(sample.blank(), generated=None)
    Page(text)
    assert "None" not in text.replace("none", "")
    assert "项目名称未填" in text


def test_contract_alone_without_the_additions_is_enough() -> None:
    filing = sample.consulting()
    for key in ("options", "rulebook_name", "score_digits", "filled_on_text", "notes"):
        del filing[key]
    del filing["budget"]["lines"]
    for indicator in filing["indicators"]:
        del indicator["level2_declared"], indicator["source"]
    text = html.render({**sample.report(), "filings": [filing]}, generated=None)
    Page(text)
    assert "2022-02-15" in text


def test_many_filings_are_collapsed_and_grow_in_step() -> None:
    few, many = (html.render(sample.many(size), generated=None) for size in (28, 500))
    assert few.count(" open>") == 28
    assert many.count(" open>") == 0
    assert many.count('<details class="card"') == 500
    each = (len(many) - len(few)) / (500 - 28)
    assert each < 12_000


def test_same_report_gives_the_same_page(page: str) -> None:
    assert html.render(sample.report(), generated="2022年3月1日") == page
