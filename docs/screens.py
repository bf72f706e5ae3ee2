"""Take the pictures of the web pages: `python docs/screens.py [NAME...]`.

A sample district is opened by `jiheng serve --demo` in a passing folder; each page is photographed
as the person sees it whose work it is. What depends on the day (dates, codes) differs each time.
`tests/web/endtoend/test_accessibility.py` goes by the same list, and knows every kind of page.
"""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Response, sync_playwright

HERE = Path(__file__).parent
TARGET = HERE / "images" / "web"
GALLERY = HERE / "gallery.md"
PASSWORD = "Jiheng-2026"
WIDE, PHONE = (1366, 768), (390, 844)
COLOURS = 64
FIRST = "main table tbody a"
OPEN_ROUND = "main table tbody tr:has-text('进行') a"

Deed = Callable[[Page], object]
Step = str | Deed


class Screen(NamedTuple):
    """A page: its name in the gallery, the name of its address, who looks, how one gets there.

    Nobody ("") has signed in at first. A step is what is followed, or what is done with the page.
    """

    title: str
    kind: str
    who: str
    start: str
    steps: tuple[Step, ...] = ()
    size: tuple[int, int] = WIDE


def follow(page: Page, what: Locator) -> None:
    """Click what leads to another page, and wait until that is there."""
    with page.expect_navigation():
        what.first.click()


def button(name: str) -> Deed:
    """Press a button that leads to another page."""
    return lambda page: follow(page, page.get_by_role("button", name=name, exact=True))


def link(name: str) -> Deed:
    """Follow a link."""
    return lambda page: follow(page, page.get_by_role("link", name=name, exact=True))


def printed(page: Page, filing: str) -> bytes:
    """The form of a filing as it is printed, Word."""
    return page.request.get(f"/filings/{filing}/print/docx/").body()


def number(page: Page) -> str:
    """The number of the filing whose page this is."""
    found = re.search(r"/(\d+)/", page.url)
    assert found, page.url
    return found[1]


