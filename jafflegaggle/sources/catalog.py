"""Tables of the engine's catalog."""

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format


class CatalogTable(Format):
    """A table by its name in the catalog."""

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """The engine has a catalog."""
        if not engine.has_catalog:
            raise InputError(
                f"sources.{source.name}.table: {engine.title} has no catalog; "
                f"{use_instead(lambda other: other.has_catalog)}"
            )

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The table."""
        return session.table(source.table)
