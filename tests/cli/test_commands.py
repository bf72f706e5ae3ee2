"""Every command and option of the contract: formats, statuses, streams."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import EXAMPLES, Call

import jiheng as library
from jiheng.checking import CATALOGUE

COMMANDS = ("check", "score", "read", "rules", "rulebooks")
FINE = EXAMPLES / "示范.txt"


def codes(report: dict[str, Any]) -> list[str]:
    found = [f for filing in report["filings"] for f in filing["findings"]] + report["findings"]
    return [finding["code"] for finding in found]


# check


def test_check_tells_people(jiheng: Call, collection: Path) -> None:
    done = jiheng("check", collection)
    assert done.status == 1
    assert done.err == ""
    assert "2021年度两会新媒体宣传" in done.text
    assert "A04" in done.text
    assert "\x1b" not in done.text


def test_quiet_gives_the_verdicts_only(jiheng: Call, collection: Path) -> None:
    loud, quiet = jiheng("check", collection), jiheng("check", collection, "--quiet")
    assert quiet.status == loud.status == 1
    assert 16 <= len(quiet.text.splitlines()) < len(loud.text.splitlines()) / 5


def test_check_json_is_the_library_s(jiheng: Call, collection: Path) -> None:
    done = jiheng("check", collection, "--format", "json")
    assert done.out == library.check(library.read(collection)).to_json()
    assert done.json["schema"] == "jiheng/check-1"
    assert done.json["summary"]["filings"] == 16


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.json", b'{\n  "schema": "jiheng/check-1"'),
        ("r.html", b"<!DOCTYPE html>"),
        ("r.HTM", b"<!DOCTYPE html>"),
        ("r.xlsx", b"PK"),
        ("r.md", b"#"),
        ("r.csv", b"\xef\xbb\xbf"),
        ("r.txt", None),
    ],
)
def test_the_file_s_name_chooses_the_format(
    jiheng: Call, tmp_path: Path, name: str, begins: bytes | None
) -> None:
    done = jiheng("check", FINE, "-o", tmp_path / name)
    assert (done.status, done.out, done.err) == (0, b"", "")
    data = (tmp_path / name).read_bytes()
    assert data.lower().startswith(begins.lower()) if begins else "送书下乡" in data.decode()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_format_goes_before_the_file_s_name(jiheng: Call, tmp_path: Path) -> None:
    assert jiheng("check", FINE, "--format", "JSON", "-o", tmp_path / "r.txt").status == 0
    assert json.loads((tmp_path / "r.txt").read_bytes())["schema"] == "jiheng/check-1"


@pytest.mark.parametrize("name", ["json", "html", "md", "csv"])
def test_each_format_to_standard_output(jiheng: Call, collection: Path, name: str) -> None:
    done = jiheng("check", collection, "--format", name)
    assert (done.status, done.err) == (1, "")
    assert "两会新媒体宣传" in done.out.decode("utf-8-sig")


@pytest.mark.parametrize("prefixes", ["A", "a", "A,T09", " a04 ， t ", "W,C,N,X"])
def test_select(jiheng: Call, collection: Path, prefixes: str) -> None:
    wanted = tuple(prefixes.upper().replace("，", ",").replace(" ", "").split(","))
    report = jiheng("check", collection, "--format", "json", "--select", prefixes).json
    assert codes(report)
    assert all(code.startswith(wanted) for code in codes(report))


def test_ignore_and_select_together(jiheng: Call, collection: Path) -> None:
    every = codes(jiheng("check", collection, "--format", "json").json)
    report = jiheng(
        "check", collection, "--format", "json", "--select", "A,W", "--ignore", "w,A12"
    ).json
    assert codes(report) == [c for c in every if c.startswith("A") and c != "A12"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_codes_that_do_not_exist_are_refused(jiheng: Call, option: str) -> None:
    done = jiheng("check", FINE, option, "A,Q7")
    assert (done.status, done.out) == (2, b"")
    assert done.err == "jiheng：没有这样的检查代码：Q7；用 jiheng rules 查看全部代码\n"


@pytest.mark.parametrize(
    ("codes_", "level", "status"),
    [
        ("A04", "error", 1),
        ("A04", "never", 0),
        ("F11", "error", 0),
        ("F11", "warning", 1),
        ("A12", "warning", 0),
        ("W01", "warning", 0),
        ("W01", "advice", 1),
        ("W01", "ADVICE", 1),
        ("R02", "advice", 0),
    ],
)
def test_fail_on(jiheng: Call, collection: Path, codes_: str, level: str, status: int) -> None:
    assert jiheng("check", collection, "--select", codes_, "--fail-on", level).status == status


def test_fail_on_something_else(jiheng: Call) -> None:
    done = jiheng("check", FINE, "--fail-on", "fatal")
    assert (done.status, done.err) == (
        2,
        "jiheng：--fail-on 只能是 error、warning、advice、never\n",
    )


def test_rulebook_by_id_by_path_and_unknown(jiheng: Call, tmp_path: Path) -> None:
    report = jiheng("check", FINE, "--format", "json", "--rulebook", "mof-2020").json
    assert [filing["rulebook"] for filing in report["filings"]] == ["mof-2020"]
    own = tmp_path / "本区.toml"
    own.write_text(
        'id = "own"\nname = "本区"\nauthority = "区财政局"\ndocument = "试行"\n'
        'extends = "hubei-2021"\ntemplate = "hubei"\n'
        '[fiscal_years]\nfirst = 2021\ncites = "own"\n'
        '[citations.own]\nclause = "区财政局通知"\ntext = "自2021年度起试行"\n',
        "utf-8",
    )
    done = jiheng("check", FINE, "--format", "json", "--rulebook", own)
    assert done.status in (0, 1), done.err
    assert done.json["filings"][0]["rulebook"] == "own"
    done = jiheng("check", FINE, "--rulebook", "nowhere-1")
    assert done.status == 2
    assert "没有这个代号的计分办法" in done.err
    done = jiheng("check", FINE, "--rulebook", tmp_path / "没有.toml")
    assert done.status == 2
    assert done.out == b""


# score


def test_score_in_every_format(jiheng: Call, tmp_path: Path) -> None:
    done = jiheng("score", FINE)
    assert (done.status, done.err) == (0, "")
    assert "98.74" in done.text
    report = jiheng("score", FINE, "--format", "json").json
    assert report["filings"][0]["total"] == 98.74
    assert codes(report) == []
    for name in ("md", "csv"):
        assert "98.74" in jiheng("score", FINE, "--format", name).text
        assert jiheng("score", FINE, "-o", tmp_path / f"s.{name}").out == b""
        assert "98.74" in (tmp_path / f"s.{name}").read_text("utf-8-sig")


def test_score_explains_itself(jiheng: Call) -> None:
    brief, full = jiheng("score", FINE), jiheng("score", FINE, "--explain")
    assert full.status == 0
    assert "10×114÷120＝9.5" in full.text
    assert "10×114÷120＝9.5" not in brief.text


def test_score_never_fails_for_a_finding(jiheng: Call, collection: Path) -> None:
    assert jiheng("score", collection).status == 0


def test_score_refuses_an_unknown_rulebook(jiheng: Call) -> None:
    assert jiheng("score", FINE, "--rulebook", "nowhere-1").status == 2


# read


def test_read_then_check_finds_the_same(jiheng: Call, collection: Path, tmp_path: Path) -> None:
    straight = jiheng("check", collection, "--format", "json").json
    piped = jiheng("read", collection, "--format", "json")
    assert piped.status == 0
    through = jiheng("check", "-", "--format", "json", stdin=piped.out).json
    assert through["filings"] == straight["filings"]
    assert through["findings"] == straight["findings"]
    assert through["summary"] == straight["summary"]
    for name in ("f.json", "f.parquet"):
        assert jiheng("read", collection, "-o", tmp_path / name).status == 0
        again = jiheng("check", tmp_path / name, "--format", "json").json
        assert again["filings"] == straight["filings"], name


def test_check_s_json_can_be_checked_again(jiheng: Call, collection: Path) -> None:
    first = jiheng("check", collection, "--format", "json")
    again = jiheng("check", "-", "--format", "json", stdin=first.out)
    assert again.json["filings"] == first.json["filings"]


def test_read_into_a_table(jiheng: Call, collection: Path, tmp_path: Path) -> None:
    done = jiheng("read", collection, "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.out.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert any("两会新媒体宣传" in cell for row in rows for cell in row)
    assert jiheng("read", collection, "-o", tmp_path / "r.xlsx").status == 0
    assert zipfile.is_zipfile(tmp_path / "r.xlsx")


def test_read_judges_nothing(jiheng: Call, collection: Path) -> None:
    done = jiheng("read", collection)
    assert (done.status, done.json["schema"]) == (0, "jiheng/read-1")
    assert not {"findings", "summary"} & done.json.keys()


@pytest.mark.parametrize("name", ["text", "html", "docx", "x"])
def test_read_refuses_other_formats(jiheng: Call, name: str) -> None:
    done = jiheng("read", FINE, "--format", name)
    assert done.status == 2
    assert done.err == f"jiheng：不认得格式“{name}”，可用的有：json、parquet、xlsx、csv\n"


# rules, rulebooks


def test_rules_lists_every_check(jiheng: Call) -> None:
    done = jiheng("rules")
    assert done.status == 0
    assert all(code in done.text for code in CATALOGUE)


def test_rules_explains_one(jiheng: Call) -> None:
    assert jiheng("rules", "a05").out == jiheng("rules", "A05").out
    assert CATALOGUE["A05"].title in jiheng("rules", "A05").text
    assert jiheng("rules", "A05", "--format", "json").json
    assert jiheng("rules", "A05", "--format", "md").text.startswith("#")
    done = jiheng("rules", "Q77")
    assert (done.status, done.out) == (2, b"")
    assert "没有代码为 Q77 的检查" in done.err


def test_rulebooks_lists_them_and_describes_one(jiheng: Call) -> None:
    done = jiheng("rulebooks")
    assert done.status == 0
    assert all(name in done.text for name in ("hubei-2021", "mof-2020", "sichuan-2023"))
    assert "财预〔2020〕10号" in jiheng("rulebooks", "mof-2020").text
    assert len(jiheng("rulebooks", "--format", "json").json) == 3
    assert jiheng("rulebooks", "nowhere-1").status == 2


# paths


def test_folders_are_searched_below_and_in_order(jiheng: Call, tmp_path: Path) -> None:
    for name in ("乙/二.txt", "甲/一.txt", "甲/深/三.TXT", ".藏/四.txt", "~$锁.txt", "图.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(FINE, tmp_path / name)
    report = jiheng("read", tmp_path).json
    names = [Path(d["path"]).relative_to(tmp_path).as_posix() for d in report["documents"]]
    assert names == ["乙/二.txt", "甲/一.txt", "甲/深/三.TXT"]


def test_several_paths_in_the_order_given(jiheng: Call, collection: Path) -> None:
    report = jiheng("check", FINE, collection, FINE, "--format", "json").json
    assert [d["filings"] for d in report["documents"]] == [1, 16, 1]
    assert len(report["filings"]) == 18


def test_standard_input(jiheng: Call) -> None:
    done = jiheng("check", "-", "--format", "json", stdin=FINE.read_bytes())
    assert done.status == 0
    assert [d["path"] for d in done.json["documents"]] == ["-"]
    assert jiheng("check", "-", stdin=b"").status == 2
    done = jiheng("check", "-", FINE)
    assert (done.status, done.out) == (2, b"")


def test_several_processes_read_the_same(tmp_path: Path, collection: Path) -> None:
    for n in range(4):
        shutil.copy(collection if n % 2 else FINE, tmp_path / f"{n}.txt")
    (tmp_path / "5.txt").write_bytes(b"")
    call = [sys.executable, "-m", "jiheng", "check", str(tmp_path), "--format", "json"]
    one, two = (
        subprocess.run([*call, "--jobs", jobs], capture_output=True, check=False)
        for jobs in ("1", "2")
    )
    assert one.returncode == two.returncode == 2
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr


# where it goes


def test_a_target_that_cannot_be_written(jiheng: Call, tmp_path: Path) -> None:
    for target in (tmp_path / "没有" / "r.json", FINE / "r.json"):
        done = jiheng("check", FINE, "-o", target)
        assert (done.status, done.out) == (2, b"")
        assert done.err.startswith(f"jiheng：写不了 {target}：")
    (tmp_path / "d.json").mkdir()
    assert jiheng("check", FINE, "-o", tmp_path / "d.json").status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["d.json"]


@pytest.mark.parametrize("words", [("check", "--format", "xlsx"), ("read", "--format", "parquet")])
def test_what_is_no_text_needs_a_file(jiheng: Call, words: tuple[str, ...]) -> None:
    done = jiheng(words[0], FINE, *words[1:])
    assert (done.status, done.out) == (2, b"")
    assert "请用 -o 写明文件名" in done.err


def test_an_older_result_is_replaced_only_by_a_whole_one(jiheng: Call, tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_text("旧", "utf-8")
    assert jiheng("check", FINE, "-o", target, "--select", "Q").status == 2
    assert target.read_text("utf-8") == "旧"
    assert jiheng("check", FINE, "-o", target).status == 0
    assert json.loads(target.read_bytes())


# as a program


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii"])
def test_any_terminal_can_show_it(encoding: str) -> None:
    calls: list[list[str]] = [
        ["check", str(EXAMPLES)],
        ["score", str(FINE), "--explain"],
        ["rules"],
        ["rulebooks", "mof-2020"],
        ["check", "nowhere.txt"],
        ["--help"],
    ]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for call in calls:
        done = subprocess.run(
            [sys.executable, "-m", "jiheng", *call],
            capture_output=True,
            env=environment,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
        assert done.stdout.decode("utf-8" if encoding == "ascii" else encoding)


def test_json_is_utf_8_on_any_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jiheng", "check", str(FINE), "--format", "json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert json.loads(done.stdout.decode("utf-8"))["filings"][0]["project"]


def test_a_reader_that_stops_early_is_no_error() -> None:
    call = [sys.executable, "-m", "jiheng", "check", str(EXAMPLES)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()
