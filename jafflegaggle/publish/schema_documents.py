"""The documents of snapshots in a catalog schema: a table of texts, by run and name."""

from collections.abc import Mapping

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jafflegaggle.frames import local_table
from jafflegaggle.publish.manifest import Manifest

DOCUMENTS = "snapshot_documents"
COLUMNS = ("run_id", "date", "name", "text")


def write_documents(
    session: SparkSession,
    schema: str,
    table_format: str,
    manifest: Manifest,
    documents: Mapping[str, str],
) -> None:
    """Add the documents of a run; they count once its manifest is there, which is written later."""
    rows = [
        (manifest.run_id, manifest.snapshot_date, name, text) for name, text in documents.items()
    ]
    if rows:
        frame = local_table(session, dict.fromkeys(COLUMNS, "string"), rows)
        frame.write.format(table_format).mode("append").saveAsTable(f"{schema}.{DOCUMENTS}")


def read_document(session: SparkSession, schema: str, manifest: Manifest, name: str) -> str | None:
    """The text of a document of a run; None if it has none of that name."""
    if name not in manifest.documents:
        return None
    of_run = (F.col("run_id") == F.lit(manifest.run_id)) & (F.col("name") == F.lit(name))
    rows = session.table(f"{schema}.{DOCUMENTS}").where(of_run).select("text").collect()
    return str(rows[0].text) if rows else None
