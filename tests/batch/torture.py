"""`python -m tests.batch.torture [DOCUMENTS] [KILLS] [SEED]`: kill a reading, resume it, compare.

A reading of many documents into a corpus that exists is killed (SIGKILL, its first process only) at
random moments, again and again. After each kill the corpus must be whole: as it was, or as it will
be; and no process of the reading may stay behind. In the end every file of the resumed corpus
must equal that of an undisturbed reading, byte for byte.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from examples.make import forms, render

from jiheng.batch import journal
from jiheng.filing import manifest, stored

OLD = 5
"""One document in so many stands in the corpus before the reading that is killed."""


def written(folder: Path, count: int) -> None:
    """So many documents in folders of a hundred: forms, a few that are none, a few JSON files."""
    texts = [render(form) for form in forms()]
    for number in range(count):
        file = folder / f"{number // 100:04}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        if number % 97 == 0:
            file.write_text("关于开会的通知\n请各科室参加。\n", "utf-8")
        else:
            file.write_text(f"{texts[number % len(texts)]}\n{' ' * (number % 7)}\n", "utf-8")


COMMAND = """
import sys
from jiheng.batch import journal
from jiheng.cli import main
journal.SEGMENT = int(sys.argv.pop(1))
main()
"""


def started(papers: list[Path], target: Path, segment: int) -> subprocess.Popen[bytes]:
    """A reading in a process of its own."""
    call = [sys.executable, "-c", COMMAND, str(segment), "read", *map(str, papers)]
    call += ["-o", f"{target}/", "--jobs", "2"]
    return subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finished(papers: list[Path], target: Path, segment: int) -> float:
    """Seconds that an undisturbed reading takes."""
    since = time.monotonic()
    assert started(papers, target, segment).wait() == 2, "some documents are no forms"
    return time.monotonic() - since


def killed(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a reading after some seconds; False where it was done before. Nothing stays behind."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        its = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = psutil.wait_procs(its, timeout=20)[1]
        assert not left, f"{len(left)} 个进程没有退出"
        return True
    return False


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a corpus, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def whole(target: Path, sizes: set[int]) -> int:
    """How many filings a reader sees, who must see all of an old or a new corpus."""
    seen = stored.opened(target)
    counted = sum(frames.filings.height for _, frames in seen.slices({"id"}))
    assert counted == seen.filings
    assert counted in sizes, (counted, sizes)
    return counted


def saved(target: Path) -> int:
    """How many segments the journal holds."""
    return len(list((target / manifest.UNFINISHED).glob("segment-*.parquet")))


def torture(place: Path, documents: int, kills: int, seed: int, segment: int) -> int:
    """Do it and report each kill; the number of resumed corpora that were compared."""
    chance = random.Random(seed)
    first, target, undisturbed = (place / name for name in ("first", "target", "undisturbed"))
    written(place / "papers", documents)
    papers = [place / "papers"]
    takes = finished(papers, undisturbed, segment)
    expected = files(undisturbed)
    finished(sorted(papers[0].iterdir())[::OLD], first, segment)
    sizes = {stored.opened(first).filings, stored.opened(undisturbed).filings}
    print(f"{documents} 份文件，不受打扰读完用 {takes:.1f} 秒")
    shutil.copytree(first, target)
    compared = done = 0
    while done < kills:
        after = chance.uniform(0.05, takes * 1.1 / chance.choice((1, 1, 2, 5, 10)))
        if killed(started(papers, target, segment), after):
            done += 1
            seen = whole(target, sizes)
            print(
                f"第 {done} 次：{after:.2f} 秒时杀掉，"
                f"已存 {saved(target)} 段，读得到 {seen} 份自评表"
            )
        else:
            compared += _compared(target, expected)
            shutil.rmtree(target)
            shutil.copytree(first, target)
    finished(papers, target, segment)
    return compared + _compared(target, expected)


def _compared(target: Path, expected: dict[str, bytes]) -> int:
    found = files(target)
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    assert found == expected
    return 1


def main(documents: int = 10_000, kills: int = 20, seed: int = 1) -> None:
    """Torture in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as place:
        compared = torture(Path(place), documents, kills, seed, journal.SEGMENT)
    print(f"杀了 {kills} 次；{compared} 个接着读完的语料与不受打扰的逐字节相同")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
