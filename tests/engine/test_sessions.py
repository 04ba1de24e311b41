"""What a session of our own is like, and that one of somebody else stays as it was."""

import os
import subprocess
import sys

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.engine import RUNTIME_SETTINGS, open_session
from jafflegaggle.engine.spark import LOCAL_SETTINGS

pytestmark = pytest.mark.engine("spark")


def test_a_session_of_somebody_else_is_as_it_was(spark: SparkSession) -> None:
    mine = "spark.sql.session.timeZone"
    unset = "spark.sql.parquet.int96RebaseModeInRead"
    names = ["spark.app.name", *RUNTIME_SETTINGS, *LOCAL_SETTINGS]
    spark.conf.set(mine, "Asia/Tokyo")
    spark.conf.unset(unset)
    try:
        before = {name: spark.conf.get(name, None) for name in names}
        with open_session("spark") as session:
            assert session.conf.get(mine) == "UTC"
            assert session.conf.get(unset) == "CORRECTED"
            others = [name for name in names if name not in RUNTIME_SETTINGS]
            assert {name: session.conf.get(name, None) for name in others}.items() <= before.items()
        assert {name: spark.conf.get(name, None) for name in names} == before
    finally:
        for name in (mine, unset):
            spark.conf.set(name, RUNTIME_SETTINGS[name])


def test_java_is_in_utc_wherever_the_machine_is() -> None:
    """Else a database's times without a zone would be another time here than there."""
    code = (
        "from pyspark.sql import functions as F\n"
        "from jafflegaggle.engine import open_session\n"
        "with open_session('spark') as session:\n"
        "    zone = F.java_method(F.lit('java.util.TimeZone'), F.lit('getDefault'))\n"
        "    print(session.range(1).select(zone).collect()[0][0])\n"
    )
    environ = os.environ | {"TZ": "America/New_York"}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert 'id="UTC"' in said.stdout
