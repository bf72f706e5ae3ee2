"""The generated parts of docs/rulebooks.md: `python -m jiheng.rulebook.pages docs/rulebooks.md`."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jiheng.rulebook.describe import describe
from jiheng.rulebook.lineage import Draft, practice
from jiheng.rulebook.loader import load
from jiheng.rulebook.outline import Key, keys
from jiheng.rulebook.source import shipped
from jiheng.rulebook.wording import CHOICES, in_words


def page(text: str) -> str:
    """Bring the parts between `<!-- 生成:… -->` and `<!-- 完 -->` up to date."""
    for name, part in PARTS.items():
        start, end = f"<!-- 生成:{name} -->\n", "<!-- 完 -->"
        head, found, rest = text.partition(start)
        if found:
            _, _, tail = rest.partition(end)
            text = f"{head}{start}\n{part()}\n\n{end}{tail}"
    return text


def key_table() -> str:
    """Tell every key of the schema: meaning, what may stand there, what holds when left out."""
    fallback = practice()
    rows = [_key_row(key, fallback) for key in keys()]
    return _table(("键", "含义", "可写的值", "不写时"), rows)


def rulebook_list() -> str:
    """List the shipped rulebooks."""
    rows = []
    for rulebook in map(load, shipped()):
        years = rulebook.fiscal_years
        until = f"—{years.last}" if years.last else "起"
        name = (rulebook.name, rulebook.authority, rulebook.document, f"{years.first}{until}")
        rows.append((f"`{rulebook.id}`", *name))
    return _table(("代号", "名称", "制定单位", "文号", "适用年度"), rows)


def rulebook_tables() -> str:
    """Tell each shipped rulebook value by value, with its clause."""
    return "\n\n".join(
        f"### {rulebook.name}（`{rulebook.id}`）\n\n"
        + _table(
            ("栏目", "事项", "规定", "出处", "内容"),
            [(r.section, r.label, r.value, r.clause, r.text) for r in describe(rulebook)],
        )
        for rulebook in map(load, shipped())
    )


PARTS: Mapping[str, Callable[[], str]] = {
    "清单": rulebook_list,
    "键表": key_table,
    "各办法": rulebook_tables,
}


def _key_row(key: Key, fallback: Draft) -> tuple[str, ...]:
    meaning = "：".join(filter(None, (key.field.title, key.field.description)))
    return f"`{key.path}`", meaning, _allowed(key), _left_out(key, fallback)


def _allowed(key: Key) -> str:
    words = CHOICES.get(key.path, {})
    if key.choices:
        several = "列表：" if "tuple" in str(key.field.annotation) else ""
        return several + "；".join(
            f"`{choice}` {words.get(choice, '')}".strip() for choice in key.choices
        )
    kinds = {"int": "整数", "float": "数", "bool": "`true` 或 `false`", "str": "文字"}
    shown = str(key.field.annotation).removeprefix("<class '").partition("'")[0]
    kind = next((words for name, words in kinds.items() if shown.startswith(name)), "")
    if "tuple" in shown:
        kind = "列表"
    if not kind:
        return "表"
    return {"比例": "小数，`0.8` 即 80%", "": kind}.get(key.unit, f"{kind}（{key.unit}）")


def _left_out(key: Key, fallback: Draft) -> str:
    if key.path in fallback.sources:
        return f"照通行做法：{_practice(key, fallback)}"
    if key.field.is_required() and key.path not in fallback.files:
        return "必须写"
    return "可以不写"


def _practice(key: Key, fallback: Draft) -> str:
    value: Any = fallback.tables
    for step in key.path.split("."):
        value = value[step]
    if isinstance(value, list):
        return "、".join(f"{band['grade']} {band['low']}" for band in value)
    return in_words(key.path, value, key.unit)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page(target.read_text("utf-8")), "utf-8")
