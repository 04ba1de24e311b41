"""Fills in the answers of docs/questions.md: the demo's, by its queries (`make docs`)."""

import re
import tempfile
from pathlib import Path

from docs.generate import rows_of
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
            cells = [["" if cell is None else str(cell) for cell in row] for row in found.collect()]
            lines = "\n".join(rows_of(found.columns, cells))
            return f"```sql\n{query['sql']}\n```\n\n{lines}\n"

        return QUERY.sub(with_answer, page)


def current_page() -> str:
    """The page with the answers that the demo gives now."""
    with tempfile.TemporaryDirectory() as folder:
        config = load(str(DEMO), output=folder)
        run(config, "embedded")
        page = PAGE.read_text(encoding="utf-8")
        return answered(page, Path(folder), str(config.snapshot_date))


if __name__ == "__main__":
    PAGE.write_text(current_page(), encoding="utf-8")
