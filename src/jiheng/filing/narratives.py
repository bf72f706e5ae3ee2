"""What a narrative tells: of which projects, of which indicators, of targets at large."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

NAMED = re.compile(
    r"[《“\"](?P<quoted>[^》”\"]{4,40}项目)[》”\"]"
    r"|(?P<dated>20\d\d年度?[^，。；、：:\s《》“”\d]{3,40}?)项目"
    r"|(?:^|[。；;\n]|[、.．]\s*)(?P<stated>[^，。；、：:\s《》“”\d]{4,40}?)项目(?=(?:年初|总)?预算(?:金额|总额|数)?(?:为|共|：|:)?\d)"
)
NOW = "[^。；;\\n今本当全]*$"
ELSEWHEN = re.compile(
    rf"(?:上年|去年|往年|前年|上一年|明年|次年|下年|下一年|来年|上半年|前三季度|第?[一二三]季度"
    rf"|截[至止]到?(?:20\d\d年)?(?:0?[1-9]|1[01])月|(?<!\d)(?:0?[1-9]|1[01])月[底末]"
    rf"|(?<!\d)1月?[-~至到](?:0?[2-9]|1[01])月){NOW}"
)
"""Another year, or a part of the year, up to the end of the text."""
ONCE = re.compile(r"(?:年初|原定?|最初)[^，,。；;\n调]*$")
CHANGED = re.compile("追加|追减|调整|调增|调减|核减|压减")
YEAR = re.compile(rf"(?<!\d)(20\d\d)年?{NOW}")
GENERIC = re.compile(r"^(?:该|本|此|各|其他|其它|部分|线下|线上|结转|跨年|一次性|延续性|新增)")
SENTENCE = re.compile(
    r"[受因由将已未我的其]|影响|导致|部分|按照|计划|安排|开展|完成|年初|年中|造成|根据"
)
"""Words that no project's name has: what holds them is a sentence."""
SPARE = re.compile(r"20\d\d年度?|项目|自评表|[\s（）()]")
OWN = 75.0
"""Likeness, 0 to 100, from which a name is taken for the filing's own project."""


def named_projects(text: str, own: str) -> Iterator[tuple[re.Match[str], str, bool]]:
    """The project names that a narrative tells: the match, the name, and whether it is foreign."""
    for match in NAMED.finditer(text):
        name = next(group for group in match.groups() if group)
        core = SPARE.sub("", name)
        if len(core) >= 4 and not GENERIC.match(core) and not SENTENCE.search(core):
            yield match, name, not is_own(core, own)


def is_elsewhen(before: str, year: int | None, narrative: str) -> bool:
    """Whether a number with these words before it tells of another time than a year's end.

    So does what the budget was at first, in a narrative that tells of its change.
    """
    if ELSEWHEN.search(before) or (ONCE.search(before) and CHANGED.search(narrative)):
        return True
    told = YEAR.search(before) if year is not None else None
    return told is not None and int(told[1]) != year


def is_own(core: str, own: str) -> bool:
    """Whether a name is the project's own, or a part of it, or it is a part of the name."""
    mine = SPARE.sub("", own)
    return not mine or fuzz.partial_ratio(core, mine) >= OWN


OWN_PAIRS = 0.25
"""Share of a name that must be its own for the rest of it to be left out."""


def told_shares(
    names: Sequence[str], aims: Sequence[str], narrative: str, project: str
) -> list[float | None]:
    """For each indicator of a form the share of its name, or of its target in words, told.

    The share is by pairs of characters within one clause. What a name has in common with the
    project's, or with another indicator's, tells of none of them apart and does not count. Where
    that is nearly all of a name, it counts if the clause has some of the rest or how it ends, which
    is what is measured.
    """
    if not narrative:
        return [None] * len(names)
    pairs = [_of_name(name) for name in names]
    often = Counter(pair for each in pairs for pair in each)
    common = _of_name(project) | {pair for pair, times in often.items() if times > 1}
    clauses = [_pairs(clause) for clause in CLAUSE.split(narrative)]
    shares = []
    for name, each, aim in zip(names, pairs, aims, strict=True):
        own = each - common
        if len(own) >= OWN_PAIRS * len(each):
            told = _share(own, clauses)
        else:
            apart = own | {_bare(name)[-2:]}
            told = _share(each, [clause for clause in clauses if clause & apart])
        both = (told, _share(_of_name(aim), clauses))
        shares.append(max((share for share in both if share is not None), default=None))
    return shares


CLAUSE = re.compile(r"[，,。；;\n]")


def _bare(text: str) -> str:
    return re.sub(r"[\s\W]", "", text)


def _pairs(text: str) -> frozenset[str]:
    bare = _bare(text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


_of_name = lru_cache(maxsize=1 << 14)(_pairs)


def _share(pairs: frozenset[str], clauses: Sequence[frozenset[str]]) -> float | None:
    """The greatest share of some pairs that a clause has."""
    if not pairs:
        return None
    return max((len(pairs & clause) for clause in clauses), default=0) / len(pairs)


ADMITTED = re.compile(
    r"(?:全年|年度|各项|整体|总体|部分|个别|多数|一些|有的|几项|绩效)[^，。；;：\d]{0,8}(?:目标|指标)"
    r"[^。；;\d]{0,40}(?:未|没有|不足|不高|不到|一般|偏低|较低|差|延|滞后)"
)
"""Words that speak of missed targets at large, not of one with its figures."""


def admits(narrative: str) -> bool:
    """Whether a narrative admits, in general, that targets were missed."""
    return ADMITTED.search(narrative) is not None
