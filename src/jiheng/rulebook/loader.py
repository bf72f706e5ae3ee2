"""Rulebooks by id, by path and by folder."""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from jiheng.rulebook import refusal
from jiheng.rulebook.consistency import contradictions, overlap
from jiheng.rulebook.lineage import Draft, draft
from jiheng.rulebook.problem import Problem, RulebookError
from jiheng.rulebook.schema import Rulebook
from jiheng.rulebook.source import (
    EDITIONS,
    FOLDERS,
    Source,
    files,
    find,
    read,
    shipped,
    user_folders,
    user_ids,
)

Loaded = tuple[str, Rulebook]


def load(id_or_path: str) -> Rulebook:
    """Load a rulebook by its id, or from the path of a .toml file.

    An id is looked up among the shipped editions, then in the folders of JIHENG_RULEBOOKS.
    RulebookError with every problem where it is not found or refused.
    """
    if id_or_path in shipped():
        return _edition(id_or_path)
    if id_or_path.endswith(".toml") or os.sep in id_or_path or "/" in id_or_path:
        return build(read(Path(id_or_path)))
    path = find(id_or_path)
    if path is None:
        raise RulebookError([_unknown(id_or_path)])
    return build(read(path))


def ids() -> tuple[str, ...]:
    """List the ids at hand: the shipped editions, then the user's folders."""
    return (*shipped(), *user_ids())


def all_rulebooks() -> tuple[Rulebook, ...]:
    """Load every rulebook at hand; RulebookError where one is refused or two contradict."""
    return _everything(os.environ.get(FOLDERS, ""))


def load_folder(path: str | Path) -> tuple[Rulebook, ...]:
    """Load the .toml files of a folder, held against one another; RulebookError as `load`."""
    return _side_by_side(_each(files(Path(path))))


@lru_cache(maxsize=64)
def _edition(rulebook: str) -> Rulebook:
    return build(read(EDITIONS / f"{rulebook}.toml"))


@lru_cache(maxsize=8)
def _everything(folders: str) -> tuple[Rulebook, ...]:
    own = [(f"{name}.toml（内置）", _edition(name)) for name in shipped()]
    if not folders:
        return _side_by_side(own)
    return _side_by_side([*own, *_each(p for folder in user_folders() for p in files(folder))])


def _each(paths: Iterable[Path]) -> list[Loaded]:
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            loaded.append((str(path), build(read(path))))
        except RulebookError as error:
            problems += error.problems
    if problems:
        raise RulebookError(dict.fromkeys(problems))
    return loaded


def build(source: Source) -> Rulebook:
    """Put a rulebook together and hold it against the schema; RulebookError as `load`."""
    whole = draft(source)
    try:
        rulebook = Rulebook.model_validate(whole.tables, context={"sources": whole.sources})
        sections = {name: getattr(rulebook, name) for name in Rulebook.model_fields}
    except ValidationError as error:
        whole.problems += refusal.problems(error, whole, source.label)
        sections = _sound_sections(whole, error)
    whole.problems += [
        Problem(source.label, key, message, mend) for key, message, mend in contradictions(sections)
    ]
    if whole.problems:
        raise RulebookError(dict.fromkeys(whole.problems))
    return rulebook


def _sound_sections(whole: Draft, error: ValidationError) -> dict[str, Any]:
    """Validate table by table, so that one bad table does not hide the others' problems."""
    for *path, last in refusal.unknown_for_good(error):
        table: Any = whole.tables
        for step in path:
            table = table[step]
        del table[last]
    sections: dict[str, Any] = {}
    for name, field in Rulebook.model_fields.items():
        if name in whole.tables:
            annotation: Any = field.annotation
            try:
                section = TypeAdapter(annotation).validate_python(whole.tables[name])
            except ValidationError:
                continue
            sections[name] = section
    return sections


def _side_by_side(loaded: list[Loaded]) -> tuple[Rulebook, ...]:
    """Hold rulebooks against one another, each ended by the one that replaces it."""
    problems = [*_same_ids(loaded)]
    loaded = _ended(loaded, problems)
    for (_, one), (file, other) in combinations(loaded, 2):
        if overlap(one, other):
            message = f"{other.authority}的“{one.id}”与“{other.id}”适用年度重叠"
            mend = (
                f'请给前一个写 fiscal_years.last，或在后一个里写 replaces = "{one.id}"'
                "，并让它的起始年度更晚"
            )
            problems.append(Problem(file, "fiscal_years", message, mend))
    if problems:
        raise RulebookError(problems)
    return tuple(rulebook for _, rulebook in loaded)


def _same_ids(loaded: list[Loaded]) -> Iterable[Problem]:
    first: dict[str, str] = {}
    for file, rulebook in loaded:
        if rulebook.id in first:
            message = f"代号“{rulebook.id}”在 {first[rulebook.id]} 里已经用过"
            yield Problem(file, "id", message, "请换一个代号")
        first.setdefault(rulebook.id, file)


def _ended(loaded: list[Loaded], problems: list[Problem]) -> list[Loaded]:
    known = {rulebook.id for _, rulebook in loaded} | set(shipped())
    ends: dict[str, int] = {}
    for file, rulebook in loaded:
        old = rulebook.replaces
        if old is not None and old not in known:
            message = f"找不到要接替的“{old}”"
            problems.append(Problem(file, "replaces", message, "请核对代号，或删去这一行"))
        elif old is not None:
            ends[old] = rulebook.fiscal_years.first - 1
    return [(file, _end(rulebook, ends.get(rulebook.id))) for file, rulebook in loaded]


def _end(rulebook: Rulebook, last: int | None) -> Rulebook:
    years = rulebook.fiscal_years
    if last is None or last < years.first or (years.last is not None and years.last <= last):
        return rulebook
    return rulebook.model_copy(update={"fiscal_years": years.model_copy(update={"last": last})})


def _unknown(rulebook: str) -> Problem:
    known = ids()
    near = get_close_matches(rulebook, known, n=1)
    guess = f"是否要写 {near[0]}，" if near else ""
    mend = f"{guess}可用的有 {'、'.join(known)}，也可以写 .toml 文件的路径"
    return Problem(rulebook, "", "没有这个代号的计分办法", mend)
