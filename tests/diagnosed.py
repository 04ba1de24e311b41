"""Reading a source as a run does: where the engine fails, the job looks for the cause."""

from pyspark.sql import Row, SparkSession

from jafflegaggle.config import Config
from jafflegaggle.engine import is_engine_error
from jafflegaggle.sources.reader import diagnose_inputs, read_source


def collect_or_diagnose(spark: SparkSession, config: Config, source: str) -> list[Row]:
    """The rows of a source.

    Raises:
        InputError: what the job makes of the engine's failure.
    """
    try:
        return read_source(spark, config.sources[source]).collect()
    except Exception as error:
        if is_engine_error(error):
            diagnose_inputs(spark, config)
        raise
