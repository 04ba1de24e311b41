"""What an engine's exceptions mean."""

import pytest
from py4j.protocol import Py4JError, Py4JNetworkError  # type: ignore[import-untyped]

from jafflegaggle.engine import failure, is_engine_error, is_gone

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
