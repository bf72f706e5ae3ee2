"""When the server refuses to start, and how its processes are kept running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.request import urlopen

import pytest

from jiheng.web import children
from jiheng.web.cycles import reminding as cycles
from jiheng.web.exchange.exporting import expiry
from jiheng.web.serve import Unfit, refuse_busy, refuse_unfit, reminding

GOOD = {"JIHENG_HOSTS": "10.0.0.8", "JIHENG_SECRET_KEY": "".join(chr(48 + n) for n in range(60))}


def test_a_server_set_up_for_others_may_start():
    refuse_unfit("0.0.0.0", GOOD)
    refuse_unfit("0.0.0.0", {"JIHENG_HOSTS": "10.0.0.8"})
    refuse_unfit("127.0.0.1", {"JIHENG_DEMO": "1", "JIHENG_DEBUG": "1", "JIHENG_SECRET_KEY": "x"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"JIHENG_DEMO": "1"}, "演示"),
        ({"JIHENG_DEBUG": "1"}, "调试"),
        ({"JIHENG_SECRET_KEY": "short"}, "JIHENG_SECRET_KEY"),
        ({"JIHENG_SECRET_KEY": "a" * 60}, "JIHENG_SECRET_KEY"),
        ({"JIHENG_SECRET_KEY": "django-insecure-" + GOOD["JIHENG_SECRET_KEY"]}, "默认值"),
    ],
)
def test_one_for_trying_out_is_not_served_to_others(change, said):
    with pytest.raises(Unfit, match=said):
        refuse_unfit("0.0.0.0", GOOD | change)
    with pytest.raises(Unfit, match=said):
        refuse_unfit("127.0.0.1", GOOD | change)


def test_the_names_that_others_use_must_be_told():
    with pytest.raises(Unfit, match="JIHENG_HOSTS"):
        refuse_unfit("0.0.0.0", {})


def test_a_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Unfit, match="已被占用"):
            refuse_busy("127.0.0.1", taken.getsockname()[1])


def test_a_chore_that_fails_leaves_the_pages_and_the_other_chores(db, monkeypatch, caplog):
    done = []
    monkeypatch.setattr("django.db.close_old_connections", lambda: done.append("begun"))
    monkeypatch.setattr(cycles, "remind", lambda: 1 / 0)
    monkeypatch.setattr(expiry, "sweep", lambda: done.append("swept"))
    reminding()()
    assert done == ["begun", "swept"]
    assert "ZeroDivisionError" in caplog.text


def serve(*arguments, **environ):
    """`jiheng serve` as a command, from another folder."""
    command = [sys.executable, "-c", "from jiheng.cli import main; main()", "serve", *arguments]
    found = {**os.environ, **environ}
    return subprocess.run(command, env=found, capture_output=True, timeout=120, check=False)


def test_the_command_refuses_with_a_sentence_and_status_2(tmp_path):
    ended = serve("--host", "0.0.0.0", "--demo", "--data", str(tmp_path))
    assert ended.returncode == 2
    assert "演示数据的口令是公开的" in ended.stderr.decode()


def test_without_the_extra_it_says_what_to_install(tmp_path):
    (tmp_path / "granian.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    ended = serve(PYTHONPATH=path)
    assert ended.returncode == 2
    assert "pip install 'jiheng[web]'" in ended.stderr.decode()


def sleeper(name="后台任务", code="import time; time.sleep(60)"):
    return children.Child(name, [sys.executable, "-c", code])


def test_a_process_that_dies_is_started_again_and_all_end_on_sigterm():
    child, said, looks = sleeper(), [], []

    def each():
        looks.append(child.process.pid)
        if len(looks) == 1:
            os.kill(child.process.pid, signal.SIGKILL)
        if len(set(looks)) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    assert threading.current_thread() is threading.main_thread()
    try:
        children.run([child], said.append, each)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert "后台任务意外停止" in said[0]
    assert child.died() is not None


def test_one_that_keeps_dying_is_given_up_with_a_sentence():
    child = sleeper(code="raise SystemExit(3)")
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(children.GivenUp, match="不再重启"):
            children.run([child], lambda words: None, lambda: None)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_children_end_when_their_parent_is_killed(tmp_path):
    module = tmp_path / "waits.py"
    module.write_text("import time\nprint('up', flush=True)\ntime.sleep(60)\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys\n"
            "child = subprocess.Popen([sys.executable, '-m', 'jiheng.web.tied', 'waits'],"
            " start_new_session=True, stdout=subprocess.PIPE)\n"
            "child.stdout.readline()\nprint(child.pid, flush=True)\nchild.wait()",
        ],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def test_it_serves_pages_until_it_is_told_to_stop(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("JIHENG_", "DJANGO_"))}
    command = [sys.executable, "-c", "from jiheng.cli import main; main()", "serve"]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--data", str(tmp_path)],
        env=environ,
        stderr=subprocess.PIPE,
    )
    try:
        page = fetched(f"http://127.0.0.1:{port}/accounts/login/")
    finally:
        server.terminate()
        said = server.communicate(timeout=60)[1].decode()
    assert "用户名" in page
    assert (server.returncode, "正在停止" in said) == (0, True)
    assert (tmp_path / "jiheng.sqlite3").exists()


def fetched(url: str) -> str:
    """A page, once somebody answers."""
    for _ in range(600):
        try:
            with urlopen(url, timeout=30) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)
