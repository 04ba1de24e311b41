"""The pages of docs/ that follow from the declarations are current."""

import pytest

from docs.generate import DOCS, PAGES
from jafflegaggle.models import TABLES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def test_every_table_and_column_is_documented() -> None:
    page = PAGES["tables.md"]()
    for table in TABLES.values():
        assert f"### {table.name}\n" in page
        assert [field.name for field in table.fields if f"| `{field.name}` |" not in page] == []


def test_the_graph_shows_what_tables_read() -> None:
    page = PAGES["tables.md"]()
    assert "  merged_user --> merged_users\n" in page
    assert "  bridge --> accounts\n" in page
