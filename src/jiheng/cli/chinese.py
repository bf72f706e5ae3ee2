"""The command line's own words in Chinese: help pages and what is wrong with a call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

SECTIONS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}
EXTRAS = (
    (" <list[str]>", ""),
    (" <str>", ""),
    ("[x>=1; required]", "[必填]"),
    ("[required]", "[必填]"),
    ("  [x>=1]", ""),
    ("  [x>=64]", ""),
)
HELP = "显示本帮助。"


Formatter: Any = typer.Context.formatter_class


class Page(Formatter):  # type: ignore[misc] # typer has it from click
    """A help page with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how to call a command."""
        words = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]...")
        words = re.sub(r"\{(\S+?)(?:\.\.\.)?\}\.\.\.", r"\1...", words)
        super().write_usage(prog, words, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """The heading of a block."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def section(self, name: str) -> AbstractContextManager[None]:
        """A block under a heading."""
        found: AbstractContextManager[None] = super().section(SECTIONS.get(name, name))
        return found

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """A list of names, each with what it means."""
        super().write_dl([(_said(name), _said(words)) for name, words in rows], *args, **kwargs)


def _said(words: str) -> str:
    for english, chinese in EXTRAS:
        words = words.replace(english, chinese)
    return words


class Context(typer.Context):
    """A call, with help pages of ours."""

    formatter_class = Page


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    context_class = Context

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help."""
        return _explained(super().get_help_option(ctx))


class Group(TyperGroup):
    """The commands, whose help is in Chinese."""

    context_class = Context

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help."""
        return _explained(super().get_help_option(ctx))


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = HELP
    return option


MESSAGES = (
    (r"No such command '(.+)'\..*", r"没有命令“\1”"),
    (r"Missing command\.", "没有写明命令"),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", r"没有选项 \1"),
    (r"Option '(.+)' requires an argument\.", r"选项 \1 后面要写明取值"),
    (r"Option '(.+)' does not take a value\.", r"选项 \1 后面不要写取值"),
    (r"Missing argument '(.+)'\.", r"没有写明 \1"),
    (r"Missing option '(.+)'\.", r"没有写明选项 \1"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多出了“\1”"),
    (r"Invalid value for '(.+?)': Input should be a valid integer.*", r"\1 应为整数"),
    (r"Invalid value for '(.+?)': Input should be greater than or equal to (\d+)", r"\1 至少为 \2"),
    (r"Invalid value for '(.+?)':.*", r"\1 的取值不对"),
)
"""What is wrong with a call: the parser's words and ours."""


def wrong_usage(message: str) -> str:
    """What is wrong with a call, in Chinese, and where to look it up."""
    for english, chinese in MESSAGES:
        hit = re.fullmatch(english, message, re.DOTALL)
        if hit:
            return f"{hit.expand(chinese)}；用 jiheng --help 查看用法"
    return f"{message}；用 jiheng --help 查看用法"
