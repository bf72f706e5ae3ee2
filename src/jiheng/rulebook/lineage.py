"""A rulebook and what it builds on: practice, the rulebooks it extends, then its own words.

Every value keeps the citation and the file it came from, whichever layer that was.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from jiheng.rulebook.problem import Problem, RulebookError
from jiheng.rulebook.schema import Citation
from jiheng.rulebook.source import PRACTICE, Source, find, read

OWN = ("id", "name", "authority", "document", "extends", "replaces", "fiscal_years")
UNCITED = (*OWN[:-1], "template", "remove", "recognise", "citations")
OTHERS = "others"


@dataclass(slots=True)
class Draft:
    """Layers put together: the tables, and for each dotted key its citation and its file."""

    tables: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Citation] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def file_of(self, dotted: str, otherwise: str) -> str:
        """Name the file that wrote a key, or the nearest table around it."""
        while dotted and dotted not in self.files:
            dotted = dotted.rpartition(".")[0]
        return self.files.get(dotted, otherwise)


def draft(source: Source) -> Draft:
    """Put a rulebook together from its layers; RulebookError where its ancestry is broken."""
    result = practice()
    for layer in ancestry(source):
        _forget(result, [name for name in OWN if name in result.tables])
        _remove(result, layer)
        _lay(result, layer)
    return result


def practice() -> Draft:
    """Put together what holds where a rulebook is silent."""
    result = Draft()
    _lay(result, read(PRACTICE))
    return result


def ancestry(source: Source) -> tuple[Source, ...]:
    """List the rulebooks that a rulebook builds on, the oldest first, itself last."""
    chain = [source]
    seen = [str(source.raw.get("id", source.path.stem))]
    while isinstance(base := chain[-1].raw.get("extends"), str):
        at = chain[-1]
        if base in seen:
            circle = " → ".join([*seen, base])
            raise _refusal(at, f"沿用关系绕成了一圈（{circle}）", "请断开其中一处 extends")
        path = find(base, beside=at.path.parent)
        if path is None:
            raise _refusal(
                at, f"找不到代号为“{base}”的计分办法", "请核对代号，或把它放进同一文件夹"
            )
        chain.append(read(path))
        seen.append(base)
    return tuple(reversed(chain))


def _refusal(at: Source, message: str, mend: str) -> RulebookError:
    return RulebookError([Problem(at.label, "extends", message, mend)])


def _forget(result: Draft, names: list[str]) -> None:
    for name in names:
        result.tables.pop(name, None)
        for known in (result.sources, result.files):
            for dotted in [k for k in known if k == name or k.startswith(f"{name}.")]:
                del known[dotted]


def _remove(result: Draft, layer: Source) -> None:
    """Take out of the layers below what the layer's `remove` lists."""
    listed = layer.raw.get("remove", [])
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        mend = '请写成 remove = ["groups.cost"] 的样子'
        result.problems.append(Problem(layer.label, "remove", "不是键名的列表", mend))
        return
    for dotted in listed:
        *path, last = dotted.split(".")
        table: Any = result.tables
        for step in path:
            table = table.get(step) if isinstance(table, dict) else None
        if not isinstance(table, dict) or last not in table:
            message = f"沿用的办法里没有“{dotted}”，无从去掉"
            result.problems.append(
                Problem(layer.label, "remove", message, "请核对键名或删去这一项")
            )
            continue
        del table[last]
        for known in (result.sources, result.files):
            for gone in [k for k in known if k == dotted or k.startswith(f"{dotted}.")]:
                del known[gone]


def _lay(result: Draft, layer: Source) -> None:
    """Lay one file's own words over what is there; citations first, the rest leans on them."""
    words = dict(layer.raw)
    own = words.pop("citations", {})
    if isinstance(own, dict):
        result.tables["citations"] = {**_known(result), **own}
        result.files |= {f"citations.{name}": layer.label for name in own}
    else:
        words["citations"] = own
    cites = words.pop("cites", None)
    words.pop("remove", None)
    for name, value in words.items():
        _lay_value(result, layer, (name,), value, cites)


def _known(result: Draft) -> dict[str, Any]:
    citations = result.tables.get("citations")
    return citations if isinstance(citations, dict) else {}


def _lay_value(result: Draft, layer: Source, path: tuple[str, ...], value: Any, cites: Any) -> None:
    dotted = ".".join(path)
    result.files[dotted] = layer.label
    holder = result.tables
    for step in path[:-1]:
        holder = holder[step]
    if not isinstance(value, dict):
        holder[path[-1]] = value
        if path[0] not in UNCITED:
            _cite(result, layer, dotted, cites)
        return
    if not isinstance(holder.get(path[-1]), dict):
        holder[path[-1]] = {}
    stated = value.get("cites")
    if isinstance(stated, dict):
        _check_names(result, layer, dotted, stated, value)
    for name, inner in value.items():
        if name != "cites":
            _lay_value(result, layer, (*path, name), inner, _chosen(stated, name, cites))


def _chosen(stated: Any, name: str, outer: Any) -> Any:
    """Pick the citation of one key: its own, the table's, or that of the table around."""
    if isinstance(stated, dict):
        return stated.get(name, stated.get(OTHERS))
    return outer if stated is None else stated


def _check_names(
    result: Draft, layer: Source, dotted: str, stated: dict[str, Any], table: dict[str, Any]
) -> None:
    for name in stated:
        if name != OTHERS and name not in table:
            message = f"给“{name}”写了依据，表里却没有这个键"
            problem = Problem(layer.label, f"{dotted}.cites", message, "请核对键名，或删去这一项")
            result.problems.append(problem)


def _cite(result: Draft, layer: Source, dotted: str, cites: Any) -> None:
    if cites is None:
        mend = '请在所在的表里写 cites = "依据代号"，并在 [citations] 里写明出处'
        result.problems.append(Problem(layer.label, dotted, "没有写依据", mend))
        return
    known = _known(result)
    if not isinstance(cites, str) or cites not in known:
        near = get_close_matches(str(cites), known, n=1)
        mend = f"是否要写“{near[0]}”" if near else "请在 [citations] 里补上，或改用已有的代号"
        result.problems.append(Problem(layer.label, dotted, f"没有名为“{cites}”的依据", mend))
        return
    try:
        result.sources[dotted] = Citation.model_validate(known[cites])
    except ValidationError:
        result.sources.pop(dotted, None)
