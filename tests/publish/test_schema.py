"""Publishing to a catalog schema: one date is replaced, the others stay."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.publish import Manifest, open_snapshot, open_snapshots, open_store, published
from jafflegaggle.publish.layout import new_run_id, prefix_of
from jafflegaggle.publish.schema import SchemaStore
from tests.conftest import MakeDf
from tests.frames import assert_rows

COLUMNS = "user_id bigint, name string"
FIRST, SECOND = dt.date(2021, 12, 1), dt.date(2021, 12, 2)


@pytest.fixture
def schema(spark: SparkSession, generated_code: None) -> Iterator[str]:
    del generated_code  # Spark 3.5 cannot list tables in interpreted code
    spark.sql("CREATE SCHEMA customer_360")
    yield "customer_360"
    spark.sql("DROP SCHEMA customer_360 CASCADE")


@pytest.mark.engine("spark")
def test_a_date_is_replaced_and_the_others_stay(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    for date, user_id in ((FIRST, 1), (SECOND, 2), (FIRST, 3)):
        with open_store(spark, Output(schema=schema)) as store:
            written = store.materialize("contacts", make_df([[user_id, "Ann"]], COLUMNS))
            assert_rows(written, make_df([[user_id, "Ann"]], COLUMNS))
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


def publish(spark: SparkSession, schema: str, tables: dict[str, DataFrame]) -> None:
    """Write and publish tables of the first date."""
    with open_store(spark, Output(schema=schema)) as store:
        for name, table in tables.items():
            store.materialize(name, table)
        written = {name: store.table(name) for name in tables}
        store.publish(Manifest(store.run_id, str(FIRST), "1.0", "Spark", "abc", tables=written))


@pytest.mark.engine("spark")
def test_a_snapshot_of_a_schema_has_the_rows_of_its_date(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    publish(spark, schema, {"contacts": make_df([[1, "Ann"]], COLUMNS)})
    snapshot = open_snapshot(spark, Output(schema=schema), FIRST)
    assert_rows(snapshot.tables["contacts"], make_df([[1, "Ann"]], COLUMNS))
    with pytest.raises(InputError, match="customer_360: no snapshot 2021-12-02; published: 2021-1"):
        open_snapshot(spark, Output(schema=schema), SECOND)


@pytest.mark.engine("spark")
def test_a_failed_drop_is_reported_and_what_was_published_stays(
    spark: SparkSession,
    make_df: MakeDf,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refused(_store: SchemaStore, _prefix: str) -> None:
        raise AnalysisException("no right to drop")

    monkeypatch.setattr(SchemaStore, "_drop", refused)
    publish(spark, schema, {"contacts": make_df([[1, "Ann"]], COLUMNS)})

    assert [m.snapshot_date for m in published(spark, Output(schema=schema))] == [str(FIRST)]
    (message,) = caplog.messages
    assert message.startswith(f"{schema}.staging_")
    assert "left behind (no right to drop); a run after 1 day(s) removes it" in message


@pytest.mark.engine("spark")
def test_a_half_replaced_date_is_not_published_until_it_is_rerun(
    spark: SparkSession, make_df: MakeDf, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tables(user: int) -> dict[str, DataFrame]:
        return {name: make_df([[user, "Ann"]], COLUMNS) for name in ("accounts", "contacts")}

    def dying(store: SchemaStore, name: str, *rest: Any) -> None:
        if name == "contacts":
            raise RuntimeError("the driver dies")
        replace(store, name, *rest)

    replace = SchemaStore._replace
    publish(spark, schema, tables(1))
    monkeypatch.setattr(SchemaStore, "_replace", dying)
    with pytest.raises(RuntimeError) as error:
        publish(spark, schema, tables(2))
    assert error.value.__notes__ == [f"({schema}: {FIRST} is not published; run it again)"]
    users = [spark.table(f"{schema}.{name}").first().user_id for name in ("accounts", "contacts")]  # type: ignore[union-attr]
    assert users == [2, 1]  # of two runs
    assert published(spark, Output(schema=schema)) == []

    monkeypatch.undo()
    publish(spark, schema, tables(3))
    assert [m.snapshot_date for m in published(spark, Output(schema=schema))] == [str(FIRST)]


@pytest.mark.engine("spark")
def test_columns_are_matched_by_name_and_others_are_refused_before_anything_changes(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    publish(spark, schema, {"contacts": make_df([["1", "Ann"]], "user_id string, name string")})
    publish(spark, schema, {"contacts": make_df([["Bob", "2"]], "name string, user_id string")})
    assert_rows(
        spark.table(f"{schema}.contacts"),
        make_df([["2", "Bob", FIRST]], "user_id string, name string, snapshot_date date"),
    )
    with pytest.raises(InputError) as error:
        publish(spark, schema, {"contacts": make_df([["3"]], "user_id string")})
    assert str(error.value) == (
        f"{schema}.contacts: has the columns user_id, name, expected user_id; alter it, or rename "
        "it"
    )
    assert len(published(spark, Output(schema=schema))) == 1


@pytest.mark.engine("spark")
def test_a_row_of_another_version_is_reported(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    row = [[new_run_id(), str(FIRST), '{"format": 2}']]
    table = make_df(row, "run_id string, date string, manifest string")
    table.write.format("parquet").saveAsTable(f"{schema}.snapshot_manifests")
    with pytest.raises(InputError, match="snapshot_manifests: a row cannot be read"):
        published(spark, Output(schema=schema))


@pytest.mark.engine("spark")
def test_tables_of_a_dead_run_are_dropped_the_next_day(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    dead = new_run_id()
    dead = f"20211201{dead[8:]}"
    for run_id in (dead, new_run_id()):
        name = f"{schema}.{prefix_of(run_id)}contacts"
        make_df([[1, "Ann"]], COLUMNS).write.format("parquet").saveAsTable(name)

    with open_store(spark, Output(schema=schema)) as store:
        assert store.recovered == [f"removed what run {dead} left behind"]
        with pytest.raises(InputError, match=rf"^--keep 3: {schema} is a catalog schema"):
            store.prune(3)

    assert len(spark.catalog.listTables(schema)) == 1  # it may still be running


@pytest.mark.engine("spark")
def test_a_failed_run_leaves_its_evidence_until_the_next_one_writes(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    def tables() -> set[str]:
        return {table.name for table in spark.catalog.listTables(schema)}

    rows = make_df([[1, "Ann"]], COLUMNS)
    rows.write.format("parquet").saveAsTable(f"{schema}.failed_logins")  # somebody else's
    evidence: set[str] = set()
    for _ in range(2):
        with open_store(spark, Output(schema=schema)) as store:
            assert tables() == {"failed_logins", *evidence}
            for name in ("people", "quarantine"):
                store.materialize(name, rows)
            place = store.retain(["quarantine"])
        evidence = {f"{place.removeprefix(f'{schema}.').removesuffix('*')}quarantine"}
        assert tables() == {"failed_logins", *evidence}
    assert published(spark, Output(schema=schema)) == []

    publish(spark, schema, {"contacts": rows})
    assert tables() == {"failed_logins", "contacts", "snapshot_manifests"}


@pytest.mark.engine("embedded")
def test_the_embedded_engine_has_no_catalog(spark: SparkSession) -> None:
    with (
        pytest.raises(InputError, match=r"output\.schema: the embedded engine has no catalog"),
        open_store(spark, Output(schema="customer_360")),
    ):
        pass


@pytest.mark.engine("spark")
def test_documents_are_in_a_table_of_their_own(
    spark: SparkSession, make_df: MakeDf, schema: str
) -> None:
    with open_store(spark, Output(schema=schema)) as store:
        store.materialize("contacts", make_df([[1, "Ann"]], COLUMNS))
        tables = {"contacts": store.table("contacts")}
        manifest = Manifest(store.run_id, str(FIRST), "1.0", "Spark", "abc", tables=tables)
        assert store.data_files(tables) == {}
        store.publish(manifest, {"a.json": "a", "b.json": "b"})
    snapshots = open_snapshots(spark, Output(schema=schema))
    (published_now,) = snapshots.published.values()
    assert published_now.documents == dict.fromkeys(("a.json", "b.json"), "snapshot_documents")
    assert [snapshots.document(published_now, name) for name in ("a.json", "c.json")] == ["a", None]
