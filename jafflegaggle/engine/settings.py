"""The session settings that every run needs, and how they are set."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

APP_NAME = "jafflegaggle"
# Needed by every run, wherever the session comes from; each can be set at any time.
RUNTIME_SETTINGS = {
    # Microseconds, which every reader understands, instead of the deprecated INT96.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # Ancient times, usually typing errors, are read and written unchanged; 3.5 would fail.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # A cast in a source's own SQL that fails stops the run; 3.5 would make it NULL in silence.
    "spark.sql.ansi.enabled": "true",
    # No rule depends on the time zone; what people see, for example quarantined rows, is in UTC.
    "spark.sql.session.timeZone": "UTC",
    # Partition values stay strings: `gaggle_id=007` would become 7, which may be another id.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
# PySpark 4 records for every Column the line that created it, which is half the cost of a plan. The
# setting is process-wide, so only our own sessions change it.
NO_CALL_SITES = {"spark.python.sql.dataFrameDebugging.enabled": "false"}


def setting(session: "SparkSession", name: str) -> str | None:
    """A setting of the session; None if it is unset, or hidden by the platform."""
    with suppress(*refusals()):
        return session.conf.get(name, None)
    return None


def apply_settings(session: "SparkSession", settings: Mapping[str, str | None]) -> None:
    """Set what may be set (serverless platforms forbid some); None restores the default."""
    for name, value in settings.items():
        with suppress(*refusals()):
            if value is None:
                session.conf.unset(name)
            else:
                session.conf.set(name, value)


def refusals() -> tuple[type[Exception], ...]:
    """The errors raised if a platform does not allow access to a setting."""
    from pyspark.errors import PySparkException

    return (PySparkException,)
