"""A production environment is clean by Django's own check; a region is founded from the shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from jiheng.web.organisations.models import Place, Role
from jiheng.web.people.models import Person


def test_the_check_for_deployment_finds_nothing(tmp_path):
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("JIHENG_")
    } | {"JIHENG_DATA": str(tmp_path), "JIHENG_HOSTS": "10.0.0.8", "JIHENG_HTTPS": "1"}
    (tmp_path / "static").mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "jiheng.web", "check", "--deploy", "--fail-level", "WARNING"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "no issues" in ended.stdout


def test_no_model_is_without_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_region_is_founded_with_its_administrator(db, capsys):
    call_command("found", "临江区", "admin", "张三")
    password = re.search(r"口令 (\S+?)（", capsys.readouterr().out)[1]
    person = Person.objects.get(username="admin")
    assert person.check_password(password)
    assert person.memberships.get().role == Role.ADMINISTRATOR
    assert person.must_change_password
    with pytest.raises(CommandError, match="已经有了"):
        call_command("found", "临江区", "admin2", "李四")
    with pytest.raises(CommandError, match="已经有人用"):
        call_command("found", "云山区", "admin", "李四")
    assert not Place.objects.filter(name="云山区").exists()
