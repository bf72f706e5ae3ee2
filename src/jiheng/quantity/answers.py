"""What an answer in words claims: achieved, partly or missed; and quantities that say nothing."""

from __future__ import annotations

import re
from functools import cache

from jiheng.quantity.lexicon import any_of, lexicon, meanings, words
from jiheng.quantity.units import known_units

WORST_FIRST = ("missed", "partly", "achieved")
PUNCTUATION = re.compile(r"[^\w√✓✔☑×✗✘☒]+")
LONGEST_VAGUE = 12


@cache
def _claims() -> re.Pattern[str]:
    """Every claiming word; of words that begin at one place the longest counts."""
    evils = lexicon()["evils"]
    none = (
        rf"(?:{any_of(evils['none'])})(?:{any_of(evils['between'])}){{0,3}}"
        rf"(?:{any_of(evils['words'])})"
    )
    harms = [word for word in evils["words"] if word not in evils["harmless"]]
    happened = (
        rf"(?:{any_of(evils['happened'])})了?(?:{any_of(evils['between'])}){{0,3}}"
        rf"(?:{any_of(harms)})(?![率数次件时后的])"
    )
    missed = any_of(words("tiers", "missed"))
    few = rf"(?:{any_of(words('few'))})[^\W\d_]{{0,6}}?(?:{missed})"
    unsaid = any_of(words("tiers", "unsaid"))
    tiers = {word: tier for word, tier in meanings("tiers").items() if tier != "unsaid"}
    return re.compile(
        rf"(?P<unsaid>{unsaid})|(?P<few>{few})|(?P<none>{none})|(?P<happened>{happened})"
        rf"|(?:{any_of(tiers)})(?![率度])"
    )


def tier(line: str) -> str | None:
    """The tier that a normalised answer claims, None where it claims none."""
    bare = PUNCTUATION.sub("", line)
    if whole := meanings("answers").get(bare):
        return whole
    claimed = set()
    for hit in _claims().finditer(line):
        if hit["none"]:
            claimed.add("achieved")
        elif hit["few"] or hit["happened"]:
            claimed.add("partly" if hit["few"] else "missed")
        elif not hit["unsaid"]:
            denied = line[hit.start() - 1 : hit.start()] in tuple("未没不")
            claimed.add("missed" if denied else meanings("tiers")[hit[0]])
    return next((found for found in WORST_FIRST if found in claimed), None)


@cache
def _vague() -> re.Pattern[str]:
    counters = any_of(word for word in known_units() if not word.isascii())
    return re.compile(
        rf"(?:{any_of(words('vague'))}|(?:{any_of(words('vague', 'counted'))})(?:{counters}))"
    )


def vague(line: str) -> bool:
    """Whether a short normalised text is a quantity that nobody can verify: 若干套, 多次."""
    hit = _vague().search(line)
    return hit is not None and hit.start() <= 4 and len(line) <= LONGEST_VAGUE


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(any_of(meanings("degrees")))


def weaker(answer: str, target: str) -> bool:
    """Whether an answer says the target's words with a weaker degree: 执行率较高 for 执行率高."""
    said, aimed = bare(answer), bare(target)
    if _degree().sub("", said) != _degree().sub("", aimed):
        return False
    return _strength(said) < _strength(aimed)


def _strength(words_of: str) -> int:
    strengths = {"strong": 2, "weak": 0}
    found = [strengths[meanings("degrees")[hit[0]]] for hit in _degree().finditer(words_of)]
    return min(found, default=1)


def bare(line: str) -> str:
    """Words alone, without punctuation."""
    return PUNCTUATION.sub("", line)
