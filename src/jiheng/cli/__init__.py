"""The command line: one module per command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command `jiheng` and leave with its status."""
    from typer.exceptions import TyperException

    from jiheng.cli.app import app
    from jiheng.cli.chinese import wrong_usage
    from jiheng.cli.inputs import WRONG_USAGE, say

    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr] # files both
    try:
        status = app(prog_name="jiheng", standalone_mode=False)
    except TyperException as error:
        say(wrong_usage(error.format_message()))
        status = WRONG_USAGE
    sys.exit(status or 0)
