"""How good the checks are: errors of every kind put into right filings, and what is found.

    python -m benchmarks.quality [filings per wording] [processes]

What was missed or falsely reported goes to standard error, one by one.

Recall is the share of the errors put in that are found in their place; precision the share of the
findings that were put in or follow of necessity from what was put in. Both are per code.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import polars as pl

import jiheng
from jiheng.batch.synth import papers
from jiheng.batch.synth.errors import families
from jiheng.batch.synth.errors.case import Wrong
from jiheng.batch.synth.forms import RUN
from jiheng.batch.synth.injected import Facts, finished, injected
from jiheng.batch.synth.synthesis import Synthesis, facts, made
from jiheng.checking import CATALOGUE
from jiheng.filing.batch import Batch
from jiheng.filing.frames import models
from jiheng.writing.official.markup import W

SEED = 20
LARGE = 10
"""Filings per wording of the full measurement."""
CANDIDATES = 3
"""Filings tried for each one that is wanted: not every filing gives the opportunity."""
EVERY = 25
"""One unit in so many is without a lost point, for X05."""
ACROSS = "X"
GOALS = {"error": 0.98, "warning": 0.90, "advice": 0.90}


@dataclass
class Score:
    """What was put in and found of one code, by wording, and what was found at all."""

    code: str
    put_in: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    findings: int = 0
    false: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.put_in.values()))

    @property
    def precision(self) -> float:
        return 1 - self.false / max(1, self.findings)


def measured(each: int = LARGE, jobs: int = 1) -> dict[str, Score]:
    """The scores of every code that can be put in, `each` filings for every wording.

    The wordings are dealt out to `jobs` processes, each with a corpus and a seed of its own.
    """
    parts = [(place, jobs, each) for place in range(jobs)]
    if jobs == 1:
        return _part(*parts[0])
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return _summed(list(pool.map(_part, *zip(*parts, strict=True))))


def _part(place: int, jobs: int, each: int) -> dict[str, Score]:
    scores = {code: Score(code) for code in sorted({*families(), "R01", "X05"})}
    every = [way for known in families().values() for way in known]
    _weigh(corpus(every[place::jobs], each, SEED + place), scores)
    if place == 0:
        _weigh_documents(scores["R01"], each)
    return scores


def _summed(parts: list[dict[str, Score]]) -> dict[str, Score]:
    total = parts[0]
    for part in parts[1:]:
        for code, score in part.items():
            whole = total[code]
            for wording, count in score.put_in.items():
                whole.put_in[wording] = whole.put_in.get(wording, 0) + count
                whole.found[wording] = whole.found.get(wording, 0) + score.found[wording]
            whole.findings += score.findings
            whole.false += score.false
            whole.missed += score.missed
            whole.wrong += score.wrong
    return total


def corpus(ways: list[Wrong], each: int, seed: int = SEED) -> Synthesis:
    """Right filings, and wrong ones of every wording among them, never two side by side."""
    count = -(-len(ways) * each * CANDIDATES * 2 // RUN) * RUN
    known = facts(0, count, seed, pl.col("unit_no") % EVERY == 0)
    usable = known[0].filter(~pl.col("spotless") & (pl.col("number") % 2 == 1))["number"]
    plans = _placed(known, ways, usable.to_list(), each, seed)
    return made(known, plans, seed, (0, count))


ROUNDS = 4


def _placed(
    known: Facts, ways: list[Wrong], usable: list[int], each: int, seed: int
) -> dict[int, list[Wrong]]:
    """A filing that fits for each wording, so many times; in rounds, the rare ones again."""
    right = finished(known, seed)
    plans: dict[int, list[Wrong]] = {}
    counts = dict.fromkeys(ways, 0)
    for _ in range(ROUNDS):
        short = [way for way in ways if counts[way] < each]
        turns = short * (2 * each)
        tried = {n: [way] for n, way in zip(usable, turns, strict=False) if n not in plans}
        for one in injected(known, right, tried, seed):
            if counts[one.way] < each:
                counts[one.way] += 1
                plans[one.number] = [one.way]
        fresh = [number for number in usable if number not in tried]
        usable = fresh + [number for number in tried if number not in plans]
    return plans


def _weigh(made_up: Synthesis, scores: dict[str, Score]) -> None:
    """Hold the findings against the truth."""
    ids = made_up.frames.filings["id"].to_list()
    number = {id_: place for place, id_ in enumerate(ids)}
    truth: dict[int, list[dict[str, object]]] = {}
    for line in made_up.truth.iter_rows(named=True):
        truth.setdefault(number[line["filing"]], []).append(line)
    findings = jiheng.check(Batch(made_up.frames)).findings
    seen: dict[tuple[int, str], list[int | None]] = {}
    for one in findings.iter_rows(named=True):
        about = one["filings"] or ([one["filing"]] if one["filing"] is not None else [])
        row = None if one["field"] == "group" else one["row"]
        for filing in about:
            seen.setdefault((filing, one["code"]), []).append(row)
        score = scores.get(one["code"])
        if score is None:
            continue
        score.findings += 1
        lines = [line for filing in about for line in truth.get(filing, ())]
        if not any(_explains(line, one["code"], row) for line in lines):
            score.false += 1
            why = "、".join(f"{line['code']} {line['wording']}" for line in lines) or "无错"
            score.wrong.append(f"{ids[about[0]]} [{why}] {row}: {one['message']}")
    for filing, lines in truth.items():
        for line in lines:
            _count(scores[str(line["code"])], line, seen.get((filing, str(line["code"])), []))


def _explains(line: dict[str, object], code: str, row: int | None) -> bool:
    """Whether a finding is what was put in, or follows from it."""
    rows = line["rows"]
    assert isinstance(rows, list)
    assert isinstance(line["leads_to"], list)
    if code in line["leads_to"]:
        return True
    return line["code"] == code and (row is None or not rows or row in rows)


def _count(score: Score, line: dict[str, object], rows: list[int | None]) -> None:
    wording, touched = str(line["wording"]), line["rows"]
    assert isinstance(touched, list)
    hit = any(row is None or not touched or row in touched for row in rows)
    score.put_in[wording] = score.put_in.get(wording, 0) + 1
    score.found[wording] = score.found.get(wording, 0) + hit
    if not hit:
        score.missed.append(
            f"{line['filing']} {wording} {line['field']} {touched} {line['was']} -> {line['now']}"
        )


# R01: documents


def _weigh_documents(score: Score, each: int) -> None:
    """Spoilt documents beside sound ones: each is told apart, and said so."""
    known = facts(0, each * RUN, SEED + 1, pl.lit(value=False))
    sound = [
        papers.document([filing]) for filing in models(made(known, {}, SEED + 1, (0, each)).frames)
    ]
    with tempfile.TemporaryDirectory() as folder:
        wordings = {}
        for place, document in enumerate(sound):
            Path(folder, f"{place:03}-right.docx").write_bytes(document)
            for name, (suffix, spoilt) in _spoilt(document, place).items():
                path = Path(folder, f"{place:03}-{suffix}")
                path.write_bytes(spoilt)
                wordings[path.as_posix()] = name
        findings = jiheng.check(jiheng.read(folder)).findings
    told = set(findings.filter(pl.col("code") == "R01")["path"])
    for path, name in wordings.items():
        score.put_in[name] = score.put_in.get(name, 0) + 1
        score.found[name] = score.found.get(name, 0) + (path in told)
        score.missed += [] if path in told else [f"{path} {name}"]
    score.findings += len(told)
    score.false += len(told - set(wordings))


def _spoilt(document: bytes, place: int) -> dict[str, tuple[str, bytes]]:
    """The same document spoilt in each way, with the name that it goes by."""
    half = len(document) * (20 + place % 60) // 100
    encrypted = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16le")
    )
    return {
        "空文件": ("empty.docx", b""),
        "传输中断，只剩一部分": ("cut.docx", document[:half]),
        "开头损坏": ("head.docx", bytes(64) + document[64:]),
        "加密": ("locked.docx", encrypted + bytes(512)),
        "没有表的文档": ("letter.docx", _letter()),
        "没有表的文本": ("letter.txt", "关于报送自评材料的通知\n请各单位按时报送。\n".encode()),
        "不是文档": ("noise.doc", bytes((place * 7 + n * 31) % 251 for n in range(4096))),
        "损坏的PDF": ("broken.pdf", b"%PDF-1.7\n" + document[:800]),
        "损坏的表格": ("broken.xlsx", document[: half // 2]),
    }


def _letter() -> bytes:
    """A Word document without a form in it."""
    written = BytesIO()
    text = "<w:p><w:r><w:t>关于报送自评材料的通知</w:t></w:r></w:p>"
    with zipfile.ZipFile(written, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W[1:-1]}"><w:body>{text}</w:body></w:document>',
        )
    return written.getvalue()


# The table


def lines(scores: dict[str, Score]) -> Iterator[str]:
    """The table as Markdown."""
    yield "| 代码 | 级别 | 检查 | 错法 | 放入 | 查出率 | 报出 | 准确率 |"
    yield "|---|---|---|---:|---:|---:|---:|---:|"
    words = {"error": "错误", "warning": "警告", "advice": "建议"}
    for code, score in scores.items():
        entry = CATALOGUE[code]
        put_in = sum(score.put_in.values())
        yield (
            f"| {code} | {words[entry.severity]} | {entry.title} | {len(score.put_in)} | {put_in} "
            f"| {score.recall:.3f} | {score.findings} | {score.precision:.3f} |"
        )


def short(scores: dict[str, Score]) -> list[str]:
    """The codes that fall short of what is promised, with how far."""
    found = []
    for code, score in scores.items():
        goal = GOALS[CATALOGUE[code].severity]
        if score.put_in and min(score.recall, score.precision) < goal:
            found.append(f"{code} {score.recall:.3f} {score.precision:.3f}")
    return found


def main() -> None:
    """Print the table, and what falls short."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1
    scores = measured(each, jobs)
    print("\n".join(lines(scores)))
    print("\n未达到要求：" + ("；".join(short(scores)) or "无"))
    for score in scores.values():
        for told in (*score.missed, *(f"误报 {one}" for one in score.wrong)):
            print(f"{score.code} {told}", file=sys.stderr)


if __name__ == "__main__":
    main()
