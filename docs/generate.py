"""Generates the pages that follow from the declarations: `make docs`.

Tables, columns, checks and settings are documented in the code; a test ensures that these pages are
up to date.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from jafflegaggle.checks.limits import LIMITS
from jafflegaggle.checks.spec import Check
from jafflegaggle.config.checks import CHECKS, choices_of
from jafflegaggle.config.settings import SECTIONS, Crm, CrmObject, Jdbc, Source
from jafflegaggle.config.values import Declared, declared_by, declared_in
from jafflegaggle.models import TABLES, Table
from jafflegaggle.models.signals import SIGNALS
from jafflegaggle.models.signals.keys import MAX_POINTS
from jafflegaggle.reasons import Reason
from jafflegaggle.staging import SOURCES, SourceSpec
from jafflegaggle.staging.columns import SourceColumn

DOCS = Path(__file__).parent
NOTICE = "<!-- Generated from the declarations: change those, then run `make docs`. -->"
LAYERS = {
    "marts": "The tables for people to use.",
    "audit": "The tables that account for the others.",
    "intermediate": "The steps in between, which are not published.",
}


def rows_of(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    names = list(header)
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def code(text: str) -> str:
    """A text as code; an empty one stays empty."""
    return f"`{text}`" if text else ""


# Tables ------------------------------------------------------------------------------------------


def checks_of(checks: Iterable[Check]) -> Iterator[str]:
    """The checks of a table or a source, one line each."""
    for check in checks:
        to = getattr(check, "to", ("", ""))
        refers = f" (to `{'.'.join(to)}`)" if any(to) else ""
        yield f"- `{check.key}`, {check.severity}: {check.doc}{refers}"


def table_lines(table: Table[...]) -> Iterator[str]:
    """A table: its grain, columns and checks."""
    key = ", ".join(map(code, table.key)) or "none"
    yield f"### {table.name}\n"
    yield f"{table.grain[0].upper()}{table.grain[1:]}. Key: {key}.\n"
    columns = ((code(f.name), _type(f.type), f.comment) for f in table.fields)
    yield from rows_of(("column", "type", "meaning"), columns)
    if table.checks:
        yield "\nChecks:\n"
        yield from checks_of(table.checks)
    yield ""


def source_lines(spec: SourceSpec) -> Iterator[str]:
    """A source: its grain, columns and checks."""
    need = "" if spec.is_required else " Optional."
    yield f"### {spec.name}\n"
    yield f"{spec.grain[0].upper()}{spec.grain[1:]}.{need}\n"
    columns = (
        (
            code(column.name),
            column.kind,
            _need(spec, column),
            column.comment,
        )
        for column in spec.columns
    )
    yield from rows_of(("column", "cells", "", "meaning"), columns)
    if checks := spec.all_checks():
        yield "\nChecks:\n"
        yield from checks_of(checks)
    yield ""


def _need(spec: SourceSpec, column: SourceColumn) -> str:
    if column.name in spec.one_of:
        return f"one of {', '.join(map(code, spec.one_of))} is needed"
    if column.name in spec.optional:
        return "may be missing"
    return "a row without it is quarantined" if column.required else ""


def graph_lines() -> Iterator[str]:
    """The graph, from the inputs of each table."""
    lists = {spec.resolved_as: name for name, spec in SOURCES.items() if spec.is_merge_list}
    yield "```mermaid"
    yield "flowchart LR"
    for table in TABLES.values():
        for name in table.inputs:
            origin = lists.get(name, name)
            if origin in SOURCES or origin in TABLES:
                yield f"  {origin} --> {table.name}"
    yield "```"


def tables_page() -> str:
    """The page of all tables and sources."""
    lines = [NOTICE, "", "# Tables", "", "Times are UTC. Where there are no events, counts are 0"]
    lines += ["and times are NULL. Ids have the type configured as `job.id_type`.", ""]
    for layer, meaning in LAYERS.items():
        lines += [f"## {layer.capitalize()}", "", meaning, ""]
        for table in TABLES.values():
            if table.layer == layer:
                lines += table_lines(table)
    lines += [
        "## Sources",
        "",
        "The inputs of the job, with the canonical names of their columns.",
        "",
    ]
    for spec in SOURCES.values():
        lines += source_lines(spec)
    lines += ["## Reasons", "", "Why a row is quarantined, or reported as a finding.", ""]
    reasons = ((code(reason.template), code(reason.table), reason.sentence) for reason in Reason)
    lines += rows_of(("reason", "table", "meaning"), reasons)
    lines += ["", "## Graph", "", *graph_lines(), ""]
    return "\n".join(lines)


def _type(declared: str) -> str:
    return "`id_type`" if declared == "id" else code(declared)


# Configuration -----------------------------------------------------------------------------------


def setting_rows(settings: Iterable[Declared]) -> Iterator[tuple[str, str, str, str]]:
    """Key, values, default and meaning of settings."""
    for one in settings:
        yield code(one.name), _values(one.type), _default(one.default), one.said.doc


def configuration_page() -> str:
    """The page of all keys."""
    header = ("key", "values", "default", "meaning")
    lines = [NOTICE, "", "# Configuration", ""]
    lines += [
        "A TOML file. Paths are relative to the current directory. Every key can also be set on",
        "the command line: `--set section.key=value`, repeatable; a value that is not TOML is a",
        "string.",
        "",
    ]
    for section in SECTIONS:
        lines += [f"## [{section}]", "", *rows_of(header, setting_rows(declared_in(section))), ""]
    lines += ["## [sources.NAME]", ""]
    lines += [
        f"NAME is one of {', '.join(map(code, SOURCES))}. One of `path`, `table` and `jdbc` is"
    ]
    lines += ["required. The keys of `columns` are listed in [tables.md](tables.md#sources).", ""]
    lines += [*rows_of(header, setting_rows(declared_by(Source))), ""]
    lines += ["### [sources.NAME.jdbc]", "", *rows_of(header, setting_rows(declared_by(Jdbc))), ""]
    lines += ["## [crm]", "", *rows_of(header, setting_rows(declared_by(Crm))), ""]
    lines += ["### [crm.companies] and [crm.contacts]", ""]
    lines += [*rows_of(header, setting_rows(declared_by(CrmObject))), ""]
    lines += signals_lines()
    lines += ["## [checks]", "", "Limits; a value equal to the limit is allowed.", ""]
    limits = (
        (code(one.name), "days" if one.is_in_days else "0 to 1", f"{one.default:g}", one.doc)
        for one in LIMITS
    )
    lines += [*rows_of(header, limits), ""]
    lines += ["## [checks.NAME]", ""]
    lines += ["The severity of each check of a table or source: an `error` stops the run.", ""]
    severities = (
        (
            code(name),
            code(check.key),
            " or ".join(map(code, choices_of(check))),
            code(check.severity),
        )
        for name, checks in CHECKS.items()
        for check in checks
    )
    lines += [*rows_of(("NAME", "key", "values", "default"), severities), ""]
    return "\n".join(lines)


def signals_lines() -> Iterator[str]:
    """The signals: when each holds, and the keys of its section."""
    yield "## [signals.NAME]\n"
    yield "NAME is a signal of `account_signals`. A score is the sum of the points of an account's"
    yield f"signals of that direction, at most {MAX_POINTS}.\n"
    yield from rows_of(
        ("NAME", "direction", "it says"), ((code(s.name), s.direction, s.doc) for s in SIGNALS)
    )
    yield ""
    conditions = (
        (
            code(one.name),
            ", and ".join(part.text for part in one.conditions),
            one.value_text,
            code(one.previous),
            one.threshold_text,
        )
        for one in SIGNALS
    )
    header = ("NAME", "holds where", "`value`", "`previous`", "`threshold`")
    yield from rows_of(header, conditions)
    yield ""
    keys = (
        (code(one.name), code(key.name), key.kind.values, _default(key.default), key.doc)
        for one in SIGNALS
        for key in one.keys
    )
    yield from rows_of(("NAME", "key", "values", "default", "meaning"), keys)
    yield ""


def _values(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(code(choice) for choice in get_args(kind))
    names = {
        str: "string",
        bool: "true or false",
        int: "whole number",
        float: "0 to 1",
        tuple[str, ...]: "list of strings",
    }
    return names.get(kind, "table")


def _default(value: Any) -> str:
    match value:
        case bool():
            return code(str(value).lower())
        case "" | () | None | {}:
            return ""
        case tuple():
            return ", ".join(map(code, value))
    return code(str(value))


PAGES = {"tables.md": tables_page, "configuration.md": configuration_page}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
