"""The configurations of docs/recipes.md, each run on a small export of its kind."""

import gzip
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.api import customer_360
from jafflegaggle.config import from_toml
from jafflegaggle.models import TABLES
from jafflegaggle.sources.reader import read_sources
from tests.tables import in_memory

PAGE = (Path(__file__).parent.parent / "docs" / "recipes.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (\w+)\n.*?^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
DAY = 1_630_454_400  # 2021-09-01, in seconds since 1970
USUAL = {
    "users.csv": "user_id,user_name,email,gaggle_id,created_at\n"
    "1,Ann,ann@acme.com,7,2021-01-01\n2,Bob,bob@jets.com,8,2021-01-02\n",
    "gaggles.csv": "gaggle_id,gaggle_name,created_at\n7,Acme,2021-01-01\n8,Jets,2021-01-01\n",
    "events.csv": "user_id,event_name,timestamp\n1,order_placed,2021-09-01\n",
}


def lines(*rows: dict[str, Any]) -> str:
    return "\n".join(map(json.dumps, rows))


def segment(folder: Path) -> None:
    call: dict[str, Any] = {
        "type": "track",
        "anonymousId": "x",
        "timestamp": "2021-09-01T10:00:00.123Z",
    }
    days: dict[str, list[dict[str, Any]]] = {
        "2021-08-31": [call | {"messageId": "0", "userId": "1", "event": "Order Completed"}],
        "2021-09-01": [
            call | {"messageId": "1", "userId": "1", "event": "Recipe Viewed", "properties": {}},
            call | {"messageId": "2", "userId": None, "event": "Recipe Viewed"},
            call | {"messageId": "3", "event": "Order Completed", "properties": {"userId": "2"}},
            call | {"messageId": "4", "type": "page", "userId": "1", "name": "Home"},
        ],
        "2021-09-02": [
            call | {"messageId": "5", "userId": "2", "event": "Order Completed", "properties": []}
        ],
    }
    for day, rows in days.items():
        (folder / "segment" / f"dt={day}").mkdir(parents=True)
        file = folder / "segment" / f"dt={day}" / "1.json.gz"
        file.write_bytes(gzip.compress(lines(*rows).encode()))


def mixpanel(folder: Path) -> None:
    calls = [("1", "order_placed"), (2, "recipe_viewed"), ("$device:7", "recipe_viewed")]
    rows = [
        {"event": name, "properties": {"distinct_id": user, "time": DAY, "$insert_id": f"i{at}"}}
        for at, (user, name) in enumerate(calls)
    ]
    (folder / "mixpanel.json").write_text(lines(*rows))


def stripe(folder: Path) -> None:
    charges = [
        (1999, "usd", False, "succeeded", "ann@acme.com"),
        (1, "usd", False, "succeeded", "ann@acme.com"),
        (500, "usd", False, "failed", "ann@acme.com"),
        (700, "usd", True, "succeeded", "ann@acme.com"),
        (900, "eur", False, "succeeded", "ann@acme.com"),
    ]
    names = ("amount", "currency", "refunded", "status")
    rows = [
        {"id": f"ch_{at}", "created": DAY, "billing_details": {"email": charge[-1]}}
        | dict(zip(names, charge, strict=False))
        for at, charge in enumerate(charges)
    ]
    (folder / "charges.json").write_text(lines(*rows))
    (folder / "subscriptions.csv").write_text(
        "id,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Start Date (UTC),"
        "Trial End (UTC),Ended At (UTC)\n"
        "sub_1,ann@acme.com,Team,10,usd,year,1200.00,active,2021-03-01 10:00,,\n"
        "sub_2,ann@acme.com,Old,5,usd,month,50.00,canceled,2021-01-01 10:00,,2021-03-01 10:00\n"
        "sub_3,bob@jets.com,Team,3,eur,month,30.00,trialing,2021-11-20 10:00,2021-12-04 10:00,\n"
    )


def hubspot(folder: Path) -> None:
    (folder / "hubspot-deals.csv").write_text(
        "Record ID,Deal Name,Deal Stage,Close Date,Amount,Pipeline,Associated Contact,Notes\n"
        '1,First,Closed Won,2021-09-15 10:30,"1,000.50",Sales Pipeline,Ann (ann@acme.com),"a\nb"\n'
        "2,Second,Closed Lost,2021-09-16 10:30,99,Sales Pipeline,Ann (ann@acme.com),\n"
        "3,Third,Closed Won,2021-09-16 10:30,5,Partners,Ann (ann@acme.com),\n"
    )


def postgres(folder: Path) -> None:
    (folder / "pg-users.csv").write_text(
        "id,full_name,email,team_id,created_at,deleted_at,is_test,plan\n"
        "1,Ann,ann@acme.com,7,2021-01-01 10:00:00.123456+00,\\N,f,pro\n"
        "2,Ann,ANN@acme.com,7,2021-01-02 10:00:00+00,\\N,f,\\N\n"
        "3,Gone,gone@acme.com,7,2021-01-03 10:00:00+00,2021-02-01 00:00:00+00,f,pro\n"
        "4,Test,test@acme.com,7,2021-01-03 10:00:00+00,\\N,t,pro\n"
    )
    (folder / "pg-teams.csv").write_text(
        "id,name,created_at,region\n7,Acme,2021-01-01 00:00:00+00,EU\n"
    )


def bigquery(folder: Path) -> None:
    users = [
        {"user": {"id": "1", "name": "Ann", "email": "ann@acme.com"}, "org": "7"},
        {"user": {"id": "2", "name": None, "email": "bob@jets.com"}, "org": "8"},
    ]
    dated = [user | {"created_at": "2021-01-01 10:00:00 UTC"} for user in users]
    (folder / "bq-users.json.gz").write_bytes(gzip.compress(lines(*dated).encode()))
    (folder / "bq-events").mkdir()
    events = [(1, "order_placed", "20210901"), (None, "x", "20210901"), (2, "x", "20210831")]
    rows = [
        {
            "id": f"e{at}",
            "user": {"id": user, "country": "NL"},
            "event_name": name,
            "event_date": day,
            "event_timestamp": DAY * 1_000_000,
        }
        for at, (user, name, day) in enumerate(events)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), folder / "bq-events" / "1.parquet")


