"""The HTML report in a real browser: it shows, it prints on A4, it loads nothing from elsewhere."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import jiheng

EXAMPLES = Path(__file__).parents[2] / "examples"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking"
).split()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(jiheng.check(jiheng.read(EXAMPLES)).to_html(), "utf-8")
    yield path


def browser(page: Path, *options: str) -> str:
    chromium = shutil.which("chromium")
    assert chromium, "需要 Debian 的 chromium；make test 会装好它"
    profile = page.parent / f"profile-{len(list(page.parent.iterdir()))}"
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", *options, page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8", "replace")


def test_it_shows_every_filing_and_marks_every_cell(page: Path) -> None:
    dom = browser(page, "--dump-dom")
    for name in ("2021年度两会新媒体宣传", "总编室运行维护费", "2021年度流动图书车送书下乡项目"):
        assert name in dom
    linked = set(re.findall(r'href="#([^"]+)"', dom))
    anchors = set(re.findall(r'\bid="([^"]+)"', dom))
    assert linked
    assert linked <= anchors


def test_it_prints_on_a4(page: Path) -> None:
    target = page.with_suffix(".pdf")
    browser(page, f"--print-to-pdf={target}", "--no-pdf-header-footer")
    information = subprocess.run(
        ["pdfinfo", str(target)], capture_output=True, check=True, text=True
    ).stdout
    assert "A4" in information
    text = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    bare = re.sub(r"\s", "", text)
    for words in ("项目支出绩效自评表检查报告", "综合业务管理工作经费", "得分填4", "云汀区图书馆"):
        assert words in bare, words


def test_it_names_no_address(page: Path) -> None:
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page.read_text("utf-8"))


def test_the_roll_up_prints_on_a4_with_every_sum_unfolded(tmp_path: Path) -> None:
    """Folded on screen, unfolded on paper."""
    page, target = tmp_path / "rollup.html", tmp_path / "rollup.pdf"
    batch = jiheng.Batch.of(jiheng.read(EXAMPLES).filings[12:14])
    page.write_text(jiheng.rollup(batch).to_html(explain=True), "utf-8")
    browser(page, f"--print-to-pdf={target}", "--no-pdf-header-footer")
    facts = subprocess.run(["pdfinfo", str(target)], capture_output=True, check=True, text=True)
    assert "A4" in facts.stdout
    text = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    bare = re.sub(r"\s", "", text)
    for words in (
        "项目支出绩效自评汇总",
        "30＋100＝130",
        "12×11÷16＝8.25",
        "8.25×30÷130＝1.903846",
    ):
        assert words in bare, words
