"""What must not matter does not: how rows lie in files, what columns are called, how people spell.

Each property changes the sources of a small company full of oddities, and no table may change.
"""

import csv
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.api import customer_360
from jafflegaggle.config import from_toml
from jafflegaggle.sources.reader import read_sources
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import normalize_domain, normalize_email
from tests.conftest import ENGINE
from tests.oddities import Rows, random_company, respell
from tests.tables import COLUMNS

SEEDS = {"bigint": 57, "string": 36}  # of a company of each id type
ID_TYPES = {"embedded": ["bigint", "string"], "spark": ["bigint"]}[ENGINE]  # runs are slow there

Company = Mapping[str, Rows]
Tables = dict[str, list[str]]
Change = Callable[[random.Random, "Written"], "Written"]


@dataclass
class Written:
    """A company's rows, and how they are written and read.

    Attributes:
        company: the rows of each source.
        id_type: the type of its ids.
        files: over how many files the rows of each source are spread.
        names: what columns are called in the files, by source and canonical name.
        partitions: into how many partitions each table is cut after it was read; 0: as it comes.
    """

    company: Company
    id_type: str
    files: int = 1
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    partitions: int = 0


def tables_of(spark: SparkSession, written: Written) -> Tables:
    """Write a company to files, run the job on them, and give every row of every table as text."""
    with TemporaryDirectory() as folder:
        sources = {name: write(written, name, Path(folder, name)) for name in written.company}
        config = from_toml(
            {
                "job": {"id_type": written.id_type},
                "sources": sources,
                "output": {"path": f"{folder}/out"},
            }
        )

        def keep(name: str, table: DataFrame) -> DataFrame:
            table.write.parquet(f"{folder}/kept/{name}")
            return spark.read.schema(table.schema).parquet(f"{folder}/kept/{name}")

        read = read_sources(spark, config)
        if written.partitions:
            frames = {name: read.get(name) for name in SOURCES}
            cut = {
                name: table.repartition(written.partitions)
                for name, table in frames.items()
                if isinstance(table, DataFrame)
            }
            assert {"users", "gaggles", "events"} <= cut.keys()
            read = Sources(**frames | cut)
        tables = customer_360(read, config.rules, keep)
        return {name: rows_of(table) for name, table in tables.items()}


def rows_of(table: DataFrame) -> list[str]:
    """The rows as text: Python has no place for every time that a table may hold."""
    texts = table.select(*(F.col(name).cast("string").alias(name) for name in table.columns))
    return sorted(map(str, texts.collect()))


def write(written: Written, source: str, folder: Path) -> dict[str, Any]:
    """Write a source as CSV files, and say how to read them."""
    names = written.names.get(source, {})
    rows = [
        {names.get(name, name): cell for name, cell in row.items()}
        for row in written.company[source]
    ]
    header = list(names.values()) or list(COLUMNS[source])
    folder.mkdir()
    for number in range(written.files):
        path = folder / f"{number}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header, restval="extra")
            writer.writeheader()
            writer.writerows(rows[number :: written.files])
    mapping = {name: own for name, own in names.items() if name in COLUMNS[source]}
    return {"path": str(folder), "columns": mapping, "options": {"multiLine": True}}


@cache
def given_company(id_type: str) -> Written:
    """A small company with few users of every oddity, each id once.

    Which of several rows of one id survives hangs on all its cells, as they are written.
    """
    company = random_company(
        SEEDS[id_type], users=16, gaggles=4, events=40, string_ids=id_type == "string"
    )
    users = {(row["user_id"] or "").strip().lstrip("+0"): row for row in company["users"]}
    billed = {(row["subscription_id"] or "").strip(): row for row in company["subscriptions"]}
    once = {"users": list(users.values()), "subscriptions": list(billed.values())}
    for source in ("crm_companies", "crm_contacts"):
        records = {(row["crm_id"] or "").strip(): row for row in company.get(source, ())}
        if records:
            once[source] = list(records.values())
    return Written(company | once, id_type)


@pytest.fixture(scope="module")
def expected(spark: SparkSession) -> Callable[[str], Tables]:
    """The tables of each company as it is, computed once."""
    return cache(lambda id_type: tables_of(spark, given_company(id_type)))


# What must not matter ---------------------------------------------------------------------------


def with_rows_in_any_order(rng: random.Random, written: Written) -> Written:
    """The rows shuffled, and spread over several files."""
    company = {name: rng.sample(rows, len(rows)) for name, rows in written.company.items()}
    return replace(written, company=company, files=rng.randint(2, 4))


def with_other_partitions(rng: random.Random, written: Written) -> Written:
    return replace(written, partitions=rng.randint(2, 9))


