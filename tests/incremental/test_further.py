"""Incremental runs with a condition, a path, a computed column and further columns."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import load
from jafflegaggle.errors import InputError
from jafflegaggle.job import run
from tests.small_company import in_this_session

CONFIG = """
[sources.users]
path = "{folder}/users.csv"
extra = ["plan"]
[sources.gaggles]
path = "{folder}/gaggles.csv"
[sources.events]
path = "{folder}/events.json"
format = "json"
where = "{where}"
columns = {{ user_id = "p.user", event_name = {{ expr = "lower(event)" }} }}
[incremental]
enabled = true
lookback_days = 1
[output]
path = "{folder}/out"
"""
USERS = "user_id,email,user_name,gaggle_id,created_at,plan\n1,a@x.com,A,7,2021-01-01,{plan}\n"


@pytest.mark.usefixtures("any_engine")
def test_what_of_the_events_is_read(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Further columns are today's in each run; another condition asks for all events again."""
    in_this_session(monkeypatch, spark)
    events: list[str] = []
    (tmp_path / "gaggles.csv").write_text("gaggle_id,gaggle_name,created_at\n7,Jets,2021-01-01\n")

    def contacts(day: int, plan: str, where: str, full_refresh: bool = False) -> tuple[int, str]:
        for user in (1, None):
            event = {"event": "RECIPE_VIEWED", "p": {"user": user}, "timestamp": f"2021-09-0{day}"}
            events.append(json.dumps(event))
        (tmp_path / "events.json").write_text("\n".join(events))
        (tmp_path / "users.csv").write_text(USERS.format(plan=plan))
        (tmp_path / "c.toml").write_text(CONFIG.format(folder=tmp_path, where=where))
        config = load(str(tmp_path / "c.toml"), [], f"2021-09-0{day}")
        run(replace(config, full_refresh=full_refresh), "auto")
        published = spark.read.parquet(f"{tmp_path}/out/contacts/snapshot_date=2021-09-0{day}")
        (row,) = published.collect()
        return row.number_of_events, row.plan

    condition = "p.user IS NOT NULL"
    assert contacts(3, "free", condition) == (1, "free")
    assert contacts(6, "pro", condition) == (2, "pro")
    with pytest.raises(InputError, match=r"different settings \(sources\.events\); run with"):
        contacts(7, "pro", "p.user = '1'")
    assert contacts(8, "pro", "p.user = '1'", full_refresh=True) == (4, "pro")
