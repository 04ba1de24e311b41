"""Reading where a source is, and what of it is read."""

from collections.abc import Mapping

from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.config.jdbc import jdbc_of
from jafflegaggle.config.section import Section
from jafflegaggle.config.settings import Incremental, Source
from jafflegaggle.config.values import declared_by
from jafflegaggle.errors import InputError
from jafflegaggle.expressions import Expression
from jafflegaggle.models.extra import check_extra
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import NULL_VALUES, found


def source_of(sources: Section, name: str, incremental: Incremental) -> Source:
    """Read a table of `[sources]`.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    reader = sources.section_of(name, [one.name for one in declared_by(Source)])
    places = [key for key in ("path", "table", "jdbc") if reader.table.get(key)]
    if len(places) != 1:
        shown = " and ".join(places) or "none"
        raise sources.error(name, f"expected one of path, table and jdbc, found {shown}")
    extra = _extra(reader, name)
    columns = reader.section_of("columns", (*SOURCES[name].column_names, *extra))
    where = reader.text("where", "").strip()
    if where:
        _expression(reader, "where", where)
    return Source(
        name=name,
        path=reader.text("path", ""),
        table=reader.text("table", ""),
        jdbc=jdbc_of(reader) if "jdbc" in places else None,
        format=reader.text("format", "csv").lower(),
        options=reader.options("options"),
        columns={canonical: _own(columns, canonical) for canonical in columns.table},
        where=where,
        extra=extra,
        formats=_formats(reader, name, incremental),
        null_values=reader.strings("null_values", NULL_VALUES),
    )


def _formats(reader: Section, name: str, incremental: Incremental) -> Mapping[str, str]:
    """How the cells of a source are written, by column; also those of the cursor."""
    spec = SOURCES[name]
    cursors = [incremental.event_time] if spec.is_stream and incremental.enabled else []
    formats = reader.section_of("formats", [*spec.column_names, *cursors])
    written = {column: formats.text(column, "") for column in formats.table}
    try:
        spec.check_cells(CellFormats(written), *cursors)
    except ValueError as error:
        raise reader.error(*error.args) from None
    return written


def _own(columns: Section, canonical: str) -> str | Expression:
    """A column's own name, or the expression that it is computed by."""
    value = columns.table[canonical]
    if isinstance(value, dict):
        reader = columns.section_of(canonical, ("expr",))
        return _expression(reader, "expr", reader.text("expr", ""))
    if not isinstance(value, str):
        raise columns.error(
            canonical, f'expected a name or {{ expr = "..." }}, found {found(value)}'
        )
    return value


def _expression(reader: Section, key: str, sql: str) -> Expression:
    expression = Expression(sql)
    try:
        expression.check()
    except ValueError as error:
        raise reader.error(key, f"{sql!r}: {error}") from None
    return expression


def _extra(reader: Section, name: str) -> tuple[str, ...]:
    extra = reader.strings("extra", ())
    try:
        check_extra({name: extra} if extra else {})
    except InputError as error:
        raise InputError(f"{reader.file}: {error}") from None
    return extra
