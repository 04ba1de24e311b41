"""The events of a run in the form of OpenLineage, https://openlineage.io: START, COMPLETE, FAIL."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from jafflegaggle import __version__
from jafflegaggle.catalogue.datasets import Dataset, dataset_of_source, dataset_of_table
from jafflegaggle.catalogue.origins import SourceOrigins
from jafflegaggle.catalogue.records import Catalogue, CatalogueTable, Origin
from jafflegaggle.catalogue.snapshot import HOMEPAGE, PRODUCT, Snapshot, time_text
from jafflegaggle.config import Config

EventType = Literal["START", "COMPLETE", "FAIL"]
Facets = dict[str, Any]

PRODUCER = f"{HOMEPAGE}/{__version__}"
_SPEC = "https://openlineage.io/spec"
EVENT_SCHEMA = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
# The versions of the facets that are written.
_VERSIONS = {
    "ColumnLineageDatasetFacet": "1-2-0",
    "DataQualityAssertionsDatasetFacet": "1-1-0",
    "DataQualityMetricsInputDatasetFacet": "1-0-3",
    "DocumentationDatasetFacet": "1-1-0",
    "ErrorMessageRunFacet": "1-0-1",
    "InputStatisticsInputDatasetFacet": "1-0-0",
    "JobTypeJobFacet": "2-0-4",
    "NominalTimeRunFacet": "1-0-1",
    "OutputStatisticsOutputDatasetFacet": "1-0-2",
    "ProcessingEngineRunFacet": "1-1-1",
    "SchemaDatasetFacet": "1-2-0",
}


def start_event(
    config: Config, catalogue: Catalogue, run_id: str, time: dt.datetime
) -> dict[str, Any]:
    """The run has started: its sources are known."""
    inputs = [_input(table, config, {}, ()) for table in catalogue.of_layer("source")]
    return _event("START", config, run_id, time, _run_facets(config), inputs, [])


def complete_event(snapshot: Snapshot) -> dict[str, Any]:
    """The run has published its tables."""
    config, manifest, catalogue = snapshot.config, snapshot.manifest, snapshot.catalogue
    origins = SourceOrigins(catalogue)
    facets = _run_facets(config)
    name, _, version = manifest.engine.partition(" ")
    facets["processing_engine"] = _facet(
        "ProcessingEngineRunFacet", name=name, version=version.split(",")[0] or "unknown"
    )
    inputs = [
        _input(table, config, manifest.inputs.get(table.name, {}), manifest.checks)
        for table in catalogue.of_layer("source")
    ]
    namespace = config.openlineage.namespace
    datasets = {
        name: dataset_of_source(source, namespace) for name, source in config.sources.items()
    }
    outputs = [_output(table, snapshot, origins, datasets) for table in snapshot.tables]
    return _event("COMPLETE", config, snapshot.uuid, snapshot.finished, facets, inputs, outputs)


def fail_event(
    config: Config,
    catalogue: Catalogue,
    run_id: str,
    time: dt.datetime,
    message: str,
    checks: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The run has failed, and published nothing.

    Args:
        config: its configuration.
        catalogue: what is declared.
        run_id: the run, as a UUID.
        time: when it failed.
        message: why.
        checks: the results of its checks of sources, as far as it got.
    """
    facets = _run_facets(config)
    facets["errorMessage"] = _facet(
        "ErrorMessageRunFacet", message=message, programmingLanguage="PYTHON"
    )
    inputs = [_input(table, config, {}, checks) for table in catalogue.of_layer("source")]
    return _event("FAIL", config, run_id, time, facets, inputs, [])


def _event(
    kind: EventType,
    config: Config,
    run_id: str,
    time: dt.datetime,
    facets: Facets,
    inputs: Sequence[Facets],
    outputs: Sequence[Facets],
) -> dict[str, Any]:
    lineage = config.openlineage
    job_type = _facet(
        "JobTypeJobFacet", processingType="BATCH", integration=PRODUCT.upper(), jobType="JOB"
    )
    return {
        "eventType": kind,
        "eventTime": time_text(time),
        "run": {"runId": run_id, "facets": facets},
        "job": {
            "namespace": lineage.namespace,
            "name": lineage.job,
            "facets": {"jobType": job_type},
        },
        "inputs": list(inputs),
        "outputs": list(outputs),
        "producer": PRODUCER,
        "schemaURL": EVENT_SCHEMA,
    }


