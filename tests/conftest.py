"""The session of the engine under test (JAFFLEGAGGLE_TEST_ENGINE), and small frames."""

import os
import sys
import time
import uuid
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from jafflegaggle.engine import RUNTIME_SETTINGS, open_session
from tests import stores
from tests.frames import Rows, make_frame
from tests.java import java_environ
from tests.quick import FAST, FAST_SUBMIT

ENGINE = os.environ.get("JAFFLEGAGGLE_TEST_ENGINE", "embedded")
# A test that uses one of them, directly or through another fixture, depends on the engine.
ENGINE_FIXTURES = {"engine_name", "spark"}
CODE = "spark.sql.codegen.factoryMode"

settings.register_profile(
    "jafflegaggle",
    max_examples=10,
    deadline=None,
    database=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("jafflegaggle")


class MakeDf(Protocol):
    """The type of the fixture `make_df`."""

    def __call__(self, rows: Rows, schema: str | StructType | None = None) -> DataFrame: ...


def pytest_configure() -> None:
    if ENGINE not in {"embedded", "spark"}:
        raise pytest.UsageError(f"JAFFLEGAGGLE_TEST_ENGINE is embedded or spark, not {ENGINE!r}")
    # PySpark returns times in the machine's zone; the tests' tables are in UTC.
    os.environ["TZ"] = "UTC"
    time.tzset()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    if ENGINE == "spark":
        os.environ.update(java_environ() | FAST_SUBMIT)


def pytest_report_header() -> str:
    sail = f", Sail {version('pysail')}" if ENGINE == "embedded" else ""
    return f"engine: {ENGINE} (PySpark {version('pyspark')}{sail})"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run tests of plain Python once, together with those of the embedded engine."""
    here = [item for item in items if ENGINE == "embedded" or _needs_engine(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(here)])
    # Long ones first: at the end, workers share what is left.
    items[:] = sorted(here, key=lambda item: item.get_closest_marker("cluster") is None)
    for item in items:
        marker = item.get_closest_marker("engine")
        if marker and ENGINE not in marker.args:
            item.add_marker(pytest.mark.skip(reason=f"runs on {marker.args[0]} only"))


def _needs_engine(item: pytest.Item) -> bool:
    """Whether a test uses a session, through any fixture, or is bound to an engine."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if "any_engine" in fixtures:
        return False
    return not ENGINE_FIXTURES.isdisjoint(fixtures) or item.get_closest_marker("engine") is not None


@pytest.fixture(scope="session")
def engine_name() -> str:
    return ENGINE


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    if ENGINE == "embedded":
        with open_session("embedded") as session:
            yield session
        return
    warehouse = tmp_path_factory.mktemp("warehouse")
    builder = SparkSession.builder.master("local[2]").appName("jafflegaggle-tests")
    session = builder.config(
        map=FAST | RUNTIME_SETTINGS | {"spark.sql.warehouse.dir": str(warehouse)}
    ).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def any_engine(spark: SparkSession) -> SparkSession:
    """A session for tests of plain numbers, which any engine returns alike: they run once."""
    return spark


@pytest.fixture(scope="session")
def s3_server() -> Iterator[stores.Watched]:
    """An S3 on this machine, for all that this process runs from now on."""
    with stores.s3_server() as (watched, environ):
        os.environ.update(environ)
        yield watched
        for name in environ:
            del os.environ[name]


@pytest.fixture
def s3(s3_server: stores.Watched) -> str:
    """The URL of a bucket of the test's own."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    stores.make_bucket(os.environ, name)
    s3_server.requests.clear()
    return f"s3://{name}"


@pytest.fixture(scope="module")
def generated_code(spark: SparkSession) -> Iterator[None]:
    """Spark compiles expressions, as in production: see tests/quick.py."""
    if ENGINE == "embedded":
        yield
        return
    spark.conf.set(CODE, "FALLBACK")  # which is its default
    yield
    spark.conf.set(CODE, str(FAST[CODE]))


@pytest.fixture(scope="session")
def make_df(spark: SparkSession) -> MakeDf:
    return partial(make_frame, spark)
