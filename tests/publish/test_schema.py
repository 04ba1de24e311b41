"""Publishing to a catalog schema: one date is replaced, the others stay."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.publish import Manifest, open_store, published
from jafflegaggle.publish.layout import new_run_id
from jafflegaggle.publish.schema import _staging
from tests.conftest import MakeDf
from tests.frames import assert_rows

COLUMNS = "user_id bigint, name string"
FIRST, SECOND = dt.date(2021, 12, 1), dt.date(2021, 12, 2)


@pytest.fixture
def schema(spark: SparkSession) -> Iterator[str]:
    spark.sql("CREATE SCHEMA customer_360")
    yield "customer_360"
    spark.sql("DROP SCHEMA customer_360 CASCADE")


@pytest.mark.engine("spark")
def test_a_date_is_replaced_and_the_others_stay(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    for date, user_id in ((FIRST, 1), (SECOND, 2), (FIRST, 3)):
        with open_store(spark, Output(schema=schema)) as store:
            kept = store.keep("contacts", make_df([[user_id, "Ann"]], COLUMNS))
            assert_rows(kept, make_df([[user_id, "Ann"]], COLUMNS))
            tables = {"contacts": store.table("contacts")}
            assert tables["contacts"].rows == 1
            store.publish(Manifest(store.run_id, str(date), "1.0", "Spark", "abc", tables=tables))

    expected = [[3, "Ann", FIRST], [2, "Ann", SECOND]]
    assert_rows(
        spark.table(f"{schema}.contacts"),
        make_df(expected, f"{COLUMNS}, snapshot_date date"),
    )
    names = sorted(table.name for table in spark.catalog.listTables(schema))
    assert names == ["contacts", "snapshot_manifests"]
    newest = published(spark, Output(schema=schema))
    assert [manifest.snapshot_date for manifest in newest] == [str(FIRST), str(SECOND)]
    assert newest[0].run_id > newest[1].run_id


@pytest.mark.engine("spark")
def test_what_a_dead_run_kept_goes_the_next_day(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    dead = new_run_id()
    dead = f"20211201{dead[8:]}"
    for run_id in (dead, new_run_id()):
        name = f"{schema}.{_staging(run_id)}contacts"
        make_df([[1, "Ann"]], COLUMNS).write.format("parquet").saveAsTable(name)

    with open_store(spark, Output(schema=schema)) as store:
        assert store.recovered == [f"removed what run {dead} left behind"]
        with pytest.raises(InputError, match=rf"^--keep 3: {schema} is a catalog schema"):
            store.prune(3)

    assert len(spark.catalog.listTables(schema)) == 1  # it may still be running


@pytest.mark.engine("embedded")
def test_the_embedded_engine_has_no_catalog(spark: SparkSession) -> None:
    with (
        pytest.raises(InputError, match=r"output\.schema: the embedded engine has no catalog"),
        open_store(spark, Output(schema="customer_360")),
    ):
        pass
