"""A PostgreSQL of the tests' own: in a passing folder, reached by a socket there, by no network.

    python -m tests.web.postgresql COMMAND...

runs a command on a fresh database (JIHENG_DATABASE_URL), such as `pytest tests/web`.
JIHENG_TEST_POSTGRESQL names another server that may be used, as JIHENG_DATABASE_URL would.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs, by version."""
OWNER = "postgres"
"""PostgreSQL does not run as root; root starts it as this user, whom Debian's package makes."""
PATIENCE = 60.0
PASSING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings for data that need not outlive the machine: it is the application that is killed."""


class NoPostgresql(Exception):
    """There is no PostgreSQL here; the message says what to install."""


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, of the newest version; raises NoPostgresql."""
    versions = sorted(PROGRAMS.glob("*/bin"), key=lambda found: int(found.parent.name))
    found = shutil.which(name, path=os.pathsep.join(map(str, reversed(versions))))
    found = found or shutil.which(name)
    if not found:
        raise NoPostgresql(f"找不到 PostgreSQL 的 {name}；请运行 apt-get install postgresql")
    return found


def owned() -> dict[str, str]:
    """What subprocess needs so that the server does not run as root."""
    return {"user": OWNER, "group": OWNER} if os.geteuid() == 0 else {}


def start(folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a server whose data and socket are in a folder, made when it is not there."""
    data = folder / "data"
    if not data.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if owned():
            shutil.chown(folder, OWNER, OWNER)
        making = [program("initdb"), "-D", str(data), "-U", "jiheng", "--auth=trust"]
        plain = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([*making, *plain], check=True, stdout=subprocess.DEVNULL, **owned())
    options = {"listen_addresses": "", "unix_socket_directories": str(folder)} | dict(settings)
    told = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [program("postgres"), "-D", str(data), *told], stderr=log, stdout=log, **owned()
        )
    _await(folder, process)
    return process


def _await(folder: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url_in(folder, "postgres")).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                said = (folder / "log").read_text("utf-8")[-2000:]
                raise RuntimeError(f"PostgreSQL did not start: {said}") from error
            time.sleep(0.05)
        else:
            return


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server at once: SIGQUIT leaves no child behind and writes nothing more."""
    process.send_signal(signal.SIGQUIT)
    process.wait(30)


def url_in(folder: Path, name: str) -> str:
    """The address of a database of the server in a folder."""
    return f"postgresql://jiheng@/{name}?host={folder}"


def database(server: str) -> str:
    """The address of a new, empty database beside the one that an address names."""
    name = f"jiheng_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def drop(url: str, server: str) -> None:
    """Take a database away, whoever is still connected to it."""
    name = urlsplit(url).path.strip("/")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def shared(folder: Path) -> Iterator[str]:
    """A server for all the processes that name one folder: the first starts it, the last ends it.

    Each holds a lock that ends with its process, so that none that was killed keeps it running.
    """
    if given := os.environ.get("JIHENG_TEST_POSTGRESQL"):
        yield given
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "turn").open("w") as turn, (folder / "users").open("w") as users:
        fcntl.flock(turn, fcntl.LOCK_EX)
        where = _running(folder / "where")
        if where is None:
            where = Path(tempfile.mkdtemp(prefix="jiheng-postgresql-"))
            process = start(where, PASSING)
            (folder / "where").write_text(f"{process.pid} {where}", "utf-8")
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(turn, fcntl.LOCK_UN)
        try:
            yield url_in(where, "postgres")
        finally:
            fcntl.flock(turn, fcntl.LOCK_EX)
            _leave(users, folder / "where", where)


def _running(told: Path) -> Path | None:
    if not told.exists():
        return None
    number, _, where = told.read_text("utf-8").partition(" ")
    return Path(where) if Path(f"/proc/{number}").exists() else None


def _leave(users, told: Path, where: Path) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    told.unlink()
    subprocess.run(
        [program("pg_ctl"), "-D", str(where / "data"), "-m", "immediate", "-s", "stop"],
        check=False,
        **owned(),
    )
    shutil.rmtree(where, ignore_errors=True)


@contextmanager
def passing() -> Iterator[str]:
    """The address of a fresh database on a server that is there for as long as it is used."""
    with tempfile.TemporaryDirectory(prefix="jiheng-") as folder, shared(Path(folder)) as server:
        yield database(server)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory) -> Iterator[str]:
    """The address of a server that the whole run of tests shares, whatever its processes."""
    base = tmp_path_factory.getbasetemp()
    several = "PYTEST_XDIST_WORKER" in os.environ
    with shared((base.parent if several else base) / "postgresql") as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server) -> Iterator[str]:
    """The address of an empty database, taken away after the test."""
    url = database(postgresql_server)
    yield url
    drop(url, postgresql_server)


if __name__ == "__main__":
    with passing() as url:
        sys.exit(subprocess.call(sys.argv[1:], env=os.environ | {"JIHENG_DATABASE_URL": url}))
