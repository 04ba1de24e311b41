"""Publishing to a catalog schema: one date is replaced, the others stay."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.publish import open_store
from tests.conftest import MakeDf
from tests.frames import assert_rows

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
        store = open_store(spark, Output(schema=schema))
        kept = store.keep("contacts", make_df([[user_id, "Ann"]], "user_id bigint, name string"))
        assert_rows(kept, make_df([[user_id, "Ann"]], "user_id bigint, name string"))
        assert store.rows("contacts") == 1
        store.publish(["contacts"], date)
        store.clean()

    expected = [[3, "Ann", FIRST], [2, "Ann", SECOND]]
    assert_rows(
        spark.table(f"{schema}.contacts"),
        make_df(expected, "user_id bigint, name string, snapshot_date date"),
    )
    assert [table.name for table in spark.catalog.listTables(schema)] == ["contacts"]


@pytest.mark.engine("embedded")
def test_the_embedded_engine_has_no_catalog(spark: SparkSession) -> None:
    with pytest.raises(InputError, match=r"output\.schema: the embedded engine has no catalog"):
        open_store(spark, Output(schema="customer_360"))
