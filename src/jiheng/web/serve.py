"""`jiheng serve`: the pages, the tasks in the background and the reminders, in one command."""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from jiheng.web import children
from jiheng.web.environment import Misconfigured

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_SECRET = 50
"""Characters; what Django's own check asks for."""
REMIND_EVERY = 60.0
"""Seconds between two looks at whether somebody is to be reminded of a deadline."""
BLOCKING_THREADS = 8
DONE = 14
"""Days after which a task that is done is forgotten."""


class Unfit(Exception):
    """Why the server is not started; the message says what is the matter and what to do."""


def refuse_unfit(host: str, environ: Mapping[str, str]) -> None:
    """Raise Unfit where others could reach a server that is set up for trying out.

    Others reach it where it listens beyond localhost, or where a proxy is in front of it, which
    JIHENG_HOSTS and JIHENG_HTTPS tell of.
    """
    others = host not in LOCAL
    proxied = bool(environ.get("JIHENG_HOSTS")) or environ.get("JIHENG_HTTPS") == "1"
    if not (others or proxied):
        return
    where = f"监听 {host}" if others else "设了 JIHENG_HOSTS 或 JIHENG_HTTPS"
    if environ.get("JIHENG_DEMO") == "1":
        raise Unfit(
            f"演示数据的口令是公开的，不能供他人访问（{where}）；请去掉 --demo，或只在本机打开"
        )
    if environ.get("JIHENG_DEBUG") == "1":
        raise Unfit(f"调试模式会泄露内部信息，不能供他人访问（{where}）；请不设 JIHENG_DEBUG")
    secret = environ.get("JIHENG_SECRET_KEY")
    if secret is not None and (
        len(secret) < SHORTEST_SECRET or len(set(secret)) < 10 or "insecure" in secret
    ):
        raise Unfit(
            f"JIHENG_SECRET_KEY 太短或是默认值，不能供他人访问（{where}）；"
            f"请换成至少 {SHORTEST_SECRET} 个字符的随机串，或者不设，由本系统自己生成"
        )
    if others and not environ.get("JIHENG_HOSTS"):
        raise Unfit(
            f"监听 {host} 时要设 JIHENG_HOSTS，写明别人访问用的主机名或地址，"
            "如 JIHENG_HOSTS=10.0.0.8"
        )


def refuse_busy(host: str, port: int) -> None:
    """Raise Unfit where the port cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Unfit(f"没有权限监听端口 {port}；请用 1024 以上的端口") from error
        except OSError as error:
            raise Unfit(
                f"不能监听 {host} 的端口 {port}：可能已被占用，或者这台机器没有这个地址；"
                "请用 --port 另选一个，或先停掉占用它的程序"
            ) from error


def prepare(say: Callable[[str], None]) -> None:
    """Bring the database and the folders to where this version needs them; raises Unfit."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
    try:
        django.setup()
    except Misconfigured as error:
        raise Unfit(str(error)) from error
    except OSError as error:
        raise Unfit(
            f"不能使用数据目录：{error.strerror}（{error.filename}）；请用 --data 另指一个"
        ) from error
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise Unfit(
            f"数据库打不开：{str(error).strip()}；请检查 JIHENG_DATABASE_URL，确认数据库在运行"
        ) from error
    if settings.DEMO:
        from jiheng.web.demo import district

        try:
            if district.fill():
                say("已生成演示数据")
        except district.Occupied as error:
            raise Unfit(str(error)) from error


def serve(
    host: str, port: int, workers: int, say: Callable[[str], None], data: Path | None = None
) -> None:
    """Serve until told to stop; raises Unfit, or children.GivenUp."""
    if data is not None:
        os.environ["JIHENG_DATA"] = str(data.absolute())
    refuse_unfit(host, os.environ)
    refuse_busy(host, port)
    prepare(say)
    if host not in LOCAL and os.environ.get("JIHENG_HTTPS") != "1":
        say("注意：没有设 JIHENG_HTTPS=1，口令会不加密地经过网络；正式使用请在前面架设 HTTPS")
    shown = f"[{host}]" if ":" in host else host
    say(f"正在启动：http://{shown}:{port}/ （按 Ctrl+C 停止）")
    children.run(commands(host, port, workers), say, reminding())


def commands(host: str, port: int, workers: int) -> list[children.Child]:
    """The processes: granian with the pages, and a worker for the tasks of each queue."""
    from django.conf import settings

    pages = [
        *(sys.executable, "-m", "jiheng.web.tied", "granian", "jiheng.web.wsgi:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS)),
        *("--workers-kill-timeout", "15", "--respawn-failed-workers", "--log-level", "warning"),
    ]
    tasks = [sys.executable, "-m", "jiheng.web.tied", "jiheng.web", "db_worker", "--no-reload"]
    return [
        children.Child("网页服务", pages),
        *(
            children.Child(title, [*tasks, "--queue-name", queue])
            for queue, title in settings.QUEUES.items()
        ),
    ]


def reminding() -> Callable[[], None]:
    """What is called every second: once a minute it reminds of deadlines and clears away exports
    and tasks whose time is over; it survives any fault.
    """
    from django.core.management import call_command
    from django.db import close_old_connections

    from jiheng.web.cycles.reminding import remind
    from jiheng.web.exchange.exporting.expiry import sweep

    def forget() -> None:
        call_command("prune_db_task_results", queue_name="*", min_age_days=DONE, verbosity=0)

    last = [0.0]

    def each() -> None:
        if time.monotonic() - last[0] < REMIND_EVERY and last[0]:
            return
        last[0] = time.monotonic()
        close_old_connections()
        for chore in (remind, sweep, forget):
            try:
                chore()
            except Exception:  # whatever it is, the pages stay there and the other chores are done
                logging.getLogger(__name__).exception("a chore failed; it is tried again")

    return each
