"""The JSON Schema of a simulation: `python -m jiheng.batch.simulation.published docs/schema`."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from jiheng.batch.simulation.contract import SCHEMA, json_schema


def publish(folder: Path) -> None:
    """Write the JSON Schema into a folder, as simulate-1.json."""
    text = msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n"
    (folder / f"{SCHEMA.rpartition('/')[2]}.json").write_bytes(text)


if __name__ == "__main__":
    publish(Path(sys.argv[1]))
