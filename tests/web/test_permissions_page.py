"""The page of permissions in the docs is what the table and the walk say now."""

from pathlib import Path

from tests.web.permissions import page


def test_the_page_in_the_docs_is_up_to_date():
    kept = Path(__file__).parents[2] / "docs" / "permissions.md"
    assert kept.read_text("utf-8") == page(), "make docs"
