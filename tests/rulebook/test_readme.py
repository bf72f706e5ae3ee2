"""The rulebook that the README shows loads as it stands."""

import re
from pathlib import Path
from textwrap import dedent

from jiheng.rulebook import load

README = Path(__file__).parents[2] / "README.md"


def test_the_example_of_the_readme_loads(tmp_path: Path) -> None:
    block = re.search(
        r"(?:^    .*\n|^\n)+", README.read_text("utf-8").partition("只写不同之处：\n")[2], re.M
    )
    assert block
    path = tmp_path / "yang-2023.toml"
    path.write_text(dedent(block[0]), "utf-8")
    book = load(str(path))
    assert (book.id, book.indicators.qualitative.partly_from) == ("yang-2023", 0.5)
    assert book.citation("qualitative").startswith("样财绩〔2023〕8号第六条")
