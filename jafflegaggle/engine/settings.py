"""The settings of a session: those that every run needs, and how they are set."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

APP_NAME = "jafflegaggle"
# What every run needs, wherever the session comes from; each may be set at any time.
RUNTIME_SETTINGS = {
    # Whole microseconds that every reader understands, instead of the deprecated INT96.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A time of long ago, a typing error as a rule, is read and written as it is; 3.5 would stop.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # No rule depends on the zone; what people see, such as a quarantined row, is UTC too.
    "spark.sql.session.timeZone": "UTC",
    # A folder's name is read as it stands: `gaggle_id=007` would be 7, which another id may be.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
# PySpark 4 would note for every Column which line has made it: half of what a plan costs here. It
# then stays so in this process, so that only sessions of our own set it.
NO_CALL_SITES = {"spark.python.sql.dataFrameDebugging.enabled": "false"}


def setting(session: "SparkSession", name: str) -> str | None:
    """A setting of the session; None where it is unset, or the platform keeps it to itself."""
    with suppress(*refusals()):
        return session.conf.get(name, None)
    return None


def apply_settings(session: "SparkSession", settings: Mapping[str, str | None]) -> None:
    """Set what may be set (a serverless platform lets nobody); None: as it is by default."""
    for name, value in settings.items():
        with suppress(*refusals()):
            if value is None:
                session.conf.unset(name)
            else:
                session.conf.set(name, value)


def refusals() -> tuple[type[Exception], ...]:
    """What is raised where a platform keeps a setting to itself."""
    from pyspark.errors import PySparkException

    return (PySparkException,)
