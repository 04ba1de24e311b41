"""What a session is."""

from typing import Any

import pytest
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import SparkSession

from jafflegaggle.engine import is_local

pytestmark = pytest.mark.usefixtures("any_engine")


class Elsewhere:
    """A Spark on this machine, and the files that it sees under a path without a scheme."""

    def __init__(self, seen: list[str] | Exception) -> None:
        self.seen = seen
        self.conf = {"spark.master": "local[2]"}
        self.read = self

    def text(self, _path: str) -> "Elsewhere":
        if isinstance(self.seen, Exception):
            raise self.seen
        return self

    def inputFiles(self) -> list[str] | Exception:  # noqa: N802 - as Spark calls it
        return self.seen


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (["file:///tmp/1"], True),
        (["viewfs://x/tmp/1"], False),
        ([], False),
        (AnalysisException("[PATH_NOT_FOUND] Path does not exist"), False),
        (PySparkException("403 Forbidden"), False),
    ],
    ids=["here", "elsewhere", "nothing", "not there", "no right to look"],
)
def test_whether_a_path_is_of_this_disk(seen: list[str] | Exception, expected: bool) -> None:
    session: Any = Elsewhere(seen)
    assert is_local(session, "output") == expected
    assert is_local(session, "file:/output")
    assert not is_local(session, "hdfs://output")


def test_a_session_that_is_gone_sees_nothing_at_all() -> None:
    session: Any = Elsewhere(ConnectionRefusedError(111, "Connection refused"))
    with pytest.raises(ConnectionRefusedError):
        is_local(session, "output")


def test_this_disk(spark: SparkSession) -> None:
    assert is_local(spark, "output")
