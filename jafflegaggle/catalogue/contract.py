"""`contract.odcs.json`: the tables as a data contract, Open Data Contract Standard v3.1."""

from typing import Any

from jafflegaggle.catalogue.records import CatalogueCheck, CatalogueColumn, CatalogueTable
from jafflegaggle.catalogue.snapshot import NAME, PRODUCT, Snapshot
from jafflegaggle.catalogue.types import contract_type, item_type
from jafflegaggle.checks.keys import ForeignKey, Unique
from jafflegaggle.checks.rows import AcceptedValues, NotNull
from jafflegaggle.config.output import FOLDER
from jafflegaggle.secrets import shown_place

VERSION = "v3.1.0"
_STORES = {"s3": "s3", "s3a": "s3", "abfs": "azure", "abfss": "azure", "az": "azure"}
# What the standard's library of metrics can say: the metric of a kind of check.
_METRICS = {
    NotNull.name: ("nullValues", "completeness"),
    Unique.name: ("duplicateValues", "uniqueness"),
    AcceptedValues.name: ("invalidValues", "conformity"),
}


def data_contract(snapshot: Snapshot) -> dict[str, Any]:
    """The document."""
    tables = snapshot.tables
    there = {table.name for table in tables}
    return {
        "kind": "DataContract",
        "apiVersion": VERSION,
        "id": f"{PRODUCT}.{NAME}",
        "name": NAME,
        "version": snapshot.manifest.version,
        "status": "active",
        "description": {
            "purpose": "Contacts, gaggles and accounts for a sales team and its CRM.",
            "limitations": "As of the end of snapshot_date, UTC. Times are UTC.",
        },
        "servers": [_server(snapshot)],
        "schema": [_object(table, snapshot, there) for table in tables],
    }


def _server(snapshot: Snapshot) -> dict[str, Any]:
    output = snapshot.config.output
    place = shown_place(output.place)
    if output.kind is not FOLDER:
        catalog, _, schema = place.rpartition(".")
        custom = [
            {"property": "catalog", "value": catalog},
            {"property": "schema", "value": schema},
        ]
        return {
            "server": "output",
            "type": "custom",
            "customProperties": [one for one in custom if one["value"]],
        }
    scheme, separator, _ = place.partition("://")
    if not separator or scheme == "file":
        return {"server": "output", "type": "local", "path": place, "format": "parquet"}
    if scheme in _STORES:
        return {
            "server": "output",
            "type": _STORES[scheme],
            "location": place,
            "format": "parquet",
        }
    custom = [{"property": "location", "value": place}]
    return {"server": "output", "type": "custom", "customProperties": custom}


def _object(table: CatalogueTable, snapshot: Snapshot, there: set[str]) -> dict[str, Any]:
    is_folder = snapshot.config.output.kind is FOLDER
    found = {
        "name": table.name,
        "physicalName": table.name,
        "logicalType": "object",
        "physicalType": "file" if is_folder else "table",
        "dataGranularityDescription": table.grain,
        "properties": [_property(table, column, there) for column in table.columns],
    }
    of_table = [_quality(check) for check in table.checks if len(check.columns) != 1]
    return found | ({"quality": of_table} if of_table else {})


def _property(table: CatalogueTable, column: CatalogueColumn, there: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "logicalType": contract_type(column.type),
        "physicalType": column.type,
        "description": column.comment,
    }
    if column.name in table.key:
        found |= {"primaryKey": True, "primaryKeyPosition": table.key.index(column.name) + 1}
    if item := item_type(column.type):
        found["items"] = {"logicalType": contract_type(item), "physicalType": item}
    if column.is_required:
        found["required"] = True
    if column.is_unique:
        found["unique"] = True
    if column.references.partition(".")[0] in there:
        found["relationships"] = [{"type": "foreignKey", "to": column.references}]
    direct = dict.fromkeys(f"{o.table}.{o.column}" for o in column.origins if o.is_direct)
    if direct:
        found["transformSourceObjects"] = list(direct)
    of_column = [_quality(check) for check in table.checks if check.columns == (column.name,)]
    return found | ({"quality": of_column} if of_column else {})


def _quality(check: CatalogueCheck) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": check.key,
        "description": check.doc,
        "severity": {"warn": "warning", "off": "info"}.get(check.severity, check.severity),
    }
    if check.kind not in _METRICS:
        dimension = "consistency" if check.kind == ForeignKey.name else "accuracy"
        return found | {"type": "text", "dimension": dimension}
    metric, dimension = _METRICS[check.kind]
    found |= {"type": "library", "dimension": dimension, "metric": metric, "mustBe": 0}
    if check.values:
        found["arguments"] = {"validValues": list(check.values)}
    elif len(check.columns) > 1:
        found["arguments"] = {"properties": list(check.columns)}
    return found
