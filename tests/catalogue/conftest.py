"""A snapshot of every table, without an engine."""

import datetime as dt
from dataclasses import replace

import pytest

from jafflegaggle.catalogue.snapshot import Snapshot, catalogue_of
from jafflegaggle.config import Config, Output, Source
from jafflegaggle.models import PUBLISHED
from jafflegaggle.publish.manifest import Manifest, Table
from jafflegaggle.staging import SOURCES

RUN = "20211202T000000.000000Z-1a2b3c4d"
UUID = "6f3c0a1e-8a55-4c51-9f0e-0d6f3a9b7c11"
CHECKS = (
    {
        "check": "unique",
        "table": "users",
        "column": "email",
        "severity": "warn",
        "status": "warn",
        "failing_rows": 2,
        "sample_keys": ["ann@rams.la"],
        "found": "2 duplicate row(s)",
        "key": "unique_email",
    },
    {
        "check": "not_null",
        "table": "contacts",
        "column": "user_id",
        "severity": "error",
        "status": "pass",
        "failing_rows": 0,
        "sample_keys": [],
        "found": "",
        "key": "not_null_user_id",
    },
)


@pytest.fixture
def snapshot() -> Snapshot:
    config = Config(
        dt.date(2021, 12, 1),
        {name: Source(name, path=f"/data/{name}.csv") for name in SOURCES},
        Output(path="/out"),
    )
    manifest = Manifest(
        RUN,
        "2021-12-01",
        "1.2.3",
        "Sail 0.7.2",
        "abc",
        inputs={"users": {"place": "/data/users.csv", "files": [{"path": "x", "bytes": 12}]}},
        tables={one.name: Table(7, "", f"_runs/{RUN}/{one.name}") for one in PUBLISHED},
        checks=CHECKS,
        seconds={"contacts": 1.5},
    )
    time = dt.datetime(2021, 12, 2, tzinfo=dt.UTC)
    files = {"contacts": ["contacts/a.parquet", "contacts/b.parquet"], "accounts": ["accounts/a.p"]}
    return Snapshot(config, catalogue_of(config), manifest, UUID, files, time, time)


@pytest.fixture
def in_a_schema(snapshot: Snapshot) -> Snapshot:
    output = Output(schema="main.c360", format="delta")
    return replace(snapshot, config=replace(snapshot.config, output=output), files={})
