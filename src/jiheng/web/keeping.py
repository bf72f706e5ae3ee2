"""Backup and restore of an installation, while it runs: the database and every uploaded file.

A backup is a .tar.gz with `manifest.json` (version, database kind, SHA-256 of every member), the
database as a file of its own and the files under `uploads/`. The secret key is left out: a backup
that gets lost must not sign anybody in.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

import jiheng

SCHEMA = "jiheng/backup-1"
MANIFEST = "manifest.json"
FOLDERS = ("uploads", "rulebooks")
"""What of the data folder is kept, besides the database."""
PIECE = 1024 * 1024


class Failed(Exception):
    """A backup or restore that could not be done; the message says why. Nothing was changed."""


def backup(target: Path) -> dict[str, Any]:
    """Write a backup beside the target and rename it when it is whole; its manifest.

    The database comes first: a file that is uploaded later is in no row of it, and files are
    never changed, only added. Raises Failed.
    """
    with tempfile.TemporaryDirectory(prefix="jiheng-backup-", dir=target.parent) as aside:
        database = Path(aside, _dump_name())
        _dump(database)
        whole = Path(aside, "whole.tar.gz")
        manifest = _pack(whole, database)
        whole.chmod(0o600)
        whole.replace(target)
    return manifest


def restore(source: Path, force: bool = False) -> dict[str, Any]:
    """Put a backup back in place of what is there; its manifest.

    It is read and verified whole before anything is changed. Raises Failed where it is damaged,
    of a newer version or another kind of database, and, without `force`, where there is data.
    """
    with tempfile.TemporaryDirectory(prefix="jiheng-restore-", dir=settings.DATA) as aside:
        folder = Path(aside)
        manifest = _unpack(source, folder)
        _fits(manifest)
        if not force and not _empty():
            raise Failed(
                "这里已有数据，没有恢复；确实要用备份替换现有的全部数据，请加 --force 再运行"
            )
        _load(folder / manifest["database"])
        for name in FOLDERS:
            _swap(folder / name, settings.DATA / name, folder / f"{name}-old")
    connections.close_all()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return manifest


def _pack(whole: Path, database: Path) -> dict[str, Any]:
    digests: dict[str, str] = {}
    with tarfile.open(whole, "w:gz", compresslevel=3) as tar:
        digests[database.name] = _add(tar, database, database.name)
        for path, name in _files():
            digests[name] = _add(tar, path, name)
        manifest = {
            "schema": SCHEMA,
            "jiheng": jiheng.__version__,
            "vendor": connection.vendor,
            "database": database.name,
            "migrations": _migrations(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": digests,
        }
        told = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(told), 0o600
        tar.addfile(entry, io.BytesIO(told))
    return manifest


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file, and give the SHA-256 of the very bytes that were added."""
    entry = tarfile.TarInfo(name)
    entry.mode = 0o600
    with path.open("rb") as file:
        entry.size = os.fstat(file.fileno()).st_size
        hashed = _Hashed(file)
        tar.addfile(entry, hashed)
    return hashed.digest.hexdigest()


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.digest.update(data)
        return data


def _files() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        root = settings.DATA / folder
        for path in sorted(root.rglob("*")) if root.exists() else ():
            if path.is_file() and not path.is_symlink():
                yield path, f"{folder}/{path.relative_to(root).as_posix()}"


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup whole and hold every file against the manifest; raises Failed."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as error:
        raise Failed(f"{error.filename} 不存在；请检查路径") from error
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise Failed(f"{source} 不是完好的备份，没有恢复；请换一份备份") from error
    if manifest.get("schema") != SCHEMA:
        raise Failed(f"{source} 不是本系统的备份，没有恢复")
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    if found != set(manifest["sha256"]):
        raise Failed(f"{source} 里的文件与清单不符，没有恢复；请换一份备份")
    for name, told in manifest["sha256"].items():
        if _sha256(folder / name) != told:
            raise Failed(f"{source} 里的 {name} 已损坏，没有恢复；请换一份备份")
    return manifest


def _fits(manifest: dict[str, Any]) -> None:
    if manifest["vendor"] != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Failed(
            f"备份来自 {names[manifest['vendor']]}，现在用的是 {names[connection.vendor]}，"
            "不能互相恢复；请改 JIHENG_DATABASE_URL"
        )
    newer = set(manifest["migrations"]) - {
        f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations
    }
    if newer:
        raise Failed(
            f"备份来自较新的版本（jiheng {manifest['jiheng']}），现在是 {jiheng.__version__}；"
            "请先升级本系统再恢复"
        )


def _empty() -> bool:
    """Whether nobody has used the database yet."""
    if "people_person" not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        return bool(cursor.fetchone()[0] == 0)


def _migrations() -> list[str]:
    found = MigrationLoader(connection).applied_migrations
    return sorted(f"{app}.{name}" for app, name in found)


def _dump_name() -> str:
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(_sqlite_file(), timeout=60)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _load(dump: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(dump)) as copy,
            closing(sqlite3.connect(_sqlite_file(), timeout=60)) as live,
        ):
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Failed("备份里的数据库已损坏，没有恢复；请换一份备份")
            copy.backup(live)
        return
    _postgres(
        "pg_restore",
        *("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"),
        str(dump),
    )


def _postgres(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database that the settings name, options included."""
    from psycopg.conninfo import make_conninfo

    found = shutil.which(tool)
    if found is None:
        raise Failed(f"找不到 {tool}；请安装 PostgreSQL 客户端（postgresql-client）后再试")
    told = connection.settings_dict
    names = {"NAME": "dbname", "HOST": "host", "PORT": "port", "USER": "user"}
    where = {name: str(told[key]) for key, name in names.items() if told[key]} | told["OPTIONS"]
    environ = os.environ | ({"PGPASSWORD": str(told["PASSWORD"])} if told["PASSWORD"] else {})
    command = [found, f"--dbname={make_conninfo(**where)}", *arguments]
    ended = subprocess.run(command, env=environ, capture_output=True, check=False, text=True)
    if ended.returncode:
        words = ended.stderr.strip().splitlines()[-1:] or [f"状态 {ended.returncode}"]
        raise Failed(f"{tool} 没有成功：{words[0]}；数据没有改变")


def _sqlite_file() -> str:
    return str(connection.settings_dict["NAME"])


def _swap(new: Path, place: Path, old: Path) -> None:
    """Put a folder in place of another; what was there goes with the temporary folder."""
    if place.exists():
        place.rename(old)
    if new.exists():
        new.rename(place)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
