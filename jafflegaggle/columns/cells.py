"""What all cells have in common: white space, "no value", and what a source says of its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.text import BLANKS, NULL_VALUES


@dataclass(frozen=True)
class CellFormats:
    """How the cells of a source are written, where that is not the usual way.

    Attributes:
        formats: by canonical column: `epoch_ms`, `MM/dd/yyyy`, `decimal_comma`, ...
        null_values: the spellings of "no value", in any case; a blank cell is none either.
    """

    formats: Mapping[str, str] = field(default_factory=dict)
    null_values: Sequence[str] = NULL_VALUES

    @property
    def is_usual(self) -> bool:
        """Whether "no value" is spelled as usual; none of these can be read as anything else."""
        return tuple(self.null_values) == NULL_VALUES


def trimmed(text: Column) -> Column:
    r"""Text without the white space at both ends.

    >>> cells = make_df({"cell": ["\t7\u00a0", " a b ", None]}, "cell string")
    >>> [row.cell for row in cells.select(trimmed(F.col("cell")).alias("cell")).collect()]
    ['7', 'a b', None]
    """
    return F.btrim(text, F.lit(BLANKS))


def not_blank(text: Column) -> Column:
    """Text as it stands; NULL where it is empty or blank.

    >>> cells = make_df({"cell": [" a ", "", " ", None]}, "cell string")
    >>> [row.cell for row in cells.select(not_blank(F.col("cell")).alias("cell")).collect()]
    [' a ', None, None, None]
    """
    # Nearly every text starts with a visible character, so that nobody looks at its end.
    is_visible = text.between(F.lit("!"), F.lit("\x7f"))
    return F.when(is_visible | (trimmed(text) != F.lit("")), text)


def caseless(text: Column) -> Column:
    """Text without blanks around, in lower case: how a person writes it is no difference.

    >>> cells = make_df({"cell": [" Ann@X.com ", None]}, "cell string")
    >>> [row.cell for row in cells.select(caseless(F.col("cell")).alias("cell")).collect()]
    ['ann@x.com', None]
    """
    return F.lower(trimmed(text))


def no_values(null_values: Sequence[str] = NULL_VALUES) -> list[str]:
    """What a cell that is no value is, without white space around it and in lower case.

    >>> no_values(["-", "NULL"])
    ['', '-', 'null']
    """
    return sorted({"", *(spelling.strip(BLANKS).lower() for spelling in null_values)})


def is_no_value(text: Column, null_values: Sequence[str] = NULL_VALUES) -> Column:
    """Whether a cell is blank or a spelling of "no value"; NULL for NULL.

    >>> cells = make_df({"cell": [" ", "N/A", "0", None]}, "cell string")
    >>> rows = cells.select(is_no_value(F.col("cell")).alias("is_no_value")).collect()
    >>> [row.is_no_value for row in rows]
    [True, True, False, None]
    """
    return caseless(text).isin(*no_values(null_values))
