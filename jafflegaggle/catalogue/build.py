"""Turns the declarations into the records of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jafflegaggle.catalogue.lineage import NOTHING, lineage
from jafflegaggle.catalogue.records import (
    Catalogue,
    CatalogueCheck,
    CatalogueColumn,
    CatalogueTable,
    Origin,
)
from jafflegaggle.checks.keys import ForeignKey, Unique
from jafflegaggle.checks.rows import AcceptedRange, AcceptedValues, NotNull
from jafflegaggle.checks.spec import Check
from jafflegaggle.config.checks import default_severities
from jafflegaggle.models import TABLES, Table
from jafflegaggle.models.extra import extra_by_table
from jafflegaggle.models.spec import ID
from jafflegaggle.staging import SOURCES, SourceSpec

Severities = Mapping[str, Mapping[str, str]]
# Inputs of tables under another name than their source's.
_LISTS = {spec.resolved_as: name for name, spec in SOURCES.items() if spec.is_merge_list}


def catalogue(
    id_type: str = "bigint",
    severities: Severities | None = None,
    extra: Mapping[str, Sequence[str]] | None = None,
    sources: Sequence[str] | None = None,
) -> Catalogue:
    """Everything that is declared, as plain records.

    Args:
        id_type: the type of ids: `bigint` or `string`.
        severities: the severity of each check, by table or source and by key; None: the defaults.
        extra: the further columns of sources, by the source.
        sources: the sources that are configured; None: all. Origins in others are left out.
    """
    of_checks = severities or default_severities()
    extended = extra_by_table(extra or {})
    there = SOURCES if sources is None else {name: SOURCES[name] for name in sources}
    tables = (
        *(_source(spec, of_checks) for spec in there.values()),
        *(
            _table(table.with_extra(extended.get(name, ())), id_type, of_checks)
            for name, table in TABLES.items()
        ),
    )
    return Catalogue(tuple(_among(table, {*there, *TABLES}) for table in tables))


def _table(table: Table[...], id_type: str, severities: Severities) -> CatalogueTable:
    checks = _checks(table.name, table.checks, severities)
    found = lineage().get(table.name, NOTHING)
    columns = tuple(
        _column(
            CatalogueColumn(field.name, id_type if field.type == ID else field.type, field.comment),
            checks,
            found.columns.get(field.name, ()),
        )
        for field in table.fields
    )
    upstream = dict.fromkeys(name for one in table.inputs for name in _read(one))
    read_there = (origin.table for of in (*found.columns.values(), found.rows) for origin in of)
    return CatalogueTable(
        table.name,
        table.layer,
        table.grain,
        table.key,
        columns,
        checks,
        tuple(dict.fromkeys([*upstream, *read_there])),
        found.rows,
    )


def _source(spec: SourceSpec, severities: Severities) -> CatalogueTable:
    checks = _checks(spec.name, spec.all_checks(), severities)
    columns = tuple(
        replace(
            _column(CatalogueColumn(column.name, column.kind, column.comment), checks, ()),
            is_required=False,  # those without a value are quarantined
        )
        for column in spec.columns
    )
    return CatalogueTable(
        spec.name, "source", spec.grain, (spec.key,) if spec.key else (), columns, checks
    )


def _read(name: str) -> Sequence[str]:
    """The tables and sources behind an input."""
    origin = _LISTS.get(name, name)
    return [origin] if origin in SOURCES or origin in TABLES else []


def _column(
    column: CatalogueColumn, checks: Sequence[CatalogueCheck], origins: Sequence[Origin]
) -> CatalogueColumn:
    """The column with what the checks that stop a run say of it."""
    sure = [one for one in checks if one.severity == "error" and one.columns == (column.name,)]
    by_kind = {one.kind: one for one in sure}
    values, reference = by_kind.get(AcceptedValues.name), by_kind.get(ForeignKey.name)
    return replace(
        column,
        is_required=NotNull.name in by_kind,
        is_unique=Unique.name in by_kind,
        values=values.values if values else (),
        references=reference.references if reference else "",
        origins=tuple(origins),
    )


def _checks(
    name: str, checks: Sequence[Check], severities: Severities
) -> tuple[CatalogueCheck, ...]:
    return tuple(_check(one, severities[name][one.key]) for one in checks)


def _check(check: Check, severity: str) -> CatalogueCheck:
    kind, doc = check.name, check.doc
    if isinstance(check, NotNull) and check.unless:
        column, values = check.unless
        kind, doc = f"{kind}_unless", f"{doc}, unless {column} is {' or '.join(values)}"
    return CatalogueCheck(
        key=check.key,
        kind=kind,
        columns=check.columns,
        severity=severity,
        doc=doc,
        references=".".join(check.to) if isinstance(check, ForeignKey) else "",
        values=check.values if isinstance(check, AcceptedValues) else (),
        bounds=(check.least, check.most) if isinstance(check, AcceptedRange) else None,
    )


def _among(table: CatalogueTable, there: set[str]) -> CatalogueTable:
    """The table without what it would read of sources that are not there."""
    columns = tuple(
        replace(column, origins=tuple(one for one in column.origins if one.table in there))
        for column in table.columns
    )
    return replace(
        table,
        columns=columns,
        upstream=tuple(name for name in table.upstream if name in there),
        origins=tuple(one for one in table.origins if one.table in there),
    )
