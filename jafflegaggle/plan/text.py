"""A plan for a terminal of 100 columns."""

from collections.abc import Iterator, Mapping

from jafflegaggle.crm.report import counts_section
from jafflegaggle.plan.plan import NOTHING_BEFORE, Found, Plan
from jafflegaggle.plan.section import CHANGE
from jafflegaggle.report.layout import fit, one_line, section

SHOWN = 20  # rows of a section
BEFORE, NOW = "_before", "_now"
ARROW = " -> "


def to_text(plan: Plan) -> str:
    """The plan, for people: what changes, then the rows of each table, then the checks."""
    return "\n\n".join(_parts(plan))


def _parts(plan: Plan) -> Iterator[str]:
    yield "\n".join(_head(plan))
    for one in plan.found:
        if one.total:
            yield _section(one)
    differing = [row for row in plan.tables if row[1] != row[2]]
    if plan.compared_with is None:
        yield section("Tables", ("table", "rows"), [(name, now) for name, _, now in plan.tables])
    elif differing:
        cells = [(name, _shown(before), _shown(now)) for name, before, now in differing]
        yield section("Tables with other numbers of rows", ("table", "before", "now"), cells)
    if not plan.has_changes:
        yield "No changes."
    if plan.crm:
        lines = [f"CRM        {plan.crm.against}", counts_section(plan.crm.counts)]
        yield "\n".join([*lines, *plan.crm.stopped])
    if plan.warned:
        yield "\n".join(["Checks that warn", *(f"  {one}" for one in plan.warned)])


def _head(plan: Plan) -> Iterator[str]:
    for name, lines in plan.tried.items():
        for line in lines:
            yield f"Tried      {name}: {line.old}{ARROW}{line.new}"
    before = plan.compared_with
    if before is None:
        yield f"Plan       {plan.snapshot_date}"
        yield NOTHING_BEFORE
    else:
        yield (
            f"Plan       {plan.snapshot_date}, against the snapshot of "
            f"{before.snapshot_date} (run {before.run_id})"
        )


def _section(found: Found) -> str:
    rows = [_cells(row) for row in found.rows[:SHOWN]]
    header = tuple(rows[0])
    cells = fit(header, [tuple(row.values()) for row in rows])
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in found.counts.items())
    shown = section(f"{found.section.title}: {kinds}", header, cells)
    left = found.total - len(cells)
    return f"{shown}\n  and {left:,} more" if left else shown


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    """The cells of a row by column; what was before and what is now stand in one."""
    cells = {CHANGE: str(row[CHANGE])}
    for name, value in row.items():
        of = name.removesuffix(NOW)
        if name == "now":
            cells["status"] = ARROW.join(
                one_line(str(one)) for one in (row["before"], value) if one is not None
            )
        elif name.endswith(NOW):
            cells[of] = f"{_shown(row[of + BEFORE])}{ARROW}{_shown(value)}"
        elif name != "before" and not name.endswith(BEFORE):
            cells[name] = _shown(value, is_id=name in ("from", "to"))
    return cells


def _shown(value: object, *, is_id: bool = False) -> str:
    """A cell: ids are no numbers to read."""
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) and not is_id else one_line(str(value))
