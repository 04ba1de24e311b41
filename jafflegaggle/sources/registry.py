"""The formats that the job knows, by their names; a new one is a file and a line here."""

from jafflegaggle.config import Source
from jafflegaggle.sources.catalog import CatalogTable
from jafflegaggle.sources.csv import Csv
from jafflegaggle.sources.format import Format
from jafflegaggle.sources.jdbc import JdbcTable
from jafflegaggle.sources.json import Json
from jafflegaggle.sources.parquet import Parquet

FORMATS: dict[str, Format] = {
    "csv": Csv(),
    "json": Json(),
    "parquet": Parquet(),
}
CATALOG, JDBC, OTHER = CatalogTable(), JdbcTable(), Format()


def format_of(source: Source) -> Format:
    """The format of a source; unknown formats are left to the engine."""
    if source.jdbc:
        return JDBC
    if source.table:
        return CATALOG
    return FORMATS.get(source.format, OTHER)
