from collections.abc import Callable
from pathlib import Path

import pytest

from jiheng.rulebook import RulebookError, load

DERIVED = """
id = "lisheng-2024"
name = "例省项目支出绩效自评"
authority = "例省财政厅"
document = "例财绩〔2024〕1号"
extends = "mof-2020"
cites = "article"
{top}

[fiscal_years]
first = 2024

{body}

[citations]
article = {{ clause = "第三条", text = "本省的规定" }}
"""


@pytest.fixture
def derived(tmp_path: Path) -> Callable[..., Path]:
    """Write a small rulebook that extends the national one, with lines of the test's own."""

    def write(body: str = "", top: str = "", name: str = "例省.toml") -> Path:
        path = tmp_path / name
        path.write_text(DERIVED.format(top=top, body=body), "utf-8")
        return path

    return write


@pytest.fixture
def refused() -> Callable[[Path], tuple[tuple[str, str, str, str], ...]]:
    """Load a file that must be refused; its problems as plain tuples."""

    def read(path: Path) -> tuple[tuple[str, str, str, str], ...]:
        with pytest.raises(RulebookError) as caught:
            load(str(path))
        return tuple((p.file, p.key, p.message, p.mend) for p in caught.value.problems)

    return read
