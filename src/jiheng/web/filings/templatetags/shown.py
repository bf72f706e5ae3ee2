"""Filters that every template has: numbers as people write them, things by key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from jiheng.writing.severity import WORDS

register = template.Library()


@register.filter
def points(value: float | None) -> str:
    """A score with at most two decimals, an en dash for none."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


@register.filter
def amount(value: float | None) -> str:
    """An amount in 万元 with separators and no needless zeros, an en dash for none."""
    return "–" if value is None else f"{value:,.6f}".rstrip("0").rstrip(".")


@register.filter
def at(things: Any, key: Any) -> Any:
    """The thing of a key, None where there is none."""
    return things.get(key) if things else None


@register.filter
def unprompted(field: BoundField) -> BoundField:
    """A field with its label alone: nothing is said again inside of it."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.filter
def severity_name(severity: str) -> str:
    """What a severity is called on screen."""
    return WORDS[severity]


@register.filter
def share(part: float | None, whole: float | None) -> str:
    """A part of a whole in per cent, an en dash where there is none."""
    return "–" if part is None or not whole else f"{part / whole * 100:.2f}%"


@register.filter
def left(moment: datetime) -> str:
    """How long it is until a moment: "9 天 23 小时", "40 分钟"; "不到 1 分钟" at the end."""
    minutes = int((moment - timezone.now()).total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if minutes < 1:
        return "不到 1 分钟"
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    return f"{hours} 小时 {minutes % 60} 分钟" if hours else f"{minutes} 分钟"


@register.simple_tag
def options(choices: Iterable[tuple[Any, str]], chosen: Any) -> SafeString:
    """The options of a long list of choices, written in one go."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, " selected" if str(key) == str(chosen) else "", title) for key, title in choices),
    )
