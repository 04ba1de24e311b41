"""What `jafflegaggle validate` shows."""

from collections.abc import Iterator, Sequence

from jafflegaggle.report.layout import TERMINAL, cut, fit, one_line, section
from jafflegaggle.report.unreadable_cells import MAX_LENGTH
from jafflegaggle.staging import SOURCES
from jafflegaggle.validate.look import SourceLook

SOURCE_HEADER = ("source", "rows looked at", "quarantined", "read from")
CELL_HEADER = ("source", "reason", "rows", "table", "for example")


def to_text(looks: Sequence[SourceLook], notes: Sequence[str]) -> str:
    """The report, for people.

    Args:
        looks: what was found in each source.
        notes: what is to be said of the rules.
    """
    sources = [
        (
            look.name,
            look.lines if SOURCES[look.name].is_list else len(look.rows),
            look.quarantined,
            cut(one_line(look.place), TERMINAL),
        )
        for look in looks
    ]
    cells = [
        (
            bad.source,
            bad.what,
            bad.rows,
            "quarantine" if bad.is_quarantined else "findings",
            " | ".join(cut(one_line(cell), MAX_LENGTH) for cell in bad.examples),
        )
        for look in looks
        for bad in look.bad
    ]
    parts = [section("Sources", SOURCE_HEADER, sources)]
    if cells:
        parts.append(section("Rows and cells that are wrong", CELL_HEADER, fit(CELL_HEADER, cells)))
    if lines := list(_notes(looks, notes)):
        parts.append("\n".join(["Worth knowing", *lines]))
    if not any(look.stops for look in looks):
        parts.append("A run would not stop at anything in these rows.")
    return "\n".join(parts)


def _notes(looks: Sequence[SourceLook], notes: Sequence[str]) -> Iterator[str]:
    for look in looks:
        yield from (f"  {look.name}: {one_line(note)}" for note in look.notes)
    yield from (f"  {one_line(note)}" for note in notes)
