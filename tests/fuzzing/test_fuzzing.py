"""A short run of what `make fuzz` does at length, and proof that the guard would notice."""

from __future__ import annotations

import random
import sys

import pytest
from tests.fuzzing import bytewise, canary
from tests.fuzzing.run import Tally, originals, run
from tests.fuzzing.worker import FORMATS, Outcome, is_plain, limits, spoilt

from jiheng.reading import pace
from jiheng.reading.office import WITHIN

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="看守要靠 Linux")

COUNTS = {
    "docx": 120, "doc": 25, "rtf": 1, "xlsx": 80, "xls": 150, "pdf": 60, "html": 120, "txt": 40,
    "json": 150, "parquet": 100, "scan": 12,
}  # fmt: skip
SEED = 7


def outcomes(kind: str, numbers: range) -> list[Outcome]:
    return list(run(kind, originals(kind), numbers, SEED, jobs=1))


@pytest.mark.parametrize("kind", FORMATS)
def test_spoilt_documents_are_read_or_refused(kind: str) -> None:
    tally = Tally(kind, SEED)
    for outcome in outcomes(kind, range(COUNTS[kind])):
        tally.add(outcome)
    assert [(one.number, one.way, one.fault) for one in tally.faults] == []
    assert tally.statuses.total() == COUNTS[kind]
    if COUNTS[kind] > 10:
        assert tally.statuses["unreadable"], "none was spoilt enough"
        assert tally.statuses["read"] + tally.statuses["partly"], "all were spoilt too much"


def test_the_same_numbers_give_the_same_document() -> None:
    whole = [bytes(range(256)) * 20]
    first, again, other = (spoilt("xls", whole, 1, number) for number in (3, 3, 4))
    assert first == again != other


def test_bytes_can_be_spoilt_whatever_they_are() -> None:
    for data in (b"", b"a", bytes(5000)):
        for seed in range(50):
            for way in (*bytewise.ANY, bytewise.false_numbers):
                way(data, random.Random(seed))


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("文件已加密，请另存为不加密的副本", True),
        ("", False),
        ("list index out of range", False),
        ("文件打不开：IndexError", False),
        ("文件打不开。请重试。", False),
        ("文件打不开\n请重试", False),
    ],
)
def test_what_a_plain_sentence_is(said: str, plain: bool) -> None:
    assert is_plain(said) is plain


def test_a_slow_machine_has_more_time_and_an_ordinary_one_what_it_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for times, usual, recognised in ((1.0, 5.0, 20.0), (2.5, 12.5, 50.0)):
        monkeypatch.setattr(pace, "now", lambda times=times: times)
        assert (limits("rtf").seconds, limits("scan").seconds) == (usual, recognised)


HARM = {
    "writes": (f"open({str(canary.WRITTEN)!r}, 'w')", "写文件"),
    "reads": ("open('/etc/hostname')", "读文件"),
    "connects": ("__import__('socket').create_connection(('127.0.0.1', 9))", "对外连接"),
    "runs within a limit": (
        f"__import__('subprocess').run([*{WITHIN!r}, '3', '/bin/true'])",
        "启动程序 /bin/true",
    ),
    "runs": ("__import__('subprocess').run(['/bin/true'])", "启动程序"),
    "runs by the shell": ("__import__('os').system('true')", "对外连接"),
    "deletes": ("__import__('os').remove(WATCHED)", "改动文件"),
    "opens in C": ("__import__('lxml.etree').etree.parse(WATCHED)", "打开了"),
    "hangs": ("exec('while True: pass')", "进程退出"),
    "hoards": ("[b'x' * (1 << 20) for _ in range(700)]", "MB"),
    "dies": ("__import__('os').abort()", "进程退出"),
    "raises": ("1 / 0", "ZeroDivisionError"),
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_is_noticed(harm: str) -> None:
    """Documents of the format "harm" do what they say; the run that reads them notices."""
    code, fault = HARM[harm]
    watched = canary.FILE.with_name(f"canary-{list(HARM).index(harm)}.txt")
    data = code.replace("WATCHED", repr(str(watched))).encode()
    (outcome,) = run("harm", [data], range(1), SEED, jobs=1, watched=watched)
    watched.unlink()
    assert fault in outcome.fault
