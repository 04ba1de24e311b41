"""The cells of load files: what becomes of a value, and why a CRM would refuse it.

Values arrive as text that all engines write alike; times as `yyyy-MM-ddTHH:mm:ss.SSSSSSZ`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pyspark.sql import types as T

from jafflegaggle.text import extract_email_domain, found, is_well_formed_domain

Kind = Literal["text", "number", "boolean", "date", "time"]

# What a spreadsheet takes for a formula, if it comes first.
_RUN = "=+-@\t\r"
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
# In a CSV a cell with one of these, or with a blank at an end, stands in quotes.
_TO_QUOTE = re.compile(r'[",\r\n]|\A\s|\s\Z')
_SHOWN = 100


@dataclass(frozen=True)
class Rule:
    """What a CRM asks of a field.

    Attributes:
        max_length: how many characters it holds; 0: as many as any field.
        is_required: whether it is never empty; the record's key stands in for a missing value.
        is_email: whether it takes nothing but an e-mail.
        on_insert: whether it is set for new records only.
    """

    max_length: int = 0
    is_required: bool = False
    is_email: bool = False
    on_insert: bool = False


@dataclass(frozen=True)
class Limits:
    """What a CRM asks of any cell.

    Attributes:
        max_length: how many characters a cell may have.
        years: the first and the last year of dates and times.
        words: cells that the CRM does not take for text, with what it takes them for.
    """

    max_length: int
    years: tuple[int, int] = (1, 9999)
    words: Mapping[str, str] | None = None


def kind_of(type_: T.DataType) -> Kind:
    """What a column holds.

    >>> [kind_of(type_) for type_ in (T.LongType(), T.DateType(), T.StringType())]
    ['number', 'date', 'text']
    """
    match type_:
        case T.NumericType():
            return "number"
        case T.BooleanType():
            return "boolean"
        case T.DateType():
            return "date"
        case T.TimestampType():
            return "time"
        case _:
            return "text"


def to_millis(time: str) -> str:
    """A time cut to milliseconds, which is what CRMs read.

    >>> to_millis("2021-12-01T10:00:00.123999Z")
    '2021-12-01T10:00:00.123Z'
    """
    return f"{time[:-4]}Z" if re.search(r"\.[0-9]{6}Z\Z", time) else time


def length(text: str) -> int:
    """How many characters a CRM counts: those beyond the first plane, such as emoji, are two.

    >>> [length(text) for text in ("Ann", "\N{FIRE}")]
    [3, 2]
    """
    return len(text) + sum(character > "\uffff" for character in text)


def refusal(text: str, kind: Kind, rule: Rule, limits: Limits) -> str:
    """Why a CRM would refuse a value; '' if it takes it.

    >>> refusal("A" * 81, "text", Rule(max_length=80), Limits(32_000))
    '81 characters, at most 80 are possible'
    >>> refusal("nobody", "text", Rule(is_email=True), Limits(32_000))
    "no e-mail: 'nobody'"
    >>> refusal("0001-01-01", "date", Rule(), Limits(32_000, years=(1700, 4000)))
    'the year is not within 1700 and 4000'
    """
    most = rule.max_length or limits.max_length
    # Most are short, and need no count.
    if 2 * len(text) > most and length(text) > most:
        return f"{length(text):,} characters, at most {most:,} are possible"
    if "\0" in text:
        return "a NUL character"
    if limits.words and text in limits.words:
        return f"{found(text)} {limits.words[text]}"
    if kind in ("date", "time"):
        first, last = limits.years
        year = re.match("[0-9]{4}-", text)
        if not year or not first <= int(text[:4]) <= last:
            return f"the year is not within {first} and {last}"
    if rule.is_email and not is_email(text):
        return f"no e-mail: {found(text[:_SHOWN])}"
    return ""


def is_email(text: str) -> bool:
    """Whether a text is one address of a well-formed domain.

    >>> [is_email(text) for text in ("ann@x.com", "ann@x.com, eve@x.com", "ann@nodot")]
    [True, False, False]
    """
    domain = extract_email_domain(text)
    return domain is not None and is_well_formed_domain(domain)


def csv_line(cells: Iterable[str]) -> str:
    r"""A line of a CSV by RFC 4180, but for its end, a line feed.

    >>> csv_line(["Ann", "", 'a "b", c', "two\nlines"])
    'Ann,,"a ""b"", c","two\nlines"\n'
    """
    return ",".join(map(_cell, cells)) + "\n"


def as_text(cell: str) -> str:
    """A cell for a file that people open: text, even if a spreadsheet would run it; see `as_read`.

    >>> [as_text(cell) for cell in ("=1+1", "-5", "-5+1", "@sum", "Ann", "'=1")]
    ["'=1+1", '-5', "'-5+1", "'@sum", 'Ann', "''=1"]
    """
    bare = cell.lstrip("'")
    is_run = bare != "" and bare[0] in _RUN and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_run else cell


def as_read(cell: str) -> str:
    """The text of a cell that `as_text` wrote.

    >>> [as_read(as_text(cell)) for cell in ("=1+1", "-5", "'=1", "'Ann", "'")]
    ['=1+1', '-5', "'=1", "'Ann", "'"]
    """
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and bare and bare[0] in _RUN else cell


def _cell(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if _TO_QUOTE.search(text) else text
