"""The form of a round's settings, and what it makes of uploaded rulebooks and templates."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

from jiheng.rulebook import RulebookError, all_rulebooks, load
from jiheng.web.cycles.models import Cycle
from jiheng.web.exchange.gates import passed
from jiheng.web.exchange.gates.refusal import Stopped
from jiheng.web.forms import Once
from jiheng.web.organisations.models import Kind, Place
from jiheng.writing.official.template import TemplateError, opened

OWN = "own"
LARGEST_RULEBOOK = 1024 * 1024


class Boxes(forms.CheckboxSelectMultiple):
    """A box for each choice, all written in one go: a city has a thousand units."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        """The boxes, those checked that are chosen."""
        about = self.build_attrs(self.attrs, attrs)
        named = about.pop("id", name)
        chosen, told = {str(each) for each in value or ()}, flatatt(about)
        boxes = format_html_join(
            "",
            '<div><label for="{0}_{1}"><input type="checkbox" name="{2}" value="{3}" id="{0}_{1}"'
            "{4}{5}> {6}</label></div>",
            (
                (named, number, name, key, told, " checked" if str(key) in chosen else "", label)
                for number, (key, label) in enumerate(self.choices)
            ),
        )
        return format_html('<div id="{}">{}</div>', named, boxes)


class UnitsChoice(forms.ModelMultipleChoiceField):
    """Units, each with its department."""

    def label_from_instance(self, unit: Place) -> str:
        """ "区教育局 › 实验小学"."""
        return f"{unit.parent.name} › {unit.name}"


class Settings(Once):
    """A round's name, year, deadline, reminders, rulebook, template, units."""

    name = forms.CharField(label="名称", max_length=100)
    fiscal_year = forms.IntegerField(label="预算年度", min_value=2000, max_value=2100)
    deadline = forms.DateTimeField(
        label="报送截止",
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    reminders = forms.CharField(
        label="提前几天提醒",
        required=False,
        help_text="截止前第几天自动提醒还没有报送的单位，用逗号隔开，如 7，3，1",
    )
    rulebook = forms.ChoiceField(label="计分办法")
    rulebook_file = forms.FileField(
        label="自定计分办法",
        required=False,
        help_text="选“自定”时上传 .toml 文件；已上传过的可不再传",
    )
    template_file = forms.FileField(
        label="表样",
        required=False,
        help_text="写有 {{项目名称}} 等栏目名的 .docx；不传则用计分办法自带的",
    )
    units = UnitsChoice(label="参加单位", queryset=Place.objects.none(), widget=Boxes)

    def __init__(self, region: Place, cycle: Cycle | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_text = cycle.rulebook_text if cycle else ""
        self.fields["rulebook"].choices = [
            *((book.id, f"{book.authority} {book.id}") for book in all_rulebooks()),
            (OWN, "自定（上传文件）"),
        ]
        self.fields["units"].queryset = units_of(region)

    def clean_reminders(self) -> list[int]:
        """Whole days, each once, the longest first."""
        words = self.cleaned_data["reminders"].replace("，", ",").replace("、", ",")
        parts = [part.strip() for part in words.split(",") if part.strip()]
        if not all(part.isdecimal() and 0 < int(part) <= 90 for part in parts):
            raise ValidationError("提前几天提醒应是 1 到 90 的整数，用逗号隔开，如 7，3，1")
        return sorted({int(part) for part in parts}, reverse=True)

    def clean(self) -> dict[str, Any]:
        """The texts and files as `running` takes them."""
        data = super().clean()
        data["rulebook_text"] = ""
        if data.get("rulebook") == OWN:
            data["rulebook_text"] = self._rulebook(data.get("rulebook_file"))
        if data.get("template_file"):
            data["template"] = self._template(data["template_file"])
        return data

    def _rulebook(self, given: Any) -> str:
        if given is None:
            if not self.kept_text:
                self.add_error("rulebook_file", "选了“自定”，请上传计分办法的 .toml 文件")
            return self.kept_text
        if given.size > LARGEST_RULEBOOK:
            self.add_error("rulebook_file", "计分办法的文件不应超过 1 MB；请确认选对了文件")
            return ""
        try:
            text = given.read().decode("utf-8")
            check_rulebook(text)
        except UnicodeDecodeError:
            self.add_error("rulebook_file", "文件不是 UTF-8 文本；请另存为 UTF-8 编码的 .toml 文件")
            return ""
        except RulebookError as error:
            for problem in error.problems:
                key = f"{problem.key}：" if problem.key else ""
                self.add_error("rulebook_file", f"{key}{problem.message}；{problem.mend}")
            return ""
        return text

    def _template(self, given: Any) -> tuple[str, bytes] | None:
        try:
            file = passed(given, {"docx"})
            opened(file.data)
        except (Stopped, TemplateError) as error:
            self.add_error("template_file", str(error))
            return None
        return f"{uuid.uuid4().hex}.docx", file.data


class Reopening(Once):
    """For which unit, until when, why; `unit` is made when the round is known."""

    field_order = ["token", "unit", "until", "reason"]

    until = forms.DateTimeField(
        label="开放到",
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label="理由", max_length=200, widget=forms.Textarea({"rows": 3}), help_text="会记入操作日志"
    )

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(
            label="单位",
            empty_label="请选择",
            queryset=cycle.units.select_related("parent").order_by("path"),
        )


class UnitChoice(forms.ModelChoiceField):
    """One unit, with its department."""

    label_from_instance = UnitsChoice.label_from_instance


def units_of(region: Place) -> QuerySet[Place]:
    """The units of a region that are not closed."""
    found = Place.objects.filter(kind=Kind.UNIT, active=True, path__startswith=region.path)
    return found.select_related("parent").order_by("path")


def check_rulebook(text: str) -> None:
    """Raise RulebookError for what is no rulebook."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "计分办法.toml")
        file.write_text(text, "utf-8")
        load(str(file))