def _run_facets(config: Config) -> Facets:
    nominal = dt.datetime.combine(config.snapshot_date, dt.time(), dt.UTC)
    return {
        "nominalTime": _facet(
            "NominalTimeRunFacet",
            nominalStartTime=time_text(nominal),
            nominalEndTime=time_text(nominal + dt.timedelta(days=1)),
        )
    }


def _input(
    table: CatalogueTable,
    config: Config,
    read: Mapping[str, Any],
    checks: Sequence[Mapping[str, Any]],
) -> Facets:
    source = config.sources[table.name]
    facets: Facets = {}
    if found := _assertions(table.name, checks):
        facets["dataQualityAssertions"] = found
    if files := read.get("files"):
        size = sum(file["bytes"] for file in files)
        counts = {"size": size, "fileCount": len(files)}
        facets["inputStatistics"] = _facet("InputStatisticsInputDatasetFacet", **counts)
        facets["dataQualityMetrics"] = _facet(
            "DataQualityMetricsInputDatasetFacet",
            bytes=size,
            fileCount=len(files),
            columnMetrics={},
        )
    return {
        **dataset_of_source(source, config.openlineage.namespace),
        "facets": _described(table),
        "inputFacets": facets,
    }


def _output(
    table: CatalogueTable,
    snapshot: Snapshot,
    origins: SourceOrigins,
    datasets: Mapping[str, Dataset],
) -> Facets:
    config, written = snapshot.config, snapshot.manifest.tables[table.name]
    facets = _described(table)
    facets["columnLineage"] = _column_lineage(table, datasets, origins)
    if found := _assertions(table.name, snapshot.manifest.checks):
        facets["dataQualityAssertions"] = found
    counts = {"rowCount": written.rows}
    if files := snapshot.files.get(table.name):
        counts["fileCount"] = len(files)
    return {
        **dataset_of_table(config.output, table.name, config.openlineage.namespace),
        "facets": facets,
        "outputFacets": {
            "outputStatistics": _facet("OutputStatisticsOutputDatasetFacet", **counts)
        },
    }


def _described(table: CatalogueTable) -> Facets:
    """What a dataset holds."""
    fields = [
        {"name": one.name, "type": one.type, "description": one.comment} for one in table.columns
    ]
    return {
        "schema": _facet("SchemaDatasetFacet", fields=fields),
        "documentation": _facet("DocumentationDatasetFacet", description=table.grain),
    }


def _assertions(name: str, checks: Sequence[Mapping[str, Any]]) -> Facets | None:
    """The results of a table's checks; without the keys of failing rows."""
    found = [
        {
            "assertion": check["check"],
            "success": check["status"] == "pass",
            "severity": check["severity"],
            "name": f"{name}.{check['key']}",
            "actual": str(check["failing_rows"]),
            **({"column": check["column"]} if check["column"] else {}),
        }
        for check in checks
        if check["table"] == name
    ]
    return _facet("DataQualityAssertionsDatasetFacet", assertions=found) if found else None


def _column_lineage(
    table: CatalogueTable, datasets: Mapping[str, Dataset], origins: SourceOrigins
) -> Facets:
    fields = {
        column.name: {"inputFields": _input_fields(found, datasets)}
        for column in table.columns
        if (found := origins.of_column(table.name, column.name))
    }
    rows = _input_fields(origins.of_rows(table.name), datasets)
    return _facet("ColumnLineageDatasetFacet", fields=fields, dataset=rows)


def _input_fields(origins: Sequence[Origin], datasets: Mapping[str, Dataset]) -> list[Facets]:
    kinds: dict[tuple[str, str], list[Origin]] = defaultdict(list)
    for one in origins:
        kinds[one.table, one.column].append(one)
    return [
        {
            **datasets[table],
            "field": column,
            "transformations": [
                {
                    "type": "DIRECT" if one.is_direct else "INDIRECT",
                    "subtype": one.transformation.upper(),
                }
                for one in found
            ],
        }
        for (table, column), found in kinds.items()
    ]


def _facet(name: str, /, **fields: Any) -> Facets:
    schema = f"{_SPEC}/facets/{_VERSIONS[name]}/{name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": schema, **fields}
