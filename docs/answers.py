"""Fills in the answers of docs/questions.md: the demo's, by its queries (`make docs`)."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jafflegaggle.config import load
from jafflegaggle.engine import open_session
from jafflegaggle.job import run
from jafflegaggle.models import PUBLISHED

PAGE = Path(__file__).with_name("questions.md")
DEMO = Path(__file__).parents[1] / "conf" / "demo.toml"
# A query, and the table behind it, if there is one already.
QUERY = re.compile(r"```sql\n(?P<sql>.*?)\n```\n(?:\n\|[^\n]*(?:\n\|[^\n]*)*\n)?", re.DOTALL)


def answered(page: str, tables: Path, date: str) -> str:
    """The page with the answer of each query behind it."""
    with open_session("embedded") as session:
        for table in PUBLISHED:
            rows = session.read.parquet(str(tables / table.name / f"snapshot_date={date}"))
            rows.createOrReplaceTempView(table.name)

        def with_answer(query: re.Match[str]) -> str:
            found = session.sql(query["sql"])
            lines = "\n".join(_table(found.columns, found.collect()))
            return f"```sql\n{query['sql']}\n```\n\n{lines}\n"

        return QUERY.sub(with_answer, page)


def _table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    columns = list(columns)
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |"


def current_page() -> str:
    """The page with the answers that the demo gives now."""
    with tempfile.TemporaryDirectory() as folder:
        config = load(str(DEMO), output=folder)
        run(config, "embedded")
        page = PAGE.read_text(encoding="utf-8")
        return answered(page, Path(folder), str(config.snapshot_date))


if __name__ == "__main__":
    PAGE.write_text(current_page(), encoding="utf-8")
