"""`datapackage.json`: the tables as a Data Package, https://datapackage.org/standard/."""

from collections.abc import Iterator, Sequence
from typing import Any

from jafflegaggle.catalogue.records import CatalogueCheck, CatalogueColumn, CatalogueTable
from jafflegaggle.catalogue.snapshot import HOMEPAGE, NAME, PRODUCT, Snapshot, time_text
from jafflegaggle.catalogue.types import package_type
from jafflegaggle.checks.keys import ForeignKey, Unique
from jafflegaggle.config.output import FOLDER

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def data_package(snapshot: Snapshot) -> dict[str, Any]:
    """The document. Constraints are those that a check of severity error makes sure."""
    manifest, tables = snapshot.manifest, snapshot.tables
    there = {table.name for table in tables}
    return {
        "$schema": PROFILE,
        "name": f"{PRODUCT}-{NAME.replace('_', '-')}",
        "id": manifest.run_id,
        "title": f"Customer 360 as of {manifest.snapshot_date}",
        "homepage": HOMEPAGE,
        "version": manifest.version,
        "created": time_text(snapshot.finished),
        "sources": [
            {"title": name, "path": source.place}
            for name, source in snapshot.config.sources.items()
        ],
        "resources": [_resource(table, snapshot, there) for table in tables],
    }


def _resource(table: CatalogueTable, snapshot: Snapshot, there: set[str]) -> dict[str, Any]:
    output = snapshot.config.output
    is_folder = output.kind is FOLDER
    place = table.name if is_folder else f"{output.place}.{table.name}"
    files = list(snapshot.files.get(table.name, ()))
    return {
        "name": table.name,
        "type": "table",
        "path": files if len(files) > 1 else files[0] if files else place,
        "format": "parquet" if is_folder else output.format,
        **({"mediatype": "application/vnd.apache.parquet"} if is_folder else {}),
        "title": table.grain,
        "rowCount": snapshot.manifest.tables[table.name].rows,
        "schema": _schema(table, there),
    }


def _schema(table: CatalogueTable, there: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.key and all(table.column(name).is_required for name in table.key):
        schema["primaryKey"] = list(table.key)
    sure = [check for check in table.checks if check.severity == "error"]
    if unique := [
        list(check.columns)
        for check in sure
        if check.kind == Unique.name and check.columns != table.key
    ]:
        schema["uniqueKeys"] = unique
    if foreign := list(_foreign_keys(sure, there)):
        schema["foreignKeys"] = foreign
    return schema


def _foreign_keys(checks: Sequence[CatalogueCheck], there: set[str]) -> Iterator[dict[str, Any]]:
    for check in checks:
        table, _, column = check.references.partition(".")
        if check.kind == ForeignKey.name and table in there:
            reference = {"resource": table, "fields": [column]}
            yield {"fields": list(check.columns), "reference": reference}


def _field(column: CatalogueColumn) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.is_required:
        constraints["required"] = True
    if column.is_unique:
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    field = {
        "name": column.name,
        "type": package_type(column.type),
        "description": column.comment,
    }
    return field | ({"constraints": constraints} if constraints else {})
