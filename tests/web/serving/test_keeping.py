"""Backup and restore, while others write, on SQLite and on PostgreSQL."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tests.web.postgresql import database, drop

SETUP = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "jiheng.web.settings"
import django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from jiheng.web.events.chain import SYSTEM, breaks, record
from jiheng.web.events.models import Event
from jiheng.web.people.models import Person
"""
FILL = """
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
Person.objects.create(username="甲", name="甲")
(settings.DATA / "uploads" / "x").mkdir(parents=True)
(settings.DATA / "uploads" / "x" / "f1").write_bytes(b"evidence" * 1000)
"""
WRITE = """
print("writing", flush=True)
for number in range(400):
    with transaction.atomic():
        record(f"place:{number % 7}", "rename", SYSTEM, after={"name": str(number)})
"""
TELL = """
print(list(Person.objects.values_list("name", flat=True)), Event.objects.count(), list(breaks()),
      (settings.DATA / "uploads" / "x" / "f1").read_bytes() == b"evidence" * 1000)
"""


class Place:
    """An installation of its own, used through its commands alone."""

    def __init__(self, folder: Path, url: str) -> None:
        self.environ = {**os.environ, "JIHENG_DATA": str(folder), "JIHENG_DATABASE_URL": url}
        self.environ.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, code: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", SETUP + code],
            env=self.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        return ended.stdout

    def writing(self) -> subprocess.Popen:
        started = subprocess.Popen(
            [sys.executable, "-c", SETUP + WRITE],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert started.stdout.readline() == b"writing\n"
        return started

    def jiheng(self, *arguments: str) -> tuple[int, str]:
        ended = subprocess.run(
            [sys.executable, "-c", "from jiheng.cli import main; main()", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stderr


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """A function that gives the address of a new database, "" for SQLite in the data folder."""
    if request.param == "sqlite":
        yield lambda: ""
        return
    server = request.getfixturevalue("postgresql_server")
    made = []

    def create():
        made.append(database(server))
        return made[-1]

    yield create
    for address in made:
        drop(address, server)


def test_a_backup_made_during_writes_comes_back_whole(tmp_path, url):
    one = Place(tmp_path / "one", url())
    one.run(FILL)
    file = tmp_path / "备份.tar.gz"
    writer = one.writing()
    status, said = one.jiheng("backup", str(file))
    assert (status, writer.wait(), writer.stderr.read()) == (0, 0, b""), said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "备份.tar.gz"]
    two = Place(tmp_path / "two", url())
    assert two.jiheng("restore", str(file))[0] == 0
    names, events, *_ = told = two.run(TELL).split(" ")
    assert names == "['甲']"
    assert 0 <= int(events) <= 400
    assert told[2:] == ["[]", "True\n"]
    status, said = one.jiheng("restore", str(file))
    assert (status, "--force" in said) == (1, True)
    assert one.run(TELL).split(" ")[1] == "400"
    assert one.jiheng("restore", str(file), "--force")[0] == 0
    assert one.run(TELL) == two.run(TELL)


def repacked(source: Path, target: Path, change) -> Path:
    """A backup with its members changed by a function of name and bytes."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            data = change(member.name, old.extractfile(member).read())
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target


def of_a_newer_version(name, data):
    if name != "manifest.json":
        return data
    told = json.loads(data)
    return json.dumps(told | {"migrations": [*told["migrations"], "people.9999_next"]}).encode()


def test_what_is_damaged_or_newer_is_refused_and_nothing_is_changed(tmp_path):
    one, two = Place(tmp_path / "one", ""), Place(tmp_path / "two", "")
    one.run(FILL)
    file = tmp_path / "whole.tar.gz"
    assert one.jiheng("backup", str(file))[0] == 0
    half = tmp_path / "half.tar.gz"
    half.write_bytes(file.read_bytes()[:-2000])
    changed = repacked(
        file, tmp_path / "changed.tar.gz", lambda n, d: b"x" + d[1:] if "f1" in n else d
    )
    newer = repacked(file, tmp_path / "newer.tar.gz", of_a_newer_version)
    for bad, words in (
        (half, "不是完好的备份"),
        (changed, "已损坏"),
        (newer, "较新的版本"),
        (tmp_path / "none.tar.gz", "不存在"),
    ):
        status, said = two.jiheng("restore", str(bad))
        assert (status, words in said) == (1, True), said
    assert not (tmp_path / "two" / "uploads").exists()


def test_the_secret_key_is_in_no_backup(tmp_path):
    one = Place(tmp_path / "one", "")
    one.run(FILL)
    one.jiheng("backup", str(tmp_path / "b.tar.gz"))
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        assert sorted(tar.getnames()) == ["database.sqlite3", "manifest.json", "uploads/x/f1"]
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o777 == 0o600
