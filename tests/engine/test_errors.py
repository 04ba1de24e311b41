"""What the exceptions of an engine mean."""

import pytest
from py4j.protocol import Py4JError, Py4JNetworkError  # type: ignore[import-untyped]
from pyspark.errors import AnalysisException

from jafflegaggle.engine import database_failure, failure, is_engine_error, is_gone

pytestmark = pytest.mark.usefixtures("any_engine")

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
    assert ("lost the connection to the engine" in failure(error)) == gone


@pytest.mark.parametrize(
    "message",
    [
        'org.postgresql.util.PSQLException: FATAL: password authentication failed for user "me"',
        (
            "org.postgresql.util.PSQLException: The server requested SCRAM authentication, but "
            "no password was provided."
        ),
        "java.sql.SQLException: Access denied for user 'me'@'h' (using password: YES)",
        "java.sql.SQLException: ORA-01017: invalid username/password; logon denied",
        "SQLServerException: Login failed for user 'me'. ClientConnectionId:1",
        "SQL Error, SQLState: 28P01",
        "ERROR 08004: Connection authentication failure occurred. Reason: Invalid authentication..",
    ],
)
def test_a_wrong_password_is_named(message: str) -> None:
    said = database_failure(AnalysisException(message))
    assert said.startswith("the database does not let the user in; check user and password (")
    assert message[-20:] in said


@pytest.mark.parametrize(
    "message",
    [
        (
            "org.postgresql.util.PSQLException: Connection to 127.0.0.1:1 refused. Check that the "
            "hostname and port are correct"
        ),
        (
            "org.postgresql.util.PSQLException: The connection attempt failed.\nCaused by: "
            "java.net.UnknownHostException: nowhere"
        ),
        "CommunicationsException: Communications link failure",
        "SQLServerException: The TCP/IP connection to the host h, port 1433 has failed.",
        "java.sql.SQLRecoverableException: ORA-12541: Cannot connect. No listener",
        "SQLState: 08001",
    ],
)
def test_a_server_that_does_not_answer_is_named(message: str) -> None:
    said = database_failure(AnalysisException(message))
    assert said.startswith("the database cannot be reached; check host and port of the url (")


def test_what_is_neither_stays_as_it_is() -> None:
    error = AnalysisException('relation "users" does not exist')
    assert database_failure(error) == failure(error)
