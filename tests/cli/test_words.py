"""What the command line itself says: help and refusals, all in Chinese."""

from __future__ import annotations

import re

import pytest
from tests.cli.conftest import Call

from jiheng import __version__

ENGLISH = re.compile(
    r"usage|options\b|arguments?|commands?\b|show this|required|default|error:|missing|invalid",
    re.IGNORECASE,
)


@pytest.mark.parametrize("command", ["", "check", "score", "read", "rules", "rulebooks", "synth"])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_in_chinese(jiheng: Call, command: str, option: str) -> None:
    done = jiheng(*filter(None, [command]), option)
    assert (done.status, done.err) == (0, "")
    assert done.text.startswith("用法：jiheng")
    assert "显示本帮助。" in done.text
    words = done.text.replace("error|warning|advice|never", "").replace("不写为 error", "")
    assert not ENGLISH.search(words), ENGLISH.search(words)


def test_no_command_shows_the_help_and_is_wrong_usage(jiheng: Call) -> None:
    done = jiheng()
    assert (done.status, done.out) == (2, b"")
    assert done.err.startswith("用法：jiheng [选项] 命令 [参数]...")


def test_version(jiheng: Call) -> None:
    assert jiheng("--version").text == f"jiheng {__version__}\n"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["frob"], "没有命令“frob”"),
        (["chek", "x"], "没有命令“chek”"),
        (["check"], "没有写明 PATH..."),
        (["check", "--nope", "x"], "没有选项 --nope"),
        (["check", "x", "--fromat", "json"], "没有选项 --fromat"),
        (["--nope"], "没有选项 --nope"),
        (["check", "x", "--format"], "选项 --format 后面要写明取值"),
        (["check", "x", "-o"], "选项 -o 后面要写明取值"),
        (["check", "x", "--quiet=1"], "选项 --quiet 后面不要写取值"),
        (["check", "x", "--jobs", "two"], "--jobs 应为整数"),
        (["check", "x", "--jobs", "0"], "--jobs 至少为 1"),
        (["rules", "A01", "A02"], "多出了“A02”"),
        (["check", "x", "--format", "xml"], "不认得格式“xml”"),
    ],
)
def test_wrong_usage_is_told_in_chinese(jiheng: Call, call: list[str], words: str) -> None:
    done = jiheng(*call)
    assert (done.status, done.out) == (2, b"")
    (line,) = done.err.splitlines()
    assert line.startswith(f"jiheng：{words}")
    assert not ENGLISH.search(line)
