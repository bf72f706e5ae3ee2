"""The command line: one module per command."""

from __future__ import annotations


def main() -> None:
    """Run the command `jiheng`."""
    from jiheng.cli.app import app

    app()