# The tables that no other is made of.
ENDS = set(TABLES) - {name for one in TABLES.values() for name in one.inputs}
# Of each: the files, the columns to look at, and what they hold.
CASES: dict[str, tuple[Callable[[Path], None], str, list[str], list[tuple[Any, ...]]]] = {
    "Segment": (
        segment,
        "contacts",
        ["user_id", "number_of_events", "number_of_orders"],
        [("1", 1, 0), ("2", 1, 1)],
    ),
    "Mixpanel": (
        mixpanel,
        "contacts",
        ["user_id", "number_of_orders", "CAST(first_event AS string)"],
        [(1, 1, "2021-09-01 00:00:00"), (2, 0, "2021-09-01 00:00:00")],
    ),
    "Stripe": (
        stripe,
        "accounts",
        [
            "corporate_email",
            "CAST(total_amount_won AS string)",
            "is_paying",
            "number_of_seats",
            "CAST(monthly_amount AS string)",
            "currency",
            "subscription_status",
        ],
        [
            ("acme.com", "20.00", True, 10, "100.00", "USD", "active"),
            ("jets.com", "0.00", False, 3, "30.00", "EUR", "trialing"),
        ],
    ),
    "HubSpot": (
        hubspot,
        "accounts",
        ["corporate_email", "CAST(total_amount_won AS string)", "CAST(most_recent_deal AS string)"],
        [("acme.com", "1000.50", "2021-09-15"), ("jets.com", "0.00", None)],
    ),
    "Postgres": (
        postgres,
        "contacts",
        ["user_id", "number_of_events", "plan", "CAST(created_at AS string)"],
        [("1", 1, "pro", "2021-01-01 10:00:00.123456")],
    ),
    "BigQuery": (
        bigquery,
        "contacts",
        ["user_id", "email", "number_of_events", "gaggle_id"],
        [(1, "ann@acme.com", 1, 7), (2, "bob@jets.com", 0, 8)],
    ),
}


def test_every_recipe_is_run() -> None:
    assert [*RECIPES] == [*CASES]


@pytest.mark.parametrize("name", CASES)
def test_a_recipe(spark: SparkSession, tmp_path: Path, name: str) -> None:
    write, table, columns, expected = CASES[name]
    for file, text in USUAL.items():
        (tmp_path / file).write_text(text)
    write(tmp_path)
    parsed = tomllib.loads(RECIPES[name])
    for source in parsed["sources"].values():
        source["path"] = str(tmp_path / source["path"])
    config = from_toml(parsed, name)

    def materialize(name: str, rows: DataFrame) -> DataFrame:
        """Compute what others read once, and what nobody looks at never."""
        return rows if name in ENDS - {table} else in_memory(name, rows)

    read = read_sources(spark, config)
    tables = customer_360(read, config.rules, materialize, config.snapshot_date)
    found = sorted(tuple(row) for row in tables[table].selectExpr(*columns).collect())
    assert found == expected
    assert tables["quarantine"].count() == 0
    if name == "Postgres":
        assert tables["gaggle_facts"].select("region").collect()[0][0] == "EU"
