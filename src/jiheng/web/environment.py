"""What the operator says by environment variables, read once; each is described in operating.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class Misconfigured(Exception):
    """A setting that cannot work; the message names it, what is expected and the mend."""


def data_folder() -> Path:
    """Where the database, uploads and the secret are kept: JIHENG_DATA, else under the home."""
    named = os.environ.get("JIHENG_DATA")
    return Path(named) if named else Path.home() / ".local" / "share" / "jiheng"


def secret_key(folder: Path) -> str:
    """JIHENG_SECRET_KEY, else the key of this installation, made when it is first asked for."""
    if given := os.environ.get("JIHENG_SECRET_KEY"):
        return given
    kept = folder / "secret-key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return kept.read_text("ascii")


def hosts() -> list[str]:
    """JIHENG_HOSTS, the names that the site answers to, separated by commas."""
    named = os.environ.get("JIHENG_HOSTS", "")
    return ["localhost", "127.0.0.1", "[::1]", *filter(None, map(str.strip, named.split(",")))]


def flag(name: str) -> bool:
    """Whether a variable is 1; unset, empty and 0 are no; raises Misconfigured."""
    value = os.environ.get(name, "")
    if value not in {"", "0", "1"}:
        raise Misconfigured(f"环境变量 {name} 应为 0 或 1，实际为“{value}”；请改正后再启动")
    return value == "1"


def megabytes(name: str, default: int) -> int:
    """The bytes that a variable names in megabytes; raises Misconfigured."""
    value = os.environ.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 10_000:
        raise Misconfigured(
            f"环境变量 {name} 应为 1 到 10000 的整数（MB），实际为“{value}”；请改正后再启动"
        )
    return int(value) * 1024 * 1024


def scanner() -> str:
    """JIHENG_CLAMAV, the socket of a virus scanner: unix:/path or host:port; "" for none."""
    value = os.environ.get("JIHENG_CLAMAV", "")
    host, _, port = value.rpartition(":")
    if value and not value.startswith(("unix:/", "/")) and not (host and port.isdigit()):
        raise Misconfigured(
            f"环境变量 JIHENG_CLAMAV 应写成 unix:/路径 或 主机:端口，实际为“{value}”；"
            "请改正后再启动"
        )
    return value


def database(folder: Path) -> dict[str, object]:
    """Django's settings for JIHENG_DATABASE_URL: SQLite in the data folder where it is not set."""
    url = os.environ.get("JIHENG_DATABASE_URL", "")
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return sqlite(folder / "jiheng.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise Misconfigured(
        "环境变量 JIHENG_DATABASE_URL 应写成 postgresql://用户:口令@主机:端口/库名，"
        "或者不设（用数据目录里的 SQLite）；请改正后再启动"
    )


def sqlite(file: Path) -> dict[str, object]:
    """SQLite as several processes can write it: a log ahead, and writers wait for one another."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def single_sign_on() -> list[dict[str, object]]:
    """The government's sign-on by OpenID Connect: JIHENG_OIDC_SERVER, _CLIENT, _SECRET, _NAME."""
    server = os.environ.get("JIHENG_OIDC_SERVER", "")
    if not server:
        return []
    return [
        {
            "provider_id": "oidc",
            "name": os.environ.get("JIHENG_OIDC_NAME", "统一身份认证"),
            "client_id": os.environ.get("JIHENG_OIDC_CLIENT", ""),
            "secret": os.environ.get("JIHENG_OIDC_SECRET", ""),
            "settings": {"server_url": server},
        }
    ]


def mail(url: str) -> tuple[str, dict[str, object]]:
    """Django's mail backend and its settings for smtp://user:password@host:port, or none at all."""
    if not url:
        return "django.core.mail.backends.dummy.EmailBackend", {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Misconfigured(
            "环境变量 JIHENG_EMAIL_URL 应写成 smtp://用户:口令@主机:端口（加密连接用 smtps）；"
            "不发邮件就不设"
        )
    secure = parts.scheme == "smtps"
    return "django.core.mail.backends.smtp.EmailBackend", {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_TIMEOUT": 10,
    }