def give_file(page: Page, field: str, name: str, data: bytes) -> None:
    """Choose a file in a field."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator(field).set_input_files(file)


def import_own(page: Page) -> None:
    """Import the printed form of a filing that has been filled in."""
    page.goto("/filings/?state=gathered")
    follow(page, page.locator(FIRST))
    data = printed(page, number(page))
    page.goto("/imports/")
    give_file(page, "#files", "自评表.docx", data)
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_text("读出的自评表").wait_for(timeout=120_000)


def prove(page: Page) -> None:
    """Add a piece of evidence to an indicator."""
    page.goto(page.locator("a[href*='/evidence/']").first.get_attribute("href"))
    give_file(page, "input[type=file]", "发放登记表.txt", "日期,份数\n3月2日,120\n".encode())
    page.get_by_role("button", name="上传", exact=True).click()
    page.locator("#messages .message").first.wait_for()


def hold_against(page: Page) -> None:
    """Hold the printed form of a passed filing against its signature."""
    data = printed(page, number(page))
    follow(page, page.locator("a[href^='/verify/']"))
    give_file(page, "#upload", "自评表.docx", data)
    page.get_by_role("button", name="比对").click()
    page.locator("#file [role=alert]").wait_for()


def compare(page: Page) -> None:
    """Lay the first version beside the last."""
    versions = page.locator("#a option")
    page.locator("#a").select_option(versions.first.get_attribute("value"))
    page.locator("#b").select_option(versions.nth(versions.count() - 2).get_attribute("value"))
    button("对照")(page)


def confirm(page: Page) -> None:
    """Give the password again where that is asked."""
    if page.get_by_role("heading", name="确认身份").count():
        page.locator("[name=password]:visible").fill(PASSWORD)
        button("确认")(page)


def make_token(page: Page) -> None:
    """Make a token."""
    page.locator("[name=name]").fill("财政云取数")
    button("生成")(page)


def to_the_second_step(page: Page) -> None:
    """Sign in as far as the code."""
    give_password(page, "head3")


def guess(page: Page) -> None:
    """Try passwords until none is taken any more."""
    while page.get_by_role("heading", name="暂时不能登录").count() == 0:
        give_password(page, "nobody")


def not_ones_own(page: Page) -> None:
    """Go where only the head may go."""
    page.goto(f"/filings/{number(page)}/sign/")


SCREENS: dict[str, Screen] = {
    "login": Screen("登录（演示账号列在下面）", "account_login", "", "/accounts/login/"),
    "second-step": Screen(
        "登录的第二步：动态码", "mfa_authenticate", "", "/accounts/login/", (to_the_second_step,)
    ),
    "locked": Screen("口令连续输错", "account_login", "", "/accounts/login/", (guess,)),
    "home": Screen("首页：待办和进行中的年度工作", "home", "clerk1", "/"),
    "home-phone": Screen("手机上的首页", "home", "filer1", "/", size=PHONE),
    "notices": Screen("通知", "notices:list", "filer1", "/notices/"),
    "list": Screen("自评表列表", "filings:list", "clerk1", "/filings/"),
    "fill": Screen(
        "填写：随填随算，问题标在栏目旁边",
        "filings:edit",
        "clerk1",
        "/filings/?state=gathered",
        (FIRST,),
    ),
    "fill-phone": Screen(
        "手机上填写", "filings:edit", "clerk1", "/filings/?state=gathered", (FIRST,), PHONE
    ),
    "evidence": Screen(
        "佐证材料", "exchange:evidence", "clerk1", "/filings/?state=gathered", (FIRST, prove)
    ),
    "past": Screen(
        "一份表的历史记录",
        "filings:history",
        "clerk1",
        "/filings/?state=passed",
        (FIRST, link("历史记录")),
    ),
    "versions": Screen(
        "两个版本对照",
        "filings:versions",
        "clerk1",
        "/filings/?state=passed",
        (FIRST, link("版本对照"), compare),
    ),
    "import": Screen("导入", "exchange:imports", "clerk1", "/imports/"),
    "import-one": Screen(
        "一次导入：读出了什么，对上了哪些项目", "exchange:import", "clerk1", "/", (import_own,)
    ),
    "import-form": Screen(
        "核对读出的一份表，旁边是原文",
        "exchange:form",
        "clerk1",
        "/imports/",
        (FIRST, link("核对并导入")),
    ),
    "targets": Screen("年初目标", "exchange:targets", "clerk1", "/targets/"),
    "gather": Screen("单位汇总", "reviews:gather", "clerk1", "/gather/"),
    "sign-list": Screen("等签批的表", "signing:list", "head1", "/sign/"),
    "sign": Screen("签批：与打印的一样", "signing:sign", "head1", "/sign/", (FIRST,)),
    "sign-phone": Screen("手机上签批", "signing:sign", "head1", "/sign/", (FIRST,), PHONE),
    "verify": Screen("核对签批", "signing:enter", "", "/verify/"),
    "verified": Screen(
        "一个验证码的签批",
        "signing:verify",
        "auditor1",
        "/audit/?tab=passed",
        (FIRST, "a[href^='/verify/']"),
    ),
    "compared": Screen(
        "文件与签批过的内容比对",
        "signing:verify",
        "auditor1",
        "/audit/?tab=passed",
        (FIRST, hold_against),
    ),
    "audit-list": Screen("审核清单", "reviews:audit", "auditor1", "/audit/"),
    "audit": Screen("审核一份", "reviews:open", "auditor1", "/audit/", (FIRST,)),
    "audit-phone": Screen("手机上审核", "reviews:open", "auditor1", "/audit/", (FIRST,), PHONE),
    "history": Screen("审核通过的一份", "reviews:open", "auditor1", "/audit/?tab=passed", (FIRST,)),
    "progress": Screen("进度", "reviews:progress", "finance", "/progress/"),
    "export": Screen("导出", "exchange:exports", "clerk1", "/exports/"),
    "review-home": Screen("复核人员的首页", "home", "reviewer", "/"),
    "review-one": Screen(
        "复核人员看一份表", "filings:edit", "reviewer", "/filings/?state=passed", (FIRST,)
    ),
    "cycles": Screen("年度工作", "cycles:list", "finance", "/cycles/"),
    "cycle": Screen("一项年度工作", "cycles:cycle", "finance", "/cycles/", (OPEN_ROUND,)),
    "cycle-add": Screen("新建年度工作", "cycles:add", "finance", "/cycles/add/"),
    "cycle-edit": Screen(
        "年度工作的设置", "cycles:edit", "finance", "/cycles/", (OPEN_ROUND, link("设置"))
    ),
    "reopen": Screen(
        "截止后重新开放",
        "cycles:reopen",
        "finance",
        "/cycles/",
        (OPEN_ROUND, link("给单位重新开放")),
    ),
    "projects": Screen("项目", "manage:projects", "clerk1", "/manage/projects/"),
    "project-add": Screen("新增项目", "manage:project_add", "clerk1", "/manage/projects/add/"),
    "project-edit": Screen(
        "修改项目", "manage:project_edit", "clerk1", "/manage/projects/", (FIRST,)
    ),
    "log": Screen("操作日志", "events:log", "finance", "/log/"),
    "log-whole": Screen(
        "核对整个日志", "events:whole", "finance", "/log/", (button("核对日志是否完整"),)
    ),
    "places": Screen("机构", "manage:places", "admin", "/manage/"),
    "place": Screen("一个机构", "manage:place", "admin", "/manage/", (FIRST,)),
    "place-add": Screen(
        "新增机构", "manage:place_add", "admin", "/manage/", (FIRST, link("新增下属机构"))
    ),
    "place-rename": Screen(
        "修改机构名称", "manage:place_rename", "admin", "/manage/", (FIRST, link("修改名称"))
    ),
    "people": Screen("人员", "manage:people", "admin", "/manage/people/"),
    "person": Screen("一个人员", "manage:person", "admin", "/manage/people/?q=filer9", (FIRST,)),
    "person-add": Screen("新增人员", "manage:person_add", "admin", "/manage/people/add/"),
    "person-password": Screen(
        "重设的口令，只显示一次",
        "manage:person_password",
        "admin",
        "/manage/people/?q=filer9",
        (FIRST, button("重设口令")),
    ),
    "password": Screen(
        "修改口令", "account_change_password", "clerk1", "/accounts/password/change/"
    ),
    "factor": Screen("两步验证", "mfa_index", "head1", "/accounts/2fa/"),
    "factor-set-up": Screen(
        "启用认证器", "mfa_activate_totp", "clerk1", "/accounts/2fa/totp/activate/", (confirm,)
    ),
    "factor-off": Screen(
        "停用认证器", "mfa_deactivate_totp", "head1", "/accounts/2fa/totp/deactivate/", (confirm,)
    ),
    "codes-make": Screen(
        "生成备用码",
        "mfa_generate_recovery_codes",
        "head1",
        "/accounts/2fa/recovery-codes/generate/",
        (confirm,),
    ),
    "codes": Screen(
        "备用码",
        "mfa_view_recovery_codes",
        "head1",
        "/accounts/2fa/recovery-codes/generate/",
        (confirm, button("生成")),
    ),
    "confirm": Screen(
        "用口令确认身份", "account_reauthenticate", "clerk1", "/accounts/reauthenticate/"
    ),
    "confirm-code": Screen(
        "用动态码确认身份", "mfa_reauthenticate", "head1", "/accounts/2fa/reauthenticate/"
    ),
    "sessions": Screen("登录设备", "usersessions_list", "clerk1", "/accounts/sessions/"),
    "tokens": Screen("接口令牌，只显示一次", "api_tokens", "clerk1", "/tokens/", (make_token,)),
    "logout": Screen("退出登录", "account_logout", "clerk1", "/accounts/logout/"),
    "inactive": Screen("账号已停用", "account_inactive", "", "/accounts/inactive/"),
    "sign-on-cancelled": Screen(
        "取消了统一身份认证", "socialaccount_login_cancelled", "", "/accounts/oidc/cancelled/"
    ),
    "sign-on-failed": Screen(
        "统一身份认证未成", "socialaccount_login_error", "", "/accounts/oidc/error/"
    ),
    "forbidden": Screen("不能这样做", "403", "auditor1", "/audit/", (FIRST, not_ones_own)),
    "missing": Screen("没有找到", "404", "clerk1", "/nowhere/"),
}


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of a sample district, for as long as it is looked at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ["serve", "--demo", "--port", str(port), "--data", str(folder / "data")]
    command = [sys.executable, "-c", "from jiheng.cli import main; main()", *told]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/accounts/login/").close()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError((folder / "log").read_text("utf-8")) from None
                time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def give_password(page: Page, username: str) -> None:
    """Sign in as far as the password goes."""
    page.goto("/accounts/login/")
    page.locator("[name=login]:visible").fill(username)
    page.locator("[name=password]:visible").fill(PASSWORD)
    button("登录")(page)


def sign_in(page: Page, username: str) -> None:
    """Sign in as somebody of the sample district, whose codes its pages show.

    A code that was used already makes way for the next, half a minute later.
    """
    give_password(page, username)
    welcome = page.get_by_role("heading", name="您好")
    code = page.locator("#id_code")
    welcome.or_(code).first.wait_for()
    shown = page.locator("#main dl > div").filter(has_text=re.compile(rf"^\s*{username}\s"))
    used = ""
    while not welcome.is_visible():
        now = shown.locator("code").inner_text()
        if now == used:
            page.wait_for_timeout(1000)
            page.goto(page.url)
            continue
        used = now
        code.fill(now)
        button("登录")(page)


def show(page: Page, screen: Screen) -> Response:
    """Bring a page to a screen; the answer that brought it there."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        request = answer.request
        if request.is_navigation_request() and not 300 <= answer.status < 400:
            answers.append(answer)

    page.on("response", note)
    page.goto(screen.start)
    for step in screen.steps:
        if callable(step):
            step(page)
        else:
            follow(page, page.locator(step))
    page.remove_listener("response", note)
    return answers[-1]


