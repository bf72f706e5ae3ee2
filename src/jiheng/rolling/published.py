"""The JSON Schema of the roll-up: `python -m jiheng.rolling.published docs/schema`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from jiheng.rolling.contract import SCHEMA, Report


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `encode` writes."""
    (reference,), parts = msgspec.json.schema_components([Report], ref_template="#/$defs/{name}")
    for part in parts.values():
        if "description" in part:
            part["description"] = " ".join(part["description"].split())
    parts["Report"]["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **reference,
        "$defs": parts,
    }


def publish(folder: Path) -> None:
    """Write the JSON Schema into a folder, as rollup-1.json."""
    name = f"{SCHEMA.rpartition('/')[2]}.json"
    text = msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n"
    (folder / name).write_bytes(text)


if __name__ == "__main__":
    publish(Path(sys.argv[1]))
