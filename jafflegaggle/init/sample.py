"""A sample of what lies at a path: its form, its columns, and cells of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MAX_ROWS = 20_000  # of a source, so that rare names of events are seen
MAX_FILES = 5  # of a folder, spread over it


@dataclass(frozen=True)
class SampleColumn:
    """A column.

    Attributes:
        name: what it is called there; a path with dots within an object.
        cells: its cells as text; None for a blank one.
        is_time: whether its type is that of times.
        is_number: whether its type is that of numbers.
    """

    name: str
    cells: Sequence[str | None] = ()
    is_time: bool = False
    is_number: bool = False

    @property
    def given(self) -> list[str]:
        """The cells that hold something, without the white space around them."""
        return [cell.strip() for cell in self.cells if cell]

    @property
    def texts(self) -> list[str]:
        """The same as they stand."""
        return [cell for cell in self.cells if cell]


@dataclass
class Sample:
    """What lies at a path.

    Attributes:
        path: where, as a source names it.
        format: its format.
        options: what its reader has to know.
        columns: its columns by name.
        rows: how many rows were looked at.
        is_whole: whether these are all.
        doubts: what is not sure.
        problem: why it cannot be read as it is; '' where it can.
        encoding: how its text is written.
        has_excel_line: whether its first line says `sep=`, which stops a run.
    """

    path: str
    format: str = "csv"
    options: dict[str, str] = field(default_factory=dict)
    columns: dict[str, SampleColumn] = field(default_factory=dict)
    rows: int = 0
    is_whole: bool = True
    doubts: list[str] = field(default_factory=list)
    problem: str = ""
    encoding: str = "utf-8"
    has_excel_line: bool = False

    @property
    def needs_copy(self) -> bool:
        """Whether not every engine reads it as it is."""
        has_documents = self.format == "json" and "multiLine" in self.options
        return self.encoding != "utf-8" or has_documents or self.has_excel_line

    def add_names(self, names: Iterable[str]) -> None:
        """Add columns, which may have no row."""
        for name in names:
            self.columns.setdefault(name, SampleColumn(name, [None] * self.rows))

    def add_rows(self, rows: Iterable[Mapping[str, str | None]]) -> None:
        """Add rows, whose columns may differ."""
        cells: dict[str, list[str | None]] = {
            name: list(column.cells) for name, column in self.columns.items()
        }
        for row in rows:
            for name, cell in row.items():
                column = cells.setdefault(name, [])
                column.extend([None] * (self.rows - len(column)))
                column.append(cell)
            self.rows += 1
        for name, column in cells.items():
            column.extend([None] * (self.rows - len(column)))
            known = self.columns.get(name, SampleColumn(name))
            self.columns[name] = SampleColumn(name, column, known.is_time, known.is_number)


def spread(files: Sequence[object], number: int = MAX_FILES) -> list[int]:
    """The places of a few files in a list: the first, the last, and some between.

    >>> spread(range(9), 3), spread(range(2), 3)
    ([0, 4, 8], [0, 1])
    """
    last = len(files) - 1
    if last < number:
        return list(range(len(files)))
    return sorted({round(at * last / (number - 1)) for at in range(number)})
