"""Folders of table formats, whose Parquet files alone do not show what the table holds."""

from jafflegaggle.config import Source
from jafflegaggle.engine import local_path
from jafflegaggle.errors import InputError

# Tables whose folders also hold files that are no longer part of them.
TABLE_FORMATS = {
    "_delta_log": ("a Delta table", 'set format = "delta"'),
    "metadata": ("an Iceberg table", 'set format = "iceberg"'),
    ".hoodie": ("a Hudi table", 'set format = "hudi" where the engine reads it'),
}


def check_no_table(source: Source) -> None:
    """Refuse the folder of a table format, whose files alone do not say what the table holds.

    Raises:
        InputError: naming the folder, and how to read the table.
    """
    path = local_path(source.path)
    folders = [path, *path.parents]
    # Its data may be in folders by partition, and in a folder of their own.
    inner = next((at for at, one in enumerate(folders) if one.is_dir() and "=" not in one.name), 0)
    for folder in folders[: inner + 2]:
        for name, (what, way_out) in TABLE_FORMATS.items():
            log = folder / name
            if log.is_dir() and (name != "metadata" or any(log.glob("*.metadata.json"))):
                raise InputError(
                    f"{source.name} ({source.path}): {folder} is {what}, whose folder also holds "
                    f"rows that were removed from it; {way_out}, or export the table"
                )
