"""The names of datasets in OpenLineage, by its naming conventions."""

import re
from pathlib import Path

from jafflegaggle.config import Output
from jafflegaggle.config.output import FOLDER
from jafflegaggle.config.settings import Source
from jafflegaggle.secrets import shown_place

Dataset = dict[str, str]


def dataset_of_source(source: Source, namespace: str) -> Dataset:
    """The dataset that a source is read from; a catalog table is in the configured namespace."""
    if source.jdbc is not None:
        place = shown_place(source.jdbc.url).removeprefix("jdbc:")
        return {"namespace": place, "name": source.jdbc.table}
    if source.path:
        return _of_path(shown_place(source.path))
    return {"namespace": namespace, "name": source.table}


def dataset_of_table(output: Output, table: str, namespace: str) -> Dataset:
    """The dataset that a table is published as."""
    if output.kind is FOLDER:
        return _of_path(f"{shown_place(output.place)}/{table}")
    return {"namespace": namespace, "name": f"{output.place}.{table}"}


def _of_path(path: str) -> Dataset:
    """Files in a store, or on a disk.

    >>> _of_path("s3a://bucket/a/b"), _of_path("/data/a.csv")
    ({'namespace': 's3://bucket', 'name': 'a/b'}, {'namespace': 'file', 'name': '/data/a.csv'})
    """
    found = re.fullmatch(r"([a-z][a-z0-9+.-]*)://([^/]*)/?(.*)", path)
    if found is None or found[1] == "file":
        local = found[3] if found else path
        return {"namespace": "file", "name": str(Path("/" if found else ".", local).absolute())}
    scheme = {"s3a": "s3", "s3n": "s3"}.get(found[1], found[1])
    return {"namespace": f"{scheme}://{found[2]}", "name": found[3].rstrip("/") or "/"}
