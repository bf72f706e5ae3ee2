"""What the schema refuses, told to the author of a rulebook in Chinese."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from jiheng.rulebook.lineage import Draft
from jiheng.rulebook.outline import choices_at, keys, names_at
from jiheng.rulebook.problem import Problem

KINDS = {
    "string": "一段文字，用英文双引号括起来",
    "float": "一个数，不加引号",
    "int": "一个整数，不加引号",
    "bool": "true 或 false，不加引号",
    "tuple": "一个列表，用方括号括起来",
    "dict": "一张表，写成 [表名] 再逐行写键",
    "model": "一张表，写成 [表名] 再逐行写键",
    "finite": "一个有限的数",
}
LIMITS = {
    "greater_than": ("gt", "要大于"),
    "greater_than_equal": ("ge", "不能小于"),
    "less_than": ("lt", "要小于"),
    "less_than_equal": ("le", "不能大于"),
}


def problems(error: ValidationError, draft: Draft, file: str) -> Iterator[Problem]:
    """Tell each thing that the schema refused; `file` owns the keys that nobody wrote."""
    for detail in error.errors(include_url=False):
        path = tuple(str(step) for step in detail["loc"] if step != "[key]")
        dotted = ".".join(path)
        message, mend = _words(detail, path)
        yield Problem(draft.file_of(dotted, file), dotted, message, mend)


def unknown_for_good(error: ValidationError) -> Iterator[tuple[str, ...]]:
    """List the unknown keys that resemble no known one: leaving them out changes nothing."""
    for detail in error.errors(include_url=False):
        path = tuple(str(step) for step in detail["loc"])
        if detail["type"] == "extra_forbidden" and nearest(path) is None:
            yield path


def nearest(path: tuple[str, ...]) -> str | None:
    """Find the known key that an unknown one was probably meant to be."""
    near = get_close_matches(path[-1], names_at(path[:-1]), n=1, cutoff=0.6)
    return near[0] if near else None


def _words(detail: ErrorDetails, path: tuple[str, ...]) -> tuple[str, str]:
    kind = detail["type"]
    given = _given(detail["input"])
    words = (f"写的是{given}，类型不对", f"这里要写{_wanted(kind)}")
    if kind == "extra_forbidden":
        words = ("没有这个键", _mend_unknown(path))
    elif kind == "missing":
        words = ("缺少这个键", "请补上，含义见 docs/rulebooks.md 的键表")
    elif kind == "literal_error":
        words = (f"不能写{given}", _mend_choice(path, detail["input"]))
    elif kind in LIMITS:
        name, limit = LIMITS[kind]
        words = (f"写的是{given}，超出范围", f"{limit} {detail.get('ctx', {}).get(name)}")
    elif kind == "string_pattern_mismatch":
        words = (f"写的是{given}，格式不对", _mend_pattern(path))
    elif kind in ("too_short", "string_too_short"):
        words = ("是空的", "请填写内容")
    return words


def _wanted(kind: str) -> str:
    return next((words for name, words in KINDS.items() if kind.startswith(name)), "别的内容")


def _given(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "一张表"
    if isinstance(value, list | tuple):
        return "一个列表"
    text = str(value)
    return f"“{text[:40]}”" if isinstance(value, str) else text[:40]


def _mend_unknown(path: tuple[str, ...]) -> str:
    if near := nearest(path):
        return f"是否要写 {near}"
    homes = [known.path for known in keys() if known.path.split(".")[-1] == path[-1]]
    if homes:
        return f"是否要写成 {homes[0]}"
    allowed = "、".join(names_at(path[:-1]))
    return f"这里可用的键有 {allowed}" if allowed else "请删去"


def _mend_choice(path: tuple[str, ...], given: object) -> str:
    choices = choices_at(path)
    near = get_close_matches(str(given), choices, n=1)
    guess = f"是否要写 {near[0]}，" if near else ""
    return f"{guess}可用的是 {'、'.join(choices)}"


def _mend_pattern(path: tuple[str, ...]) -> str:
    if path[0] == "id":
        return "请用小写字母、数字和连字符，例如 lisheng-2024"
    if path[0] == "checks":
        return "请写检查项的编号，例如 T08"
    return "请写成 月-日，例如 03-31"
