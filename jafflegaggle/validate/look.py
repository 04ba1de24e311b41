"""What is known of a source after a look at some of its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.validate.sample import Row

EXAMPLES = 3


@dataclass(frozen=True)
class Stop:
    """What a run would stop at.

    Attributes:
        message: what, and the way out.
        exit_status: that of the run.
    """

    message: str
    exit_status: int = InputError.exit_status


def failed_check(message: str) -> Stop:
    """A check that would fail."""
    return Stop(message, CheckError.exit_status)


@dataclass(frozen=True)
class BadCells:
    """Rows with the same thing wrong.

    Attributes:
        source: their source.
        what: the reason, as in `quarantine` or `findings`.
        is_quarantined: whether the rows do not count.
        rows: how many.
        examples: cells as they stand.
    """

    source: str
    what: str
    is_quarantined: bool
    rows: int
    examples: tuple[str, ...]


@dataclass
class SourceLook:
    """A source.

    Attributes:
        name: which.
        place: where it is.
        rows: those that were looked at; of a list all.
        lines: how many lines a list has.
        bad: what is wrong with rows.
        stops: what a run would stop at.
        notes: what is worth knowing.
    """

    name: str
    place: str
    rows: Sequence[Row] = ()
    lines: int = 0
    bad: list[BadCells] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def quarantined(self) -> int:
        """How many of the rows do not count."""
        return sum(bad.rows for bad in self.bad if bad.is_quarantined)


def bad_cells(source: str, reasons: Mapping[str, str], rows: Sequence[Row]) -> Iterator[BadCells]:
    """The rows of a source that are quarantined, or have an unreadable cell, by the reason.

    Args:
        source: the source.
        reasons: the column of each reason.
        rows: its rows.
    """
    found: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.reason:
            cell = row.as_read.get(reasons.get(row.reason, ""))
            found[row.reason, True][cell or ""] += 1
        for column in row.unreadable:
            found[f"unreadable_{column}", False][row.as_read[column] or ""] += 1
    for (what, is_quarantined), cells in found.items():
        examples = tuple(cell for cell, _ in cells.most_common(EXAMPLES) if cell)
        yield BadCells(source, what, is_quarantined, cells.total(), examples)
