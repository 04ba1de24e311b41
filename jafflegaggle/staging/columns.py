"""What a column of a source is: what its cells become, and what an unreadable one does."""

from dataclasses import dataclass, field
from typing import ClassVar

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import CellFormats, is_no_value
from jafflegaggle.reasons import Reason
from jafflegaggle.rules import Rules

AS_READ = "_as_read"  # behind a column's name: the cell as the source has it
UNREADABLE = "_unreadable"  # the same where it cannot be read, and its row counts
_TEXTS = (T.StringType, T.FloatType, T.DoubleType)  # types that can say "no value"


@dataclass(frozen=True)
class Reading:
    """How a column of a source is read.

    Attributes:
        type: the type that the source has it in.
        rules: the rules of the business.
        cells: how the cells of the source are written.
    """

    type: T.DataType
    rules: Rules
    cells: CellFormats = field(default_factory=CellFormats)


@dataclass(frozen=True)
class SourceColumn:
    """A column of a source.

    Attributes:
        name: its canonical name.
        comment: what it means.
        required: whether a row without a value is quarantined.
        key: the kind of key that it holds; '' for none.
        readable: whether a row with an unreadable cell is quarantined, as of a required column;
            else the row counts, without the cell, and is a finding.
        aliases: what exports call it, the likeliest first: lower case with `_`, also for the dots
            of a path. What starts with a noun of the source need not be listed.
    """

    kind: ClassVar[str]
    formats: ClassVar[str] = ""  # which formats it takes, for messages; '' for none
    has_grammar: ClassVar[bool] = True  # whether a cell may hold what cannot be read
    has_null_values: ClassVar[bool] = True  # whether a cell may say "no value"

    name: str
    comment: str
    required: bool = False
    key: str = ""
    readable: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether an unreadable cell quarantines its row."""
        return self.required or self.readable

    def read(self, reading: Reading) -> Column:
        """The cell in its type; NULL where it is unreadable, or says "no value" as usual."""
        raise NotImplementedError

    def value(self, reading: Reading) -> Column:
        """The cell in its type; NULL where it is empty, says "no value", or is unreadable."""
        value = self.read(reading)
        if reading.cells.is_usual or not self.has_null_values:
            return value
        return F.when(~self._says_no_value(F.col(self.name), reading), value)

    def check(self, reading: Reading) -> str:  # noqa: ARG002
        """Why a column of that type cannot be read, and the way out; '' where it can."""
        return ""

    def check_format(self, written: str) -> None:
        """Refuse a format.

        Raises:
            ValueError: saying what is wrong.
        """

    def spellings(self, reading: Reading) -> str:
        """What can be read, for messages."""
        raise NotImplementedError

    def can_be_unreadable(self, reading: Reading) -> bool:  # noqa: ARG002
        """Whether a cell may hold what cannot be read."""
        return self.has_grammar

    def is_empty(self, reading: Reading) -> Column:
        """Whether the cell, as it was read, holds no value; never NULL."""
        as_read = F.col(self.name + AS_READ)
        has_spellings = isinstance(reading.type, _TEXTS) or not reading.cells.is_usual
        if not (self.has_null_values and has_spellings):
            return as_read.isNull()
        return as_read.isNull() | self._says_no_value(as_read, reading)

    def _says_no_value(self, cell: Column, reading: Reading) -> Column:
        return is_no_value(cell.cast("string"), reading.cells.null_values)

    def reason(self, reading: Reading) -> Column | None:
        """Why this cell quarantines its row, else NULL; None where it never does."""
        is_null = F.col(self.name).isNull()
        missing, unreadable = (
            F.lit(reason.of(self.name)) for reason in (Reason.MISSING, Reason.UNREADABLE)
        )
        if not (self.is_strict and self.can_be_unreadable(reading)):
            return F.when(is_null, missing) if self.required else None
        # Few cells are NULL: only at those anybody looks a second time.
        if not self.required:
            missing = F.lit(None)
        why = F.when(self.is_empty(reading), missing).otherwise(unreadable)
        return F.when(is_null, why)

    def unreadable(self, reading: Reading) -> Column | None:
        """The cell as it stands where it cannot be read, and its row counts; None: never."""
        if self.is_strict or not self.can_be_unreadable(reading):
            return None
        is_unreadable = F.col(self.name).isNull() & ~self.is_empty(reading)
        return F.when(is_unreadable, F.col(self.name + AS_READ).cast("string"))
