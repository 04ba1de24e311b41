"""What an engine's exceptions mean, what a session is, and what it leaves as it was."""

from typing import Any

import pytest
from py4j.protocol import Py4JError, Py4JNetworkError  # type: ignore[import-untyped]
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from jafflegaggle.engine import (
    RUNTIME_SETTINGS,
    failure,
    is_engine_error,
    is_gone,
    is_local,
    open_session,
)
from jafflegaggle.engine.sessions import LOCAL_SETTINGS
from tests.conftest import ENGINE

pytestmark = pytest.mark.any_spark

NO_METHOD = """An error occurred while calling o1.x. Trace:
py4j.Py4JException: Method x([]) does not exist
\tat py4j.reflection.ReflectionEngine.getMethod(ReflectionEngine.java:321)"""


@pytest.mark.parametrize(
    ("error", "gone", "of_engine"),
    [
        (ConnectionRefusedError(111, "Connection refused"), True, True),
        (Py4JNetworkError("Answer from Java side is empty"), True, True),
        (Py4JError("An error occurred while calling o82.parquet"), True, True),
        (Py4JError(NO_METHOD), False, True),
        (FileNotFoundError(2, "No such file"), False, False),
        (ValueError("a slip"), False, False),
    ],
)
def test_whether_the_engine_is_gone(error: Exception, gone: bool, of_engine: bool) -> None:
    assert is_gone(error) == gone
    assert is_engine_error(error) == of_engine
    assert ("gone away in the middle of the run" in failure(error)) == gone


class Elsewhere:
    """A Spark on this machine, for which a path without a scheme is not one of its disk."""

    def __init__(self, *uris: str) -> None:
        self.uris = uris
        self.conf = {"spark.master": "local[2]"}
        self.read = self

    def text(self, _path: str) -> "Elsewhere":
        if not self.uris:
            raise AnalysisException("[PATH_NOT_FOUND] Path does not exist")
        return self

    def inputFiles(self) -> tuple[str, ...]:  # noqa: N802 - as Spark calls it
        return self.uris


@pytest.mark.parametrize(
    ("uris", "expected"), [(["file:///tmp/1"], True), (["viewfs://x/tmp/1"], False), ([], False)]
)
def test_whether_a_path_is_of_this_disk(uris: list[str], expected: bool) -> None:
    session: Any = Elsewhere(*uris)
    assert is_local(session, "output") == expected
    assert is_local(session, "file:/output")
    assert not is_local(session, "hdfs://output")


def test_this_disk(spark: SparkSession) -> None:
    assert is_local(spark, "output")


@pytest.mark.skipif(ENGINE != "spark", reason="the embedded engine is nobody else's")
def test_a_session_of_somebody_else_is_as_it_was(spark: SparkSession) -> None:
    mine = "spark.sql.session.timeZone"
    unset = "spark.sql.parquet.int96RebaseModeInRead"
    names = [*RUNTIME_SETTINGS, *LOCAL_SETTINGS]
    spark.conf.set(mine, "Asia/Tokyo")
    spark.conf.unset(unset)
    try:
        before = [spark.conf.get(name, None) for name in names]
        with open_session("spark") as session:
            assert session.conf.get(mine) == "UTC"
            assert session.conf.get(unset) == "CORRECTED"
            ours = [session.conf.get(name, None) for name in LOCAL_SETTINGS]
            assert ours == before[len(RUNTIME_SETTINGS) :]
        assert [spark.conf.get(name, None) for name in names] == before
    finally:
        for name in (mine, unset):
            spark.conf.set(name, RUNTIME_SETTINGS[name])
