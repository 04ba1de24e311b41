"""All engines, and how one is selected. A new engine is a file, an import and an entry here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jafflegaggle.engine.connect import CONNECT
from jafflegaggle.engine.embedded import EMBEDDED
from jafflegaggle.engine.errors import failure, is_engine_error
from jafflegaggle.engine.local_disk import has_other_scheme, local_path
from jafflegaggle.engine.spark import SPARK
from jafflegaggle.engine.spec import Engine
from jafflegaggle.errors import InputError
from jafflegaggle.object_store import is_object_store

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

AUTO = "auto"
# In the order of preference of `auto`, and in which the engine of a session is determined.
ENGINES: tuple[Engine, ...] = (EMBEDDED, SPARK, CONNECT)


def engine_arguments() -> str:
    """The values of `--engine`, for people."""
    named = [engine.argument for engine in ENGINES if not engine.scheme]
    urls = [f"a URL {engine.argument}" for engine in ENGINES if engine.scheme]
    *first, last = [AUTO, *named, *urls]
    return f"{', '.join(first)} or {last}"


def choose(argument: str) -> Engine:
    """The engine selected by a value of `--engine`.

    `auto` selects the engine that the process was started for, otherwise the first one installed.

    Raises:
        InputError: no engine has that name, or, for `auto`, none is installed.
    """
    if argument != AUTO:
        for engine in ENGINES:
            if engine.accepts(argument):
                return engine
        raise InputError(f"--engine {argument}: unknown; expected {engine_arguments()}")
    candidates = [engine for engine in ENGINES if not engine.scheme]
    for engine in candidates:
        if engine.is_ambient():
            return engine
    for engine in candidates:
        if engine.is_installed:
            return engine
    raise InputError(no_engine())


@contextmanager
def open_session(argument: str = AUTO) -> "Iterator[SparkSession]":
    """A session of the engine, which ends with the block.

    Args:
        argument: a value of `--engine`: the name of an engine, a URL, or `auto`.

    Raises:
        InputError: the engine is unknown, or what it needs is not installed.
    """
    engine = choose(argument)
    engine.check_installation()
    with engine.open(argument) as session:
        yield session


def engine_of(session: "SparkSession") -> Engine:
    """The engine of a session."""
    return next(engine for engine in ENGINES if engine.runs(session))


def describe(session: "SparkSession") -> str:
    """Name and version of a session's engine, for people, for example `Spark 4.2.1`."""
    return engine_of(session).version(session)


@contextmanager
def naming_engine(session: "SparkSession") -> "Iterator[None]":
    """Let what the engine raises in the block be a message for people, which names the engine.

    Raises:
        InputError: the engine failed.
    """
    described = describe(session)  # a dead engine cannot be asked
    try:
        yield
    except Exception as error:
        if not is_engine_error(error):
            raise
        where = "".join(f" {note}" for note in getattr(error, "__notes__", ()))
        raise InputError(f"{described}{where}: {failure(error)}") from error


def is_local(session: "SparkSession", path: str) -> bool:
    """Whether the engine resolves a path locally: with `file:`, or perhaps without a scheme."""
    return not has_other_scheme(path) and engine_of(session).sees_local_disk(session, path)


def is_stored(session: "SparkSession", path: str) -> bool:
    """Whether a path is of an object store that this process reaches as the engine does."""
    return is_object_store(path) and engine_of(session).shares_stores


def engine_path(session: "SparkSession", path: str) -> str:
    """A path as to give it to the engine: a local one in full, a URL with `%` spelled out.

    An engine in a process of its own resolves a relative one against where it was started.
    """
    if is_stored(session, path):  # it would take `%20` for a blank
        return path.rstrip("/").replace("%", "%25")
    if not is_local(session, path) or path.startswith("file:"):
        return path
    return str(local_path(path).absolute())


def use_instead(can: Callable[[Engine], bool]) -> str:
    """The engines that can do what another cannot, for messages; empty if none can."""
    arguments = [f"--engine {engine.argument}" for engine in ENGINES if can(engine)]
    return f"use {' or '.join(arguments)}" if arguments else ""


def no_engine() -> str:
    """The message that no engine is installed, and how to install one."""
    first: dict[str, Engine] = {}
    for engine in ENGINES:
        first.setdefault(engine.extra, engine)
    extras = [
        f'"jafflegaggle[{extra}]"'
        + (f" where there is {engine.requires}" if engine.requires else "")
        for extra, engine in first.items()
    ]
    return f"no engine is installed (PySpark is missing); pip install {', or '.join(extras)}"
