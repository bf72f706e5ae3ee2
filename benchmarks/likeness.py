"""X01 over many narratives: how long it takes, and what it finds against comparing every pair."""

from __future__ import annotations

from random import Random

import polars as pl
from rapidfuzz import fuzz, process

from benchmarks.million import Watch, peak
from benchmarks.narratives import narratives
from benchmarks.timing import table
from jiheng.checking.across import SHORTEST
from jiheng.checking.likeness import LIKE, alike, components, links

SIZES = (10_000, 100_000, 1_000_000)
SAMPLE = 4_000
"""Texts of which every pair is compared."""
PROBES = 40
"""Texts of the largest corpus that are compared with all of it."""

c = pl.col


def run(sizes: tuple[int, ...] = SIZES, sample: int = SAMPLE, probes: int = PROBES) -> None:
    """Print the time per text for each size, then recall and precision."""
    rows = []
    for size in sizes:
        texts = bare(narratives(size))
        watch = Watch()
        with watch:
            groups = alike(texts)
        rows.append(
            (
                f"{size:,}",
                f"{texts['text'].n_unique():,}",
                f"{groups.height:,}",
                f"{groups['count'].sum():,}",
                f"{groups['count'].max():,}",
                f"{watch.wall:.1f}",
                f"{watch.cpu:.1f}",
                f"{watch.cpu / size * 1e6:.0f}",
                f"{peak():.2f}",
            )
        )
    table(
        "说明雷同（X01）：分组用时",
        (
            *("说明条数", "不同的", "雷同组", "雷同的条数", "最大的一组"),
            *("秒", "CPU 秒", "CPU 微秒/条", "内存峰值 GB"),
        ),
        rows,
    )
    table(
        f"与逐对比较（相似度 {LIKE:g} 以上）对照",
        (
            "对照的范围",
            "逐对比较得出的对",
            "分在一组的",
            "召回率",
            "报出的对",
            "核实为真的",
            "精确率",
        ),
        (_sampled(sample), _probed(sizes[-1], probes)),
    )


def bare(texts: pl.Series) -> pl.DataFrame:
    """The texts as X01 compares them: without punctuation, from a certain length on."""
    return (
        pl.DataFrame({"text": texts.str.replace_all(r"[\s\p{P}]", "")})
        .with_row_index("filing")
        .filter(c.text.str.len_chars() >= SHORTEST)
    )


def _sampled(size: int) -> tuple[str, ...]:
    """Recall and precision where every pair of a corpus is compared."""
    every = bare(narratives(size, seed=2))["text"].unique(maintain_order=True).to_list()
    exact = {
        (place, place + 1 + mate)
        for place, text in enumerate(every)
        for mate in _mates(text, every[place + 1 :])
    }
    return _row(f"{len(every):,} 条，两两比较", every, exact)


def _probed(size: int, probes: int) -> tuple[str, ...]:
    """The same for some texts of a large corpus that have their like, compared with all of it."""
    every = bare(narratives(size))["text"].unique(maintain_order=True).to_list()
    exact: set[tuple[int, int]] = set()
    probed = 0
    for place in Random(1).sample(range(len(every)), len(every)):
        mates = [mate for mate in _mates(every[place], every) if mate != place]
        exact |= {(place, mate) for mate in mates}
        probed += bool(mates)
        if probed == probes:
            break
    return _row(f"{len(every):,} 条里随机取有雷同的 {probed} 条，各与全部比较", every, exact)


def _mates(text: str, others: list[str]) -> list[int]:
    """The places of the texts that are like one."""
    found = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None)
    return [place for *_, place in found]


def _row(name: str, every: list[str], exact: set[tuple[int, int]]) -> tuple[str, ...]:
    """Of the exact pairs those that stand in one group; of those found the ones that are true."""
    found = links(pl.Series(every))
    group = components(len(every), found).to_list()
    met = sum(group[one] == group[other] for one, other in exact)
    told = list(found.select("one", "other").iter_rows())
    true = sum(fuzz.ratio(every[one], every[other]) >= LIKE for one, other in told)
    return (
        name,
        f"{len(exact):,}",
        f"{met:,}",
        f"{met / len(exact):.3f}",
        f"{len(told):,}",
        f"{true:,}",
        f"{true / len(told):.3f}",
    )
