from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from jiheng.checking import CATALOGUE
from jiheng.checking.catalogue import PRACTICE
from jiheng.checking.examples import example
from jiheng.writing import catalogue, tables
from jiheng.writing.severity import WORDS

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
FORMATS = ("text", "md", "json")


def test_the_committed_page_is_current() -> None:
    mend = "运行 python -m jiheng.writing.catalogue docs/checks.md"
    assert PAGE.read_text("utf-8") == catalogue.page(), mend


@pytest.mark.parametrize("format_", ["text", "md"])
def test_the_list_has_every_check_under_its_family(format_: str) -> None:
    lines = catalogue.render(None, format_).splitlines()
    heads = [line.lstrip("# ") for line in lines]
    places = [heads.index(f"{letter} {name}") for letter, name in catalogue.FAMILIES.items()]
    assert places == sorted(places)
    for code, entry in CATALOGUE.items():
        (line,) = (n for n, each in enumerate(lines) if each.lstrip("| ").startswith(f"{code} "))
        assert [letter for letter, at in zip(catalogue.FAMILIES, places, strict=True) if at < line][
            -1
        ] == code[0]
        assert WORDS[entry.severity] in lines[line]


def test_lines_keep_the_width() -> None:
    text = "".join(catalogue.render(code, "text") for code in (None, *CATALOGUE))
    assert max(map(cell_len, text.splitlines())) <= tables.WIDTH


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_each_check_is_explained_with_its_example(code: str) -> None:
    entry, shown = CATALOGUE[code], example(code)
    told = json.loads(catalogue.render(code, "json"))
    assert (told["code"], told["severity"]) == (code, entry.severity)
    assert told["family"] == catalogue.FAMILIES[code[0]]
    assert [(cell["field"], cell["text"]) for cell in told["wrong"]] == list(shown.wrong)
    assert [(cell["field"], cell["text"]) for cell in told["right"]] == list(shown.right)
    text = catalogue.render(code, "text")
    assert text.startswith(f"{code} {WORDS[entry.severity]}  {entry.title}\n")
    bare = "".join(text.split())
    for words in (entry.reason, entry.advice):
        assert "".join(words.split()) in bare
    assert ("审核惯例" in text) == (entry.cites == PRACTICE)


def test_json_lists_every_check() -> None:
    listed = json.loads(catalogue.render(None, "json"))
    assert [each["code"] for each in listed if each["code"][0] == "A"] == sorted(
        code for code in CATALOGUE if code[0] == "A"
    )
    assert len(listed) == len(CATALOGUE)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_unknown_code_is_a_key_error(format_: str) -> None:
    with pytest.raises(KeyError):
        catalogue.render("A99", format_)
