"""The keys that the schema knows, one by one, with what it says about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from jiheng.rulebook.schema import Rulebook

ANY = "<代号>"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its dotted path, with `<代号>` where the author chooses the name."""

    path: str
    field: FieldInfo

    @property
    def unit(self) -> str:
        """The unit of the value, "" where there is none."""
        extra = self.field.json_schema_extra
        return str(extra.get("unit", "")) if isinstance(extra, dict) else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that the key allows, empty where it is free."""
        return tuple(_choices(self.field.annotation))


def tables(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Find the table model inside an annotation, and whether it stands under a free name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    if get_origin(annotation) is dict:
        return tables(get_args(annotation)[1])[0], True
    if get_origin(annotation) is tuple:
        return None, False
    for part in get_args(annotation):
        model, named = tables(part)
        if model is not None:
            return model, named
    return None, False


def keys(model: type[BaseModel] = Rulebook, prefix: str = "") -> Iterator[Key]:
    """Walk the schema in its order: tables first, then their keys."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        yield Key(path, field)
        inner, named = tables(field.annotation)
        if inner is not None:
            yield from keys(inner, f"{path}.{ANY}." if named else f"{path}.")


def names_at(path: tuple[str, ...]) -> tuple[str, ...]:
    """List the keys that the table at a path may hold; empty where the names are free."""
    model: type[BaseModel] = Rulebook
    free = False
    for step in path:
        if free:
            free = False
            continue
        field = model.model_fields.get(step)
        inner, free = tables(field.annotation) if field else (None, False)
        if inner is None:
            return ()
        model = inner
    return () if free else tuple(model.model_fields)


def choices_at(path: tuple[str, ...]) -> tuple[str, ...]:
    """List the words that the key at a path allows."""
    pattern = tuple(path)
    for known in keys():
        steps = tuple(known.path.split("."))
        if len(steps) == len(pattern) and all(
            s in (ANY, p) for s, p in zip(steps, pattern, strict=True)
        ):
            return known.choices
    return ()


def _choices(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    elif get_origin(annotation) is not dict:
        for part in get_args(annotation):
            yield from _choices(part)
