"""A company small enough to work out by hand, as files; and the command, run in this process.

Ann (users 1 and 2) is one person by merge: 2 events, 1 of them an order. Bob has no company of his
own and shares her gaggle, so both belong to rams.la. Eve of jets.com is asked to become
eve@new.co, who has not signed up. User 5 has no e-mail. Gaggle 30 is empty. One user and two events
are set aside. The deal is Bob's, and so rams.la's.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle import engine

FILES = {
    "users": """\
user_id,user_name,email,gaggle_id,created_at
1,Ann,ann@rams.sl,10,2021-01-01 10:00:00
2,Ann B.,Ann@Rams.LA ,10,2021-01-02 10:00:00
3,Bob,bob@gmail.com,10,2021-01-03 10:00:00
4,Eve,eve@jets.com,20,2021-01-04 10:00:00
5,Nameless,,20,2021-01-05 10:00:00
x6,Bad,bad@jets.com,20,2021-01-06 10:00:00
""",
    "gaggles": """\
gaggle_id,gaggle_name,created_at
10,Rams,2021-01-01
20,Jets,2021-01-01
30,Empty,2021-01-01
""",
    "events": """\
event_id,user_id,event_name,timestamp
a,1,order_placed,2021-02-01 10:00:00
b,2,recipe_viewed,2021-02-02 10:00:00
c,3,recipe_viewed,2021-02-03 10:00:00
d,4,order_placed,2021-02-04 10:00:00
e,99,order_placed,2021-02-05 10:00:00
f,4,order_placed,12:30:00
""",
    "merged_user": """\
old_email,new_email
ann@rams.sl,ANN@rams.la
ghost@rams.la,ann@rams.la
eve@jets.com,eve@new.co
""",
    "merged_company_domain": "old_domain,new_domain\nrams.sl,rams.la\n",
    "deals": """\
close_date,amount,deal_name,deal_stage,email
2021-05-01,"$1,000",First,Won,bob@gmail.com
""",
}
# How many rows each table has, worked out by hand.
ROWS = {
    "contacts": 4,
    "gaggle_domains": 4,
    "gaggle_facts": 3,
    "accounts": 2,
    "account_signals": 1,
    "personal_gaggles": 0,
    "contact_gaggles": 4,
    "contact_aliases": 5,
    "merge_report": 4,
    "findings": 2,
    "quarantine": 3,
    "check_results": 120,
}


def write_company(folder: Path, **files: str) -> Path:
    """Write the company's CSVs and a configuration; give the configuration's path.

    Args:
        folder: where.
        files: the text of other files than the usual ones, by source.
    """
    for name, text in (FILES | files).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return write_config(folder, {name: folder / f"{name}.csv" for name in FILES})


def write_config(folder: Path, paths: Mapping[str, Path]) -> Path:
    sources = [f'[sources.{name}]\npath = "{path}"\n' for name, path in paths.items()]
    # Of so few rows a single one is a large fraction.
    job = '[job]\nsnapshot_date = "2021-12-01"\n\n[checks]\nmax_quarantined_fraction = 1\n'
    job += "max_event_age_days = 400\n"
    config = folder / "c.toml"
    config.write_text("\n".join([job, *sources, f'[output]\npath = "{folder}/out"\n']))
    return config


def published_files(out: Path) -> list[Path]:
    """All files of an output folder, but for its lock: none of a run that published nothing."""
    return sorted(path for path in out.rglob("*") if path.is_file() and path.name != "_lock")


def in_this_session(monkeypatch: pytest.MonkeyPatch, spark: SparkSession) -> None:
    """Let the job run on the tests' session: one of its own would be the same one, and end it."""

    @contextmanager
    def this_session(_engine: str = "auto") -> Iterator[SparkSession]:
        yield spark

    for name, value in engine.RUNTIME_SETTINGS.items():
        spark.conf.set(name, value)
    monkeypatch.setattr(engine, "open_session", this_session)
