"""Rulebooks (计分办法): the schema, the loader, the editions, and how a form is matched to one."""

from jiheng.rulebook.derived import Change, Derived, derived
from jiheng.rulebook.describe import Row, describe
from jiheng.rulebook.loader import all_rulebooks, ids, load, load_folder
from jiheng.rulebook.problem import Problem, RulebookError
from jiheng.rulebook.recognition import choose
from jiheng.rulebook.schema import Citation, Override, Rulebook

__all__ = [
    "Change",
    "Citation",
    "Derived",
    "Override",
    "Problem",
    "Row",
    "Rulebook",
    "RulebookError",
    "all_rulebooks",
    "choose",
    "derived",
    "describe",
    "ids",
    "load",
    "load_folder",
]
