"""--engine: what a cluster takes, and what it refuses in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Call

from jiheng.batch.spark import session


@pytest.mark.parametrize("command", ["check", "score"])
def test_an_unknown_engine_is_refused(jiheng: Call, good: Path, command: str) -> None:
    done = jiheng(command, good, "--engine", "flink")
    assert (done.status, done.out) == (2, b"")
    assert "local 或 spark" in done.err


def test_without_spark_one_sentence_says_what_to_install(
    jiheng: Call, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: int) -> None:
        raise session.NoSpark("--engine spark 需要另装")

    monkeypatch.setattr(session, "session", missing)
    for command in ("check", "score"):
        done = jiheng(command, good, "--engine", "spark")
        assert (done.status, done.out) == (2, b"")
        assert "需要另装" in done.err
    assert "需要另装" in jiheng("read", good, "-o", f"{good}/语料/", "--engine", "spark").err


def test_what_is_no_corpus_is_refused(
    jiheng: Call, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "session", lambda _: None)
    done = jiheng("check", good, "--engine", "spark", "--format", "json")
    assert done.status == 2
    assert "不是语料；请先用 jiheng read" in done.err
    done = jiheng("check", good, good, "--engine", "spark", "--format", "json")
    assert "一次处理一个语料" in done.err
    made = jiheng("read", good, "-o", f"{good}/语料/")
    assert made.status == 0
    done = jiheng("check", good / "语料", "--engine", "spark", "--format", "text")
    assert "写成 json 或 csv 或 parquet" in done.err
    assert "只用于建语料" in jiheng("read", good, "--engine", "spark").err
