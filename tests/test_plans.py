"""Spark's plans: no Python in any plan, and clean events are read once."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.api import build
from jafflegaggle.config import from_toml
from jafflegaggle.models import PUBLISHED
from jafflegaggle.pipeline import Steps
from jafflegaggle.sources.reader import read_event_stream, read_sources
from tests.conftest import MakeDf
from tests.small_company import FILES, write_company
from tests.tables import staged

pytestmark = pytest.mark.engine("spark")

# Tables whose content shapes the graph; of the others only the plan is needed.
COUNTED = {"staged_users", "user_activity", "merged_users", "people", "unknown_users"}
PYTHON = re.compile(r"Python|Arrow(?:Eval|Window)|Pandas|InArrow|UDF|UDTF")
EVENTS = "event_id string, user_id bigint, event_name string, timestamp timestamp"
CLEAN = [
    ("a", 1, "order_placed", "2021-02-01 10:00:00"),
    ("b", 2, "recipe_viewed", "2021-02-02 10:00:00"),
    ("c", 4, "order_placed", "2021-02-03 10:00:00"),
]


@pytest.fixture(autouse=True, scope="module")
def _whole_paths(spark: SparkSession) -> Iterator[None]:
    """Make plans show the full paths of files."""
    name = "spark.sql.maxMetadataStringLength"
    before = spark.conf.get(name)
    spark.conf.set(name, 10_000)
    yield
    spark.conf.set(name, before or 100)


def plan_of(table: DataFrame, capsys: pytest.CaptureFixture[str]) -> str:
    """The physical plan."""
    capsys.readouterr()
    table.explain()
    plan, _ = capsys.readouterr()
    assert "== Physical Plan ==" in plan
    return plan


def plans(
    spark: SparkSession,
    folder: Path,
    events: DataFrame,
    capsys: pytest.CaptureFixture[str],
) -> dict[str, str]:
    """The plan of every table that a run writes, with events read from a folder of files."""
    write_company(folder)
    events.write.parquet(str(folder / "the_events"))
    sources = {name: {"path": str(folder / f"{name}.csv")} for name in FILES}
    sources["events"] = {"path": str(folder / "the_events"), "format": "parquet"}
    config = from_toml({"sources": sources, "output": {"path": str(folder / "out")}})
    found: dict[str, str] = {}

    def keep(name: str, table: DataFrame) -> DataFrame:
        found[name] = plan_of(table, capsys)
        if name not in COUNTED:
            return spark.createDataFrame([], table.schema)
        table.write.parquet(str(folder / "kept" / name))
        return spark.read.schema(table.schema).parquet(str(folder / "kept" / name))

    steps = Steps(keep, lambda rows: rows.collect()[0])
    tables = build(read_sources(spark, config), config.rules, config.snapshot_date, steps).tables
    found |= {name: plan_of(tables[name], capsys) for name in tables if name not in found}
    assert {table.name for table in PUBLISHED if not table.one_of} - {"check_results"} < set(found)
    return found


def reads_of_events(found: dict[str, str]) -> dict[str, int]:
    """How often each plan scans the events' files."""
    # A literal with line breaks may stand within a scan.
    scans = {name: plan.count("/the_events]") for name, plan in found.items()}
    return {name: scan for name, scan in scans.items() if scan}


def test_clean_events_are_read_once_and_no_plan_has_python(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = plans(spark, tmp_path, make_df(CLEAN, EVENTS), capsys)
    assert reads_of_events(found) == {"user_activity": 1}
    assert [name for name, plan in found.items() if PYTHON.search(plan)] == []


def test_events_are_read_once_more_to_quarantine_some(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [*CLEAN, ("d", 99, "order_placed", "2021-02-04 10:00:00")]
    found = plans(spark, tmp_path, make_df(bad, EVENTS), capsys)
    assert reads_of_events(found) == {"user_activity": 1, "quarantine": 1}
    assert [name for name, plan in found.items() if PYTHON.search(plan)] == []


def test_the_pattern_detects_python(
    spark: SparkSession, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped = spark.range(1).mapInPandas(lambda frames: frames, "id bigint")
    assert PYTHON.findall(plan_of(mapped, capsys))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_folders_of_days_are_skipped_by_their_names(
    spark: SparkSession,
    make_df: MakeDf,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    form: str,
) -> None:
    events = make_df(CLEAN, EVENTS).withColumn("event_date", F.to_date("timestamp"))
    writer = events.write.partitionBy("event_date").format(form)
    writer.option("header", "true").save(str(tmp_path / "events"))
    reader = {"path": str(tmp_path / "events"), "format": form}
    sources = {"users": reader, "gaggles": reader, "events": reader}
    config = from_toml({"sources": sources, "output": {"path": str(tmp_path / "out")}})
    read = read_event_stream(spark, config.sources["events"], "timestamp")
    for stream in (read, read.with_frame(staged("events", read.frame))):
        since = stream.frame.where(stream.is_since(dt.datetime(2021, 2, 3, tzinfo=dt.UTC)))
        assert since.count() == 1
        assert re.search(r"PartitionFilters: \[[^\]]*event_date", plan_of(since, capsys))
