"""`jiheng verify`: files against the register of signatures, and the register against itself."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from msgspec.structs import replace

import jiheng
from jiheng.filing.canonical import sha256

MAKE = """
import sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.web.conftest import made_district, walked
from jiheng.web.filings import content as contents
from jiheng.web.filings.sheet import template_of
from jiheng.web.signing.printed import code_line
from jiheng.web.signing.sealing import in_force
from jiheng.writing.official.write import write
district = made_district()
filing = walked(district, "hand_in", "sign")
one = contents.filing_of(filing.content)
line = code_line(filing)
write([one], Path(sys.argv[1]), template_of(filing.cycle), lambda _: line)
print(in_force(filing).code)
"""


def run(*words, **environment):
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("JIHENG_D", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "jiheng", *map(str, words)],
        capture_output=True,
        text=True,
        env=bare | environment,
        check=False,
    )


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A data folder with one signed filing, its printed form, its code."""
    folder = tmp_path_factory.mktemp("register")
    form = folder / "form.docx"
    environment = os.environ | {
        "JIHENG_DATA": str(folder),
        "JIHENG_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "jiheng.web.settings",
    }
    made = subprocess.run(
        [sys.executable, "-c", MAKE, str(form)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return folder, form, made.stdout.split()[-1]


def test_without_a_register_the_digests_are_told(signed):
    _, form, _ = signed
    told = run("verify", form)
    assert told.returncode == 0
    assert sha256(jiheng.read(form).filings[0]) in told.stdout
    assert "--data" in told.stderr


def test_the_printed_form_is_the_signed_one(signed):
    folder, form, code = signed
    told = run("verify", form, "--data", folder, "--format", "json")
    assert told.returncode == 0, told.stderr
    (one,) = json.loads(told.stdout)["filings"]
    assert (one["state"], one["code"]) == ("signed", code)
    assert run("verify", "--code", code.lower(), "--data", folder).returncode == 0
    assert run("verify", form, "--code", code, JIHENG_DATA=str(folder)).returncode == 0


def test_another_form_is_not_and_with_the_code_it_is_told_where(signed, tmp_path):
    folder, form, code = signed
    (filing,) = jiheng.read(form).filings
    other = tmp_path / "other.xlsx"
    jiheng.write(replace(filing, improvement="后来加的"), other)
    assert run("verify", other, "--data", folder).returncode == 1
    told = run("verify", other, "--data", folder, "--code", code)
    assert told.returncode == 1
    assert "改进措施" in told.stdout
    assert "后来加的" in told.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "请写明"),
        (("--log",), "--data"),
        (("--code", "abc"), "不是验证码"),
        (("--log", "--data", "/nowhere"), "没有绩衡的数据库"),
        (("/nowhere.docx",), "nowhere.docx"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(words, said):
    told = run("verify", *words)
    assert told.returncode == 2
    assert said in told.stderr


def test_the_log_is_whole_and_tampering_is_found_out(signed):
    folder, _, _ = signed
    assert run("verify", "--log", "--data", folder).returncode == 0
    with sqlite3.connect(folder / "jiheng.sqlite3") as database:
        database.execute("UPDATE signing_signature SET opinion = '不同意'")
    told = run("verify", "--log", "--data", folder)
    assert told.returncode == 1
    assert "与签批链不一致" in told.stdout
