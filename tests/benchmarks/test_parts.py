"""Every part of the benchmarks runs, at a size that says nothing about speed."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import cold, corpora, likeness, loop, million, rollup, simulate, warm

ROOT = Path(__file__).parents[2]


def test_a_cold_start_is_measured_against_its_imports(capsys):
    cold.run(runs=1)
    assert "jiheng check" in capsys.readouterr().out


def test_one_filing_is_measured_step_by_step(capsys):
    warm.run(runs=1)
    assert "计分和全部检查" in capsys.readouterr().out


def test_both_ways_of_the_six_rules_find_the_same(capsys):
    loop.run(looped=120, measured=120, runs=1)
    assert "两种写法结果相同" in capsys.readouterr().out


def test_slices_make_no_difference_to_what_is_found():
    whole, sliced = (million.worked(96, of) for of in (96, 40))
    assert (whole.counts, whole.groups) == (sliced.counts, sliced.groups)
    assert whole.indicators == sliced.indicators


def test_each_size_has_its_row(capsys):
    million.run(sizes=(16, 48), of=32)
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row.split()[1] for row in rows] == ["份数", "16", "48"]


def test_a_corpus_is_measured_in_each_format(capsys):
    corpora.run(sizes=(32,), engines=("local",))
    said = capsys.readouterr().out
    assert all(f"| 32 | {kind} | 本机" in said for kind in corpora.KINDS)


def test_the_roll_up_has_a_row_for_each_size(capsys):
    rollup.run(sizes=(16, 48), of=32)
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row.split()[1] for row in rows] == ["份数", "16", "48"]


@pytest.mark.parametrize("name", ["millions", "--all"])
def test_an_unknown_part_is_refused(name):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"没有这一项：{name}" in done.stderr


def test_what_is_alike_is_told_with_its_recall_and_precision(capsys):
    likeness.run(sizes=(300, 600), sample=300, probes=3)
    last = capsys.readouterr().out.splitlines()[-1].split("|")
    assert float(last[4]) >= 0.95
    assert float(last[7]) == 1


def test_a_simulation_is_measured_for_each_size(capsys):
    simulate.run(sizes=(16, 48), of=32)
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row.split("|")[2].strip() for row in rows] == ["份数", "16", "16", "48", "48"]
