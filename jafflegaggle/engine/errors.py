"""What an engine's exceptions mean."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from jafflegaggle.secrets import hide_secrets


def failure(error: Exception) -> str:
    """The message of an engine's exception, on one line, without a stack trace."""
    message = str(error).strip() or type(error).__name__
    if is_gone(error):
        return f"lost the connection to the engine ({message})"
    text = message.split("\nJVM stacktrace", 1)[0].split("\n\tat ", 1)[0]
    text = re.sub(r"^An error occurred while calling \S+\s*:?", "", text)
    # Java mentions a full disk only at the end of its message.
    if causes := re.findall(r"^Caused by: (.*)", message, re.MULTILINE):
        text = f"{causes[-1]} ({text})"
    return hide_secrets(" ".join(text.split()))[:600]


# Messages of drivers: access denied, and server unreachable.
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
    """The message of a database error, starting with what to check."""
    said = failure(error)
    # Spark 4 reports a failed connection, but the cause only in its stack trace.
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
    """Whether an exception comes from the engine, not from this code."""
    is_of_its_own = type(error).__module__.split(".")[0] in {"pyspark", "py4j", "grpc"}
    return is_of_its_own or is_gone(error)


def is_gone(error: Exception) -> bool:
    """Whether the engine's process has died: only engines are used over a connection here."""
    # Java died before answering: its answers come with a stack trace.
    is_unanswered = type(error).__name__ == "Py4JError" and "Trace:" not in str(error)
    is_network = type(error).__name__ == "Py4JNetworkError"
    return isinstance(error, ConnectionError) or is_network or is_unanswered


def is_missing_path(error: Exception) -> bool:
    """Whether the engine reports a missing path; other errors may be temporary."""
    return is_engine_error(error) and "PATH_NOT_FOUND" in str(error)


@contextmanager
def ignore_engine_errors() -> Iterator[None]:
    """Close a session; that the engine has already ended it is not an error."""
    try:
        yield
    except Exception as error:
        if not is_engine_error(error):
            raise
