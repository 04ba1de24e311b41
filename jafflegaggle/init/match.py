"""Which column of an export is which of ours: by its name, held against its cells."""

from collections.abc import Sequence

from jafflegaggle.expressions import Expression
from jafflegaggle.init.cells import (
    WITHIN,
    holds_address,
    is_address,
    is_amount,
    is_no_value,
    is_number,
    is_placeholder,
    most,
    time_formats_of,
)
from jafflegaggle.init.naming import candidates, words
from jafflegaggle.init.proposal import Proposal, sql_name
from jafflegaggle.init.sample import SampleColumn
from jafflegaggle.staging.spec import Amount, Count, Domain, Email, SourceColumn, Text, Time
from jafflegaggle.text import listed

NULL = Expression("CAST(NULL AS STRING)")
FIRST_NAMES = ("first_name", "firstname", "given_name", "forename")
LAST_NAMES = ("last_name", "lastname", "surname", "family_name")
CENTS = ("cents", "minor", "pence")
# Kinds that can be found by their cells alone.
BY_CELLS = (Email, Time)


def match_columns(proposal: Proposal) -> None:
    """Find the columns of a source in its sample."""
    spec, there = proposal.spec, proposal.sample.columns
    exact = [column for column in spec.columns if column.name in there]
    proposal.columns |= {column.name: column.name for column in exact}
    others = sorted(
        (column for column in spec.columns if column not in exact),
        key=lambda column: not column.required,
    )
    for column in others:
        _match(proposal, column)
    for column in others:
        if column.name not in proposal.columns:
            _match_by_cells(proposal, column)
    for column in others:
        if column.name not in proposal.columns:
            _without(proposal, column)


def _match(proposal: Proposal, column: SourceColumn) -> None:
    """By its name: the likeliest whose cells fit."""
    found = [
        (name, is_usual)
        for name, is_usual in candidates(proposal.spec, column, proposal.unused())
        if fits(column, proposal.sample.columns[name])
    ]
    if not found:
        return
    name, is_usual = found[0]
    proposal.columns[column.name] = name
    others = [other for other, _ in found[1:]]
    if others:
        also = f"read from {name}; it could also be {listed(others)}"
        proposal.doubts.append((f"columns.{column.name}", also))
    elif not is_usual:
        proposal.doubts.append(
            (f"columns.{column.name}", f"read from {name}, by the end of its name")
        )


def _match_by_cells(proposal: Proposal, column: SourceColumn) -> None:
    """By its cells: the only column that fits, of those that nothing else reads."""
    unused = [proposal.sample.columns[name] for name in proposal.unused()]
    if column.name == proposal.spec.key and column.required:
        found = [one.name for one in unused if _is_key(one)]
    elif isinstance(column, BY_CELLS) and column.name not in proposal.spec.optional:
        found = [one.name for one in unused if one.given and fits(column, one)]
    else:
        return
    if len(found) == 1:
        proposal.columns[column.name] = found[0]
        why = f"read from {found[0]}, the only column left whose cells look like it"
        proposal.doubts.append((f"columns.{column.name}", why))
    elif found:
        why = f"no name says which column it is; it could be {listed(found)}"
        proposal.open.append((f"columns.{column.name}", why))


def _is_key(sample: SampleColumn) -> bool:
    """Whether a column is called an id or a number, and no two rows have the same one."""
    is_called_so = words(sample.name).rpartition("_")[2] in ("id", "no", "nr", "number", "code")
    return is_called_so and bool(sample.cells) and len(set(sample.given)) == len(sample.cells)


def fits(column: SourceColumn, sample: SampleColumn) -> bool:
    """Whether the cells of a column may be what ours holds."""
    cells = [one for one in sample.given if not (is_no_value(one) or is_placeholder(one))]
    if not cells:
        return True
    if isinstance(column, Time):
        return sample.is_time or bool(time_formats_of(cells))
    if isinstance(column, Email):
        return sum(map(is_address, cells)) >= len(cells) / 2
    if isinstance(column, Count):
        return sample.is_number or most(cells, map(is_number, cells))
    if isinstance(column, Amount):
        return (
            sample.is_number
            or any(
                most(cells, (is_amount(cell, with_comma) for cell in cells))
                for with_comma in (False, True)
            )
            or sum(is_amount(cell) or is_amount(cell, with_comma=True) for cell in cells)
            > len(cells) / 2
        )
    if isinstance(column, Domain):
        return sum("." in cell and " " not in cell for cell in cells) >= len(cells) / 2
    if isinstance(column, Text) and column.required:  # the name of an event
        return not (sample.is_time or most(cells, map(is_number, cells)))
    return not sample.is_time


def _without(proposal: Proposal, column: SourceColumn) -> None:
    """A column that is not there: computed, left out, NULL, or a question."""
    spec, key = proposal.spec, f"columns.{column.name}"
    if column.name in spec.optional and not isinstance(column, Amount):
        return
    if computed := _computed(proposal, column):
        proposal.columns[column.name] = computed
        proposal.doubts.append((key, f"computed: {computed.sql}"))
    elif column.name == "user_id" and spec.key == "user_id" and "email" in proposal.columns:
        proposal.columns[column.name] = proposal.columns["email"]
        proposal.doubts.append((key, "no column looks like it; the e-mail stands for it"))
    elif any(key == asked for asked, _ in proposal.open):
        return
    elif column.required or column.name == spec.key or spec.is_list:
        there = listed(list(proposal.sample.columns)) or "none"
        proposal.open.append((key, f"{_why_none(proposal, column)}; there are {there}"))
    else:
        proposal.columns[column.name] = NULL
        why = f"{_why_none(proposal, column)}, so that it is NULL in every row"
        proposal.doubts.append((key, why))


def _why_none(proposal: Proposal, column: SourceColumn) -> str:
    """Why no column is taken for one: none is called so, or its cells are something else."""
    for name, _ in candidates(proposal.spec, column, proposal.unused()):
        cells = [one for one in proposal.sample.columns[name].given if not is_no_value(one)]
        if cells:
            return f"{name} is called so, but cells such as {cells[0]!r} are no {column.kind}"
    return "no column looks like it"


def _computed(proposal: Proposal, column: SourceColumn) -> Expression | None:
    """A name of two parts, an e-mail within other text, or an amount in cents."""
    there = {words(name): name for name in proposal.sample.columns}
    if column.name == "user_name":
        parts = [_first(there, names) for names in (FIRST_NAMES, LAST_NAMES)]
        given = [_sql(proposal, name) for name in parts if name]
        return Expression(f"concat_ws(' ', {', '.join(given)})") if given else None
    if isinstance(column, Email):
        unused = [proposal.sample.columns[name] for name in proposal.unused()]
        found = [one.name for one in unused if most(one.given, map(holds_address, one.given))]
        if len(found) == 1:
            sql = f"regexp_extract({_sql(proposal, found[0])}, '{WITHIN}', 0)"
            return Expression(sql)
    if isinstance(column, Amount):
        for alias in (column.name, *column.aliases):
            for unit in CENTS:
                name = there.get(f"{alias}_{unit}") or there.get(f"{alias}_in_{unit}")
                if name:
                    return Expression(f"try_cast({_sql(proposal, name)} AS DOUBLE) / 100")
    return None


def _first(there: dict[str, str], names: Sequence[str]) -> str | None:
    return next((there[name] for name in names if name in there), None)


def _sql(proposal: Proposal, name: str) -> str:
    return sql_name(name, is_flat=proposal.sample.format == "csv")
