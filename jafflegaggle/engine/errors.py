"""What an engine's exceptions mean."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from jafflegaggle.secrets import hide_secrets


def failure(error: Exception) -> str:
    """What an engine's exception says, in one line, without its stack trace."""
    message = str(error).strip() or type(error).__name__
    if is_gone(error):
        return f"lost the connection to the engine ({message})"
    text = message.split("\nJVM stacktrace", 1)[0].split("\n\tat ", 1)[0]
    text = re.sub(r"^An error occurred while calling \S+\s*:?", "", text)
    # That a disk is full stands only at the end of what Java says.
    if causes := re.findall(r"^Caused by: (.*)", message, re.MULTILINE):
        text = f"{causes[-1]} ({text})"
    return hide_secrets(" ".join(text.split()))[:600]


# What drivers say where the server is well and the user is not let in, and where there is none.
_NOT_LET_IN = (
    r"SQL ?State:? *\(?28[0-9A-Z]{3}|password authentication failed|no password was provided|"
    r"role \S+ does not exist|Access denied for user|Login failed for user|ORA-01017|"
    r"authentication failure|Invalid authentication|Incorrect username or password"
)
_NOT_REACHED = (
    r"SQL ?State:? *\(?08[0-9A-Z]{3}|Connection (?:to \S+ )?refused|UnknownHost|"
    r"No route to host|connect(?:ion)? (?:attempt )?(?:has )?timed out|"
    r"Communications link failure|TCP/IP connection to the host|ORA-125[0-9]{2}"
)


def database_failure(error: Exception) -> str:
    """What an engine's exception says about a database: who is to act is said first."""
    said = failure(error)
    # Spark 4 says itself that it could not connect, and why only in its stack trace.
    traces = (vars(error).get(name) for name in ("_stackTrace", "_stacktrace"))
    causes = re.findall(r"^Caused by: (.*)", "\n".join(filter(None, traces)), re.MULTILINE)
    if causes and causes[-1] not in said:
        said = hide_secrets(f"{causes[-1]} ({said})")
    message = "\n".join([str(error), *causes])
    if re.search(_NOT_LET_IN, message, re.IGNORECASE):
        return f"the database does not let the user in; check user and password ({said})"
    if re.search(_NOT_REACHED, message, re.IGNORECASE):
        return f"the database cannot be reached; check host and port of the url ({said})"
    return said


def is_engine_error(error: Exception) -> bool:
    """Whether an exception comes from the engine, and not from this code."""
    is_of_its_own = type(error).__module__.split(".")[0] in {"pyspark", "py4j", "grpc"}
    return is_of_its_own or is_gone(error)


def is_gone(error: Exception) -> bool:
    """Whether the engine's process is no more: nothing else here is spoken to over a connection."""
    # A call that Java did not live to answer: what it answers comes with a trace.
    is_unanswered = type(error).__name__ == "Py4JError" and "Trace:" not in str(error)
    is_network = type(error).__name__ == "Py4JNetworkError"
    return isinstance(error, ConnectionError) or is_network or is_unanswered


def is_missing_path(error: Exception) -> bool:
    """Whether the engine says that a path is not there; all else may pass, and tells nothing."""
    return is_engine_error(error) and "PATH_NOT_FOUND" in str(error)


@contextmanager
def ignore_engine_errors() -> Iterator[None]:
    """Leave a session: that the engine has ended it by then is no error of its own."""
    try:
        yield
    except Exception as error:
        if not is_engine_error(error):
            raise
