"""The only writer."""

from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.engine import has_catalog
from jafflegaggle.errors import InputError
from jafflegaggle.publish.folder import FolderStore
from jafflegaggle.publish.schema import SchemaStore
from jafflegaggle.publish.store import Store


def open_store(session: SparkSession, output: Output) -> Store:
    """The store of an output: a folder, or a catalog schema.

    Raises:
        InputError: the engine has no catalog, or the folder cannot be written.
    """
    if output.path:
        return FolderStore(session, output.path)
    if not has_catalog(session):
        raise InputError("output.schema: the embedded engine has no catalog; use output.path")
    return SchemaStore(session, output.schema, output.format)
