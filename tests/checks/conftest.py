from collections.abc import Callable
from pathlib import Path

import pytest

DERIVED = """
id = "lisheng-2021"
name = "例省项目支出绩效自评"
authority = "例省财政厅"
document = "例财绩〔2021〕1号"
extends = "{base}"
cites = "article"

[fiscal_years]
first = 2021

{body}

[citations]
article = {{ clause = "第三条", text = "本省的规定" }}
"""


@pytest.fixture
def derived(tmp_path: Path) -> Callable[..., str]:
    """Write a rulebook that extends a shipped one with lines of the test's own; its path."""

    def write(body: str, base: str = "hubei-2021") -> str:
        path = tmp_path / "例省.toml"
        path.write_text(DERIVED.format(body=body, base=base), "utf-8")
        return str(path)

    return write
