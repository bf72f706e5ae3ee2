"""Which rulebook a form belongs to, told by what it prints."""

import unicodedata
from collections.abc import Iterable

from jiheng.rulebook.loader import all_rulebooks
from jiheng.rulebook.schema import Rulebook

FALLBACK = "mof-2020"


def choose(
    labels: Iterable[str],
    fiscal_year: int | None,
    *texts: str,
    among: Iterable[Rulebook] | None = None,
) -> str:
    """Pick the id of the rulebook that a form speaks for.

    labels: the texts of the form's label cells; texts: title, unit, notes and the like. The
    share of a rulebook's marks that begin a label counts first; a rulebook without marks shares
    those of its template. Then count its words found in the texts (one that has words, none of
    them found, comes after one that has none), then how far off the fiscal year is. Of two that
    are alike, the one that extends no other comes first, then the newer. `among` defaults to
    every rulebook at hand. The national measure is taken where nothing speaks for any.
    """
    candidates = tuple(among or all_rulebooks())
    marked = {r.template: r.recognise.marks for r in reversed(candidates) if r.recognise.marks}
    printed = "\n" + "\n".join(plain(label) for label in labels)
    written = "\n".join(plain(text) for text in texts)

    def rank(rulebook: Rulebook) -> tuple[float, int, int, int, int]:
        own = rulebook.recognise.marks or marked.get(rulebook.template, ())
        marks = [f"\n{plain(mark)}" in printed for mark in own]
        words = [plain(word) in written for word in rulebook.recognise.words]
        share = sum(marks) / len(marks) if marks else 0.0
        return (
            share,
            sum(words) if any(words) else -len(words[:1]),
            -_years_off(rulebook, fiscal_year),
            int(rulebook.extends is None),
            rulebook.fiscal_years.first,
        )

    ranked = {rulebook.id: rank(rulebook) for rulebook in candidates}
    best = max(ranked, key=lambda name: ranked[name])
    return best if ranked[best][:2] > (0, 0) else FALLBACK


def plain(text: str) -> str:
    """Strip a label of white space and of the difference between full and half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _years_off(rulebook: Rulebook, year: int | None) -> int:
    years = rulebook.fiscal_years
    if year is None or year in years:
        return 0
    if year < years.first:
        return years.first - year
    return year - (years.last or year)
