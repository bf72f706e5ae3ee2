"""A file dropped on the page in a real browser, read by the worker, taken over."""

from __future__ import annotations

import base64

from django.core.cache import cache
from playwright.sync_api import Page
from tests.web.browsing import NEEDED
from tests.web.conftest import sound_content

import jiheng
from jiheng.web.filings import content as contents
from jiheng.web.filings.models import Filing

DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const zone = document.querySelector(".drop");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true,
                                            dataTransfer: transfer}));
  }
}"""

pytestmark = NEEDED


def test_a_dropped_file_is_read_and_becomes_a_draft(
    browsing, district, signed_in, worker, tmp_path
):
    cache.clear()
    template = district.filing()
    written = tmp_path / "表.docx"
    jiheng.write(contents.filing_of(sound_content(template), "1"), written)
    Filing.objects.all().delete()

    def drop(page: Page) -> None:
        page.goto(f"{browsing.url}/imports/")
        page.evaluate(DROP, ["自评表.docx", base64.b64encode(written.read_bytes()).decode()])
        assert "自评表.docx" in page.inner_text("#chosen")
        page.get_by_role("button", name="上传并读取").click()
        page.get_by_text("已读 0 / 1 个文件").wait_for()

    def look_over(page: Page) -> None:
        page.get_by_text("读出的自评表（1 份）").wait_for()  # the page asks by itself
        page.get_by_role("link", name="核对并导入").click()
        field = page.get_by_label("1 实际完成值").first
        assert field.input_value() == "120件"
        field.fill("130件")
        page.get_by_role("button", name="确认无误，导入").click()
        page.get_by_text("“新媒体宣传”已导入").wait_for()

    page = browsing.open(signed_in("clerk").cookies["sessionid"].value)
    browsing.do(drop, page)
    worker()
    browsing.do(look_over, page)
    draft = Filing.objects.get()
    assert draft.content["indicators"][0]["actual"] == "130件"