def with_other_columns(rng: random.Random, written: Written) -> Written:
    """The columns in another order, under the names of each other or new ones, and one more."""
    names: dict[str, Mapping[str, str]] = {}
    for source, columns in COLUMNS.items():
        own = rng.sample([*columns, "e mail", "my.id", "Größe"], len(columns))
        renamed = [*zip(columns, own, strict=True), ("?", "more")]
        names[source] = dict(rng.sample(renamed, len(renamed)))
    return replace(written, names=names)


SPELLED = {"email", "old_email", "new_email", "old_domain", "new_domain"}


def with_other_spellings(rng: random.Random, written: Written) -> Written:
    """E-mails and merge lines in another case, with blanks around."""
    company = {
        source: [
            {
                column: respell(rng, cell) if cell and column in SPELLED else cell
                for column, cell in row.items()
            }
            for row in rows
        ]
        for source, rows in written.company.items()
    }
    assert company != written.company
    return replace(written, company=company)


def with_a_line_split(rng: random.Random, written: Written) -> Written:
    """A line of each merge list split into a chain over names that nobody has."""
    company = dict(written.company)
    for source, normalize, between in (
        ("merged_user", normalize_email, "between{}@split.example"),
        ("merged_company_domain", normalize_domain, "between{}.example"),
    ):
        old, new = COLUMNS[source]
        pairs = [(normalize(row[old]), normalize(row[new])) for row in company[source]]
        chosen = rng.choice([pair for pair in pairs if pair[0] != pair[1]])
        chain = [chosen[0], *(between.format(at) for at in range(rng.randint(1, 4))), chosen[1]]
        others = [row for row, pair in zip(company[source], pairs, strict=True) if pair != chosen]
        lines = others + [{old: one, new: next_} for one, next_ in pairwise(chain)]
        company[source] = rng.sample(lines, len(lines))
    return replace(written, company=company)


# Each change, and the tables that show rows and lines as they were written or counted.
CHANGES: list[tuple[Change, set[str]]] = [
    (with_rows_in_any_order, {"merge_report"}),
    (with_other_partitions, set()),
    (with_other_columns, set()),
    (with_other_spellings, {"merge_report", "quarantine"}),
    (with_a_line_split, {"merge_report"}),
]


def assert_same(actual: Tables, expected: Tables, shown: set[str]) -> None:
    for name, rows in expected.items():
        if name not in shown:
            assert without_lines(actual[name]) == without_lines(rows), name
    assert len(actual["quarantine"]) == len(expected["quarantine"])


def without_lines(rows: list[str]) -> list[str]:
    """Rows without the numbers of lines in merge lists: as `list_line`, or as the key of a line."""
    masked = (re.sub(r"list_line='\d+'", "list_line='?'", row) for row in rows)
    return sorted(
        re.sub(r"key='\d+'", "key='?'", row) if "merge_joins_companies" in row else row
        for row in masked
    )


def test_the_companies_are_odd_enough(expected: Callable[[str], Tables]) -> None:
    for id_type in ID_TYPES:
        tables = expected(id_type)
        assert all(tables.values()), {name: len(rows) for name, rows in tables.items()}
        assert any("'merged'" in row for row in tables["contact_aliases"])
        assert any("'same_email'" in row for row in tables["contact_aliases"])
        assert any("is_paying='true'" in row for row in tables["accounts"])


@pytest.mark.engine("embedded")  # where runs are cheap; Spark has them all at once, below
@pytest.mark.parametrize(("change", "shown"), CHANGES)
@settings(max_examples=2, phases=[Phase.generate])
@given(id_type=st.sampled_from(ID_TYPES), seed=st.integers(0, 1_000))
def test_what_changes_nothing(
    spark: SparkSession,
    expected: Callable[[str], Tables],
    change: Change,
    shown: set[str],
    id_type: str,
    seed: int,
) -> None:
    changed = change(random.Random(seed), given_company(id_type))
    assert_same(tables_of(spark, changed), expected(id_type), shown)


def test_all_of_it_at_once_changes_nothing(
    spark: SparkSession, expected: Callable[[str], Tables]
) -> None:
    for id_type in ID_TYPES:
        as_it_is = expected(id_type)
        rng, changed = random.Random(1), given_company(id_type)
        for change, _ in CHANGES:
            changed = change(rng, changed)
        shown = {name for _, names in CHANGES for name in names}
        with shuffle_partitions(spark, 16):
            assert_same(tables_of(spark, changed), as_it_is, shown)


@contextmanager
def shuffle_partitions(spark: SparkSession, number: int) -> Iterator[None]:
    """Shuffle into that many partitions during the block, where the engine can be told so."""
    name = "spark.sql.shuffle.partitions"
    before = spark.conf.get(name, None)
    spark.conf.set(name, str(number))
    try:
        yield
    finally:
        spark.conf.set(name, before or "1")
