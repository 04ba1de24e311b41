"""Tables of databases, through JDBC."""

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Jdbc, Source
from jafflegaggle.engine import Engine, database_failure, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.secrets import password_of
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format

DRIVERS = {"jdbc:postgresql:": "org.postgresql.Driver"}


class JdbcTable(Format):
    """A table of a database."""

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """The engine reads databases."""
        if not engine.reads_jdbc:
            raise InputError(
                f"sources.{source.name}.jdbc: {engine.title} reads no databases; "
                f"{use_instead(lambda other: other.reads_jdbc)}"
            )

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The table."""
        jdbc = source.jdbc or Jdbc()
        key = f"sources.{source.name}.jdbc.password_file"
        settings = {
            "url": jdbc.url,
            "dbtable": jdbc.table,
            "driver": jdbc.driver or _driver(jdbc.url),
            "user": jdbc.user,
            "password": password_of(key, jdbc.password_env, jdbc.password_file),
        }
        given = {name: value for name, value in settings.items() if value}
        return session.read.format("jdbc").options(**given).options(**source.options).load()

    def explain(self, error: Exception) -> str:
        """Whether user and password are wrong, or host and port."""
        return database_failure(error)


def _driver(url: str) -> str:
    known = (driver for start, driver in DRIVERS.items() if url.startswith(start))
    return next(known, "")
