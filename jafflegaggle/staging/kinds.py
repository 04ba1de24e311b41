"""The kinds of columns: how cells are read, by the type that the source has them in."""

from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns import amounts, ids, times
from jafflegaggle.columns.cells import is_no_value, not_blank
from jafflegaggle.columns.domains import normalize_domain
from jafflegaggle.columns.time_formats import EXPECTED, check_time_format
from jafflegaggle.staging.columns import Reading, SourceColumn

MAX_COUNT = 1_000_000_000_000
SEPARATOR = ";"  # between the values of a list in a cell


class Id(SourceColumn):
    """A whole number or text, by the rule `id_type`."""

    kind = "id"

    def id_type(self, reading: Reading) -> str:
        """`bigint` or `string`."""
        return reading.rules.id_type

    def read(self, reading: Reading) -> Column:
        """The id."""
        id_type, null_values = self.id_type(reading), reading.cells.null_values
        return ids.as_id(F.col(self.name), reading.type, id_type, null_values, self.name)

    def can_be_unreadable(self, reading: Reading) -> bool:
        """Text, and a whole number by its type, can always be read."""
        return self.id_type(reading) != "string" and not isinstance(reading.type, T.IntegralType)

    def _says_no_value(self, cell: Column, reading: Reading) -> Column:
        """Also `-1` of `-1.0`, in a column of floating-point numbers."""
        if isinstance(reading.type, ids.FLOATING):
            cell = ids.number_text(cell)
        return super()._says_no_value(cell, reading)

    def spellings(self, reading: Reading) -> str:  # noqa: ARG002
        """Whole numbers, as long as ids are no text."""
        return f'{ids.NUMBERS}; ids that are text need job.id_type = "string"'


class Count(Id):
    """A count: a whole number so small that a sum of many fits."""

    kind = "count"

    def id_type(self, reading: Reading) -> str:  # noqa: ARG002
        """A number, whatever ids are."""
        return "bigint"

    def read(self, reading: Reading) -> Column:
        """The number."""
        if isinstance(reading.type, T.NumericType):
            cell = F.when(F.abs(F.col(self.name)) < F.lit(MAX_COUNT), F.col(self.name))
            return ids.as_id(cell, reading.type, "bigint")
        number = super().read(reading)
        return F.when(F.abs(number) < F.lit(MAX_COUNT), number)

    def can_be_unreadable(self, reading: Reading) -> bool:  # noqa: ARG002
        """A number may be too large."""
        return True

    def spellings(self, reading: Reading) -> str:  # noqa: ARG002
        """Whole numbers."""
        return f"{ids.NUMBERS}, below {MAX_COUNT:,}"


class TextId(Id):
    """An id that is always text."""

    kind = "text id"
    has_grammar = False

    def id_type(self, reading: Reading) -> str:  # noqa: ARG002
        """Text."""
        return "string"


class Text(SourceColumn):
    """Text as it stands; blank is NULL."""

    kind = "text"
    has_grammar = False
    has_null_values = False

    def read(self, reading: Reading) -> Column:  # noqa: ARG002
        """The text."""
        return not_blank(F.col(self.name).cast("string"))


class Email(SourceColumn):
    """An e-mail as it stands, to be normalized."""

    kind = "e-mail"
    has_grammar = False

    def read(self, reading: Reading) -> Column:  # noqa: ARG002
        """The text."""
        return F.col(self.name).cast("string")


class Domain(SourceColumn):
    """A company's domain, written as in the lists of domains."""

    kind = "domain"
    has_grammar = False

    def read(self, reading: Reading) -> Column:  # noqa: ARG002
        """The domain, normalized."""
        return normalize_domain(F.col(self.name).cast("string"))


class List(SourceColumn):
    """Several values in one cell, as they stand, to be split at SEPARATOR and normalized."""

    kind = "list"
    has_grammar = False

    def read(self, reading: Reading) -> Column:  # noqa: ARG002
        """The text."""
        return F.col(self.name).cast("string")


@dataclass(frozen=True)
class Currency(SourceColumn):
    """A currency: its code or symbol, in any case; else that with which an amount is written.

    Attributes:
        of: the column with the amount.
    """

    kind = "currency"
    has_grammar = False

    of: str = ""

    def read(self, reading: Reading) -> Column:
        """The code; what is no currency stands as it is, in upper case."""
        cell = not_blank(F.col(self.name).cast("string"))
        own = F.when(~is_no_value(cell, reading.cells.null_values), amounts.as_currency(cell))
        return F.coalesce(own, amounts.currency_of(F.col(self.of).cast("string")))

    def value(self, reading: Reading) -> Column:
        """The same: a cell that says "no value" leaves it to the amount."""
        return self.read(reading)


class Time(SourceColumn):
    """A time, UTC."""

    kind = "time"
    formats = EXPECTED

    def written(self, reading: Reading) -> str:
        """How its cells are written; '' as usual."""
        return reading.cells.formats.get(self.name, "")

    def read(self, reading: Reading) -> Column:
        """The time, of the years 1 to 9999."""
        time = times.as_time(F.col(self.name), reading.type, self.written(reading))
        return times.within_years(time, reading.type)

    def check(self, reading: Reading) -> str:
        """Numbers need a format, and a type of times takes none."""
        return times.why_no_time(reading.type, self.written(reading))

    def check_format(self, written: str) -> None:
        """Refuse what is neither a count since 1970 nor a pattern."""
        check_time_format(written)

    def _says_no_value(self, cell: Column, reading: Reading) -> Column:
        """Also `0000-00-00`."""
        is_zero = times.is_zero_date(cell, self.written(reading))
        return super()._says_no_value(cell, reading) | is_zero

    def spellings(self, reading: Reading) -> str:
        """What is read, and what else may be set."""
        written = self.written(reading)
        if written:
            return f"{written}, as formats.{self.name} says"
        return f"{times.SPELLINGS}; for others set formats.{self.name}: {EXPECTED}"


class Date(Time):
    """The UTC date of a time."""

    kind = "date"

    def read(self, reading: Reading) -> Column:
        """The date."""
        return times.date_of(super().read(reading))


class Amount(SourceColumn):
    """An amount of money."""

    kind = "amount"
    formats = amounts.DECIMAL_COMMA

    def read(self, reading: Reading) -> Column:
        """The amount."""
        return amounts.as_amount(F.col(self.name), reading.type, self._written(reading))

    def _written(self, reading: Reading) -> str:
        return reading.cells.formats.get(self.name, "")

    def check_format(self, written: str) -> None:
        """Refuse all but one."""
        if written != amounts.DECIMAL_COMMA:
            raise ValueError("there is no other")

    def spellings(self, reading: Reading) -> str:
        """What is read, and what else may be set."""
        usual, with_comma = amounts.SPELLINGS
        if self._written(reading):
            return with_comma
        return f'{usual}; for {with_comma} set formats.{self.name} = "{amounts.DECIMAL_COMMA}"'
