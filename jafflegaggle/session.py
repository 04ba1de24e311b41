"""The session of a command that reads the sources: how the engine's failures become messages."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from jafflegaggle import engine
from jafflegaggle.config import Config
from jafflegaggle.sources.reader import diagnose_inputs

log = logging.getLogger(__name__)


@contextmanager
def open_engine(config: Config, engine_name: str) -> Iterator[SparkSession]:
    """The session of an engine; what it raises in the block becomes a message for people.

    Args:
        config: the configuration, whose sources are looked at if the engine fails.
        engine_name: the value of `--engine`.

    Raises:
        InputError: the engine failed.
    """
    with engine.open_session(engine_name) as session:
        log.info("%s, snapshot %s", engine.describe(session), config.snapshot_date)
        with engine.naming_engine(session):
            try:
                yield session
            except Exception as error:
                if engine.is_engine_error(error) and not engine.is_gone(error):
                    diagnose_inputs(session, config)
                raise
