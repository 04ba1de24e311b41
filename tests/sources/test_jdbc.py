"""A JDBC source, against the Derby that Spark ships."""

import pyspark
import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import from_toml
from jafflegaggle.errors import InputError
from jafflegaggle.sources.reader import read_source
from tests.conftest import MakeDf
from tests.frames import assert_rows

URL = "jdbc:derby:memory:app;create=true"
# Derby 10.16, which Spark 4 brings, has moved it.
PACKAGE = "jdbc" if pyspark.__version__.startswith("3.") else "iapi.jdbc"
DRIVER = f"org.apache.derby.{PACKAGE}.AutoloadedDriver"
SCHEMA = "gaggle_id bigint, gaggle_name string, created_at timestamp"


def jdbc_source(table: str) -> dict[str, object]:
    return {
        "jdbc": {"url": URL, "table": table, "driver": DRIVER},
        "columns": {"gaggle_id": "id", "gaggle_name": "name"},
    }


def config_of(table: str) -> dict[str, object]:
    files = {"path": "seeds/raw_user.csv"}
    sources = {"users": files, "events": files, "gaggles": jdbc_source(table)}
    return {"sources": sources, "output": {"path": "output"}}


@pytest.mark.engine("spark")
def test_a_jdbc_table_is_read(spark: SparkSession, make_df: MakeDf) -> None:
    rows = make_df([[7, "Jets", "2021-09-01 10:00:00"]], SCHEMA)
    own_names = rows.withColumnsRenamed({"gaggle_id": "ID", "gaggle_name": "name"})
    own_names.write.format("jdbc").options(url=URL, dbtable="gaggles", driver=DRIVER).save()
    source = from_toml(config_of("gaggles")).sources["gaggles"]

    assert_rows(read_source(spark, source), rows)


@pytest.mark.engine("spark")
def test_a_jdbc_table_that_is_not_there_is_named(spark: SparkSession) -> None:
    source = from_toml(config_of("nothing")).sources["gaggles"]

    with pytest.raises(InputError, match=r"gaggles \(nothing at jdbc:derby\)"):
        read_source(spark, source)