def photographed(
    browser: Browser, address: str, only: set[str], size: tuple[int, int] | None, folder: Path
) -> None:
    """Take the pictures that are wanted, all where none is named; people sign in once."""
    pages: dict[str, Page] = {}
    for name, screen in SCREENS.items():
        if only and name not in only:
            continue
        page = pages.get(screen.who)
        if page is None:
            page = browser.new_context(base_url=address, locale="zh-CN").new_page()
            if screen.who:
                sign_in(page, screen.who)
                pages[screen.who] = page
        width, height = size or screen.size
        page.set_viewport_size({"width": width, "height": height})
        show(page, screen)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shot.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


HEAD = """## 网上申报

由 `python docs/screens.py` 拍摄：打开 `jiheng serve --demo` 的演示区县，各种角色各看各的页面。
日期、动态码每次不同，不作比较。`tests/web/endtoend/test_accessibility.py` 按同一张单子把每种页面
在手机上走一遍，宽屏和手机都查，少列一种页面就不通过。
"""


def section() -> str:
    """The gallery's section of web pages."""
    shown = (
        f"\n### {s.title}\n\n![{s.title}](images/web/{name}.png)\n" for name, s in SCREENS.items()
    )
    return HEAD + "".join(shown)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or "chromium"
    with (
        tempfile.TemporaryDirectory() as given,
        demo(Path(given)) as opened,
        sync_playwright() as playwright,
    ):
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--lang=zh-CN"]
        )
        photographed(launched, opened, set(sys.argv[1:]), None, TARGET)
        launched.close()
    text = GALLERY.read_text("utf-8")
    before, _, rest = text.partition("## 网上申报\n")
    after = rest.partition("\n---")[2]
    GALLERY.write_text(f"{before}{section()}\n---{after}", "utf-8")
