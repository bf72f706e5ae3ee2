"""What only a server with many writers can show, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = (
    "tests/web/signing/test_signing_at_once.py",
    "tests/web/test_steps.py",
    "tests/web/test_connecting.py",
    "tests/web/reviews/test_gathering.py",
)


def test_steps_signatures_and_roll_ups_hold_on_postgresql(postgresql_url):
    """The same tests, in a process of their own whose settings name PostgreSQL."""
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *TESTS, "-n", "0", "-q", "-p", "no:cacheprovider"],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"JIHENG_DATABASE_URL": postgresql_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "skipped" not in ended.stdout
