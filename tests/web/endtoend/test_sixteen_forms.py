"""The real file of sixteen forms, from the file to the verified paper, by people in browsers."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from tests.web.browsing import CHROMIUM
from tests.web.conftest import PASSWORD
from tests.web.endtoend.conftest import Site
from tests.web.endtoend.correcting import ANSWERS, EXPLAINED, SETTLED, hand_in, put_right, summary
from tests.web.endtoend.posting import messages
from tests.web.endtoend.town import UNIT

import jiheng
from jiheng.filing.batch import Batch

FOLDER = os.environ.get("JIHENG_FILINGS")
NEW, RENAMED, TYPED = 16, 14, 9
"""Numbers of forms: whose project nobody registered, whose project is registered by another name,
and which is corrected by hand in the browser."""
SAVED = "() => /^[0-9:]+ 已保存$/.test(document.getElementById('saved').textContent)"

pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹"),
    pytest.mark.skipif(CHROMIUM is None, reason="没有安装 Chromium"),
    pytest.mark.xdist_group("endtoend"),
]


def test_sixteen_forms_from_the_file_to_the_verified_paper(site, tmp_path):
    (file,) = Path(FOLDER).glob("*.txt")
    batch = jiheng.read(file)
    names = {filing.index: filing.project for filing in batch.filings}
    assert len(names) == 16
    site.build([f"{n}（二期）" if i == RENAMED else n for i, n in names.items() if i != NEW])
    clerk, filer = site.sign_in("clerk"), site.sign_in("filer")
    imported(clerk, file, names)
    corrected_beside_the_original(clerk, batch, tmp_path, names[1])
    addresses = filings(clerk)
    assert len(addresses) == 16
    typed_by_hand(filer, names[TYPED])
    for index, name in names.items():
        if index != TYPED:
            address = addresses[f"{name}（二期）" if index == RENAMED else name]
            shown = put_right(clerk, address, ANSWERS.get(index, {}))
            assert summary(shown) == SETTLED, (index, summary(shown))
            assert "已交单位办公室" in messages(hand_in(clerk, address, shown))
    head = site.sign_in("head")
    signed(site, head, names[2])
    submitted(clerk, 16)
    auditor = site.sign_in("auditor")
    audited(auditor, names[3])
    returned_and_sent_again(site, filer, head, clerk, auditor, names[3])
    finance = site.sign_in("finance")
    passed(finance)
    forms = exported(finance, names)
    verified(site, head, forms, addresses[names[3]])
    menu(finance, "操作日志")
    finance.get_by_role("button", name="核对日志是否完整").click()
    expect(finance.locator("#main")).to_contain_text("完整，没有缺少、改动或插入的记录")


def menu(page: Page, name: str) -> None:
    """Go to a room by the menu."""
    page.get_by_label("主菜单").get_by_role("link", name=name, exact=True).click()


def imported(clerk: Page, file: Path, names: dict[int, str]) -> None:
    """One file becomes sixteen drafts, each of its project."""
    menu(clerk, "导入")
    clerk.locator("#files").set_input_files(file)
    clerk.get_by_role("button", name="上传并读取").click()
    clerk.get_by_text("读出的自评表（16 份）").wait_for()
    clerk.get_by_role("button", name="导入已对上项目的 14 份").click()
    clerk.get_by_text("已导入 14 份自评表").wait_for()
    for index in (RENAMED, NEW):
        clerk.get_by_role("link", name=names[index], exact=True).click()
        if index == NEW:
            clerk.locator("#chosen").select_option(label=f"在“{UNIT}”新建项目“{names[index]}”")
        clerk.get_by_role("button", name="确认无误，导入").click()
        expect(clerk.locator("#messages")).to_contain_text("已导入")
    expect(clerk.get_by_role("link", name="核对并导入")).to_have_count(0)


def corrected_beside_the_original(clerk: Page, batch: Batch, folder: Path, name: str) -> None:
    """The same form in a Word file: read, a cell corrected beside the original, put in place."""
    jiheng.write(batch.filings[:1], folder / "自评表.docx")
    menu(clerk, "导入")
    clerk.locator("#files").set_input_files(folder / "自评表.docx")
    clerk.get_by_role("button", name="上传并读取").click()
    clerk.get_by_text("读出的自评表（1 份）").wait_for()
    clerk.get_by_role("button", name="导入已对上项目的 1 份").click()
    clerk.get_by_text("有 1 份的项目已经填过，没有导入").wait_for()
    clerk.get_by_role("link", name=name, exact=True).click()
    clerk.get_by_role("textbox", name="填报日期").fill("2022年3月2日")
    clerk.get_by_label("用这一份替换").check()
    clerk.get_by_role("button", name="确认无误，导入").click()
    clerk.get_by_text("替换").first.wait_for()


def filings(page: Page) -> dict[str, str]:
    """The projects of the list, and where their filings are."""
    menu(page, "自评表")
    page.get_by_text("共 16 份").wait_for()
    links = page.locator("table.list tbody td:first-child a")
    return {link.inner_text(): link.get_attribute("href") for link in links.all()}


def typed_by_hand(filer: Page, name: str) -> None:
    """The filer types what is missing, explains each warning, hands in."""
    menu(filer, "自评表")
    filer.get_by_role("link", name=name, exact=True).click()
    summary = filer.locator("#summary")
    expect(summary).to_contain_text("1 栏还没有填")
    summary.locator(".blanks a").click()
    where = filer.evaluate("location.hash")
    filer.locator(where).fill("有所提升")
    expect(summary).not_to_contain_text("还没有填")
    filer.wait_for_function(SAVED)
    for area in filer.locator("[name^='explained.']").all():
        area.fill(EXPLAINED)
    expect(summary).to_contain_text("没有错误，警告都已说明")
    filer.get_by_role("button", name="交单位办公室").click()
    expect(filer.locator("#messages")).to_contain_text("已交单位办公室")


def signed(site: Site, head: Page, name: str) -> None:
    """The head sees one as it will be printed and signs it; then the others at once."""
    menu(head, "签批")
    head.get_by_role("link", name=name, exact=True).click()
    expect(head.locator("#main")).to_contain_text(name)
    prove(site, head)
    head.get_by_role("button", name="签批", exact=True).click()
    expect(head.locator("#messages")).to_contain_text("已签批 1 份")
    menu(head, "签批")
    for box in head.locator("input[name=filing]").all():
        box.check()
    prove(site, head)
    head.get_by_role("button", name="签批选中的").click()
    expect(head.locator("#messages")).to_contain_text("已签批 15 份")


def prove(site: Site, head: Page) -> None:
    head.get_by_label("登录口令").fill(PASSWORD)
    head.get_by_label("动态码").fill(site.code("head"))


def submitted(clerk: Page, count: int) -> None:
    """The clerk sees the roll-up and submits what is signed."""
    menu(clerk, "汇总")
    expect(clerk.get_by_role("heading", name="单位汇总")).to_contain_text("按已交的 16 份")
    clerk.get_by_role("button", name="报送选中的").click()
    expect(clerk.locator("#messages")).to_contain_text(f"{count} 份已报送主管部门")


def audited(auditor: Page, name: str) -> None:
    """The auditor returns one with a remark on a field, and passes the others at once."""
    menu(auditor, "审核")
    auditor.get_by_role("link", name=name, exact=True).click()
    auditor.get_by_label("针对").select_option(label="填报日期")
    auditor.get_by_label("意见", exact=True).fill("填报日期请与决算批复的日期核对")
    auditor.get_by_role("button", name="记下意见").click()
    expect(auditor.locator("td .remark").first).to_contain_text("请与决算批复的日期核对")
    auditor.get_by_text("退回单位…").click()
    auditor.get_by_label("退回理由").fill("请按意见核对后重新报送")
    auditor.get_by_role("button", name="退回单位", exact=True).click()
    expect(auditor.locator("#messages")).to_contain_text("已退回单位")
    menu(auditor, "审核")
    boxes = auditor.locator("input[name=filing]")
    expect(boxes).to_have_count(15)
    for box in boxes.all():
        box.check()
    auditor.get_by_role("button", name="选中的审核通过").click()
    expect(auditor.locator("#messages")).to_contain_text("15 份已审核通过")


def returned_and_sent_again(
    site: Site, filer: Page, head: Page, clerk: Page, auditor: Page, name: str
) -> None:
    """What was returned is corrected, handed in, signed and submitted anew, and passes."""
    filer.get_by_role("link", name="通知").click()
    expect(filer.locator("#main")).to_contain_text("请按意见核对后重新报送")
    menu(filer, "自评表")
    filer.get_by_role("link", name=name, exact=True).click()
    expect(filer.locator("#sheet")).to_contain_text("请与决算批复的日期核对")
    filer.locator("[name=filled_on_text]").fill("2022年3月15日")
    filer.wait_for_function(SAVED)
    filer.get_by_role("button", name="交单位办公室").click()
    expect(filer.locator("#messages")).to_contain_text("已交单位办公室")
    menu(head, "签批")
    head.get_by_role("link", name=name, exact=True).click()
    expect(head.locator("#main")).to_contain_text("以前的签批")
    prove(site, head)
    head.get_by_role("button", name="签批", exact=True).click()
    expect(head.locator("#messages")).to_contain_text("已签批 1 份")
    submitted(clerk, 1)
    menu(auditor, "审核")
    auditor.get_by_role("link", name=name, exact=True).click()
    expect(auditor.locator("td.changed").first).to_contain_text("2022年3月15日")
    auditor.get_by_role("button", name="审核通过", exact=True).click()
    expect(auditor.locator("#messages")).to_contain_text("已审核通过")


def passed(finance: Page) -> None:
    """The finance officer passes all sixteen."""
    menu(finance, "审核")
    boxes = finance.locator("input[name=filing]")
    expect(boxes).to_have_count(16)
    for box in boxes.all():
        box.check()
    finance.get_by_role("button", name="选中的通过").click()
    expect(finance.locator("#messages")).to_contain_text("16 份已通过")


def exported(finance: Page, names: dict[int, str]) -> dict[str, bytes]:
    """The list in Excel and the forms as a zip of Word files: name -> the file."""
    menu(finance, "导出")
    for kind in ("自评表清单（Excel）", "自评表，按单位分文件夹（zip）"):
        finance.get_by_label("内容").select_option(label=kind)
        finance.get_by_role("button", name="开始导出").click()
        expect(finance.locator("#messages")).to_contain_text("已开始制作")
    links = finance.locator("#exports").get_by_role("link", name="下载")
    expect(links).to_have_count(2, timeout=60_000)
    files = [finance.request.get(link.get_attribute("href")).body() for link in links.all()]
    forms, listed = files
    (sheet,) = openpyxl.load_workbook(io.BytesIO(listed)).worksheets[:1]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert {name for index, name in names.items() if index != RENAMED} <= cells
    with zipfile.ZipFile(io.BytesIO(forms)) as zipped:
        found = {Path(name).name: zipped.read(name) for name in zipped.namelist()}
    documents = {name: data for name, data in found.items() if name.endswith(".docx")}
    assert len(documents) == 16
    return documents


def verified(site: Site, head: Page, forms: dict[str, bytes], address: str) -> None:
    """Anybody finds by the code on the paper that the exported Word file is the signed one."""
    head.goto(f"{address}sign/")
    codes = [link.inner_text() for link in head.locator("a[href^='/verify/']").all()]
    anybody = site.visitor()
    documents = {name: jiheng.read_bytes(data, name).filings[0] for name, data in forms.items()}
    (name,) = [n for n, filing in documents.items() if filing.project in head.inner_text("h1")]
    for code, words in zip(codes, ("这份签批有效", "失效"), strict=True):
        anybody.goto("/verify/")
        anybody.get_by_label("验证码").fill(code)
        anybody.get_by_role("button", name="核对").click()
        expect(anybody.locator("#main")).to_contain_text(words)
    anybody.goto(f"/verify/{codes[0]}/")
    for file, words in ((name, "一致。"), (min(set(forms) - {name}), "不一致。")):
        anybody.locator("#upload").set_input_files(
            {"name": file, "mimeType": "application/octet-stream", "buffer": forms[file]}
        )
        anybody.get_by_role("button", name="比对").click()
        expect(anybody.locator("#file [role=alert] strong")).to_have_text(words)
