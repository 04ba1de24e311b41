"""Times that are written otherwise: as numbers since 1970, or by a pattern."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import trimmed

# By what a number is multiplied to count microseconds.
EPOCHS: Mapping[str, str] = {
    "epoch_s": "1000000",
    "epoch_ms": "1000",
    "epoch_us": "1",
    "epoch_ns": "0.001",
}
FIELDS = "yyyy MM M dd d HH H hh h mm ss a"
EXPECTED = f'{", ".join(EPOCHS)}, or a pattern of {FIELDS}, such as "MM/dd/yyyy hh:mm a"'
MIN_MICROS, MAX_MICROS = -62_135_596_800_000_000, 253_402_300_799_999_999  # years 1 to 9999
HALF_A_DAY = 43_200_000_000  # microseconds
_NUMBER = r"^[+-]?[0-9]{1,21}(?:\.[0-9]{1,9})?\z"
_FIELDS = {
    "yyyy": "([0-9]{4})",
    "MM": "([0-9]{2})",
    "M": "([0-9]{1,2})",
    "dd": "([0-9]{2})",
    "d": "([0-9]{1,2})",
    "HH": "([0-9]{2})",
    "H": "([0-9]{1,2})",
    "hh": "(0[1-9]|1[0-2])",
    "h": "(1[0-2]|0?[1-9])",
    "mm": "([0-9]{2})",
    "ss": "([0-9]{2})",
    "a": "([AP]M)",
}
_BLANK = r"[ \x{a0}\x{202f}\x{2009}]"  # some tools write a no-break one before AM


@dataclass(frozen=True)
class Pattern:
    """A pattern of times, for an engine.

    Attributes:
        regex: what a cell in capitals looks like.
        iso: what it is replaced by.
        has_short_fields: whether a field may have a single digit.
        has_halves: whether AM and PM part the day.
    """

    regex: str
    iso: str
    has_short_fields: bool
    has_halves: bool


@cache
def parse_pattern(pattern: str) -> Pattern:
    """Compile a pattern such as `MM/dd/yyyy hh:mm a`.

    >>> parse_pattern("yyyyMMdd").iso
    '$1-$2-$3 00:00:00'

    Raises:
        ValueError: the pattern is none; the message says what is wrong.
    """
    tokens = list(_tokens(pattern))
    fields = [token for token in tokens if token in _FIELDS]
    kinds = [field[0] for field in fields]
    _check_fields(tokens, kinds)
    at = {kind: f"${number}" for number, kind in enumerate(kinds, start=1)}
    hour = at.get("h") or at.get("H", "00")
    clock = f"{hour}:{at.get('m', '00')}:{at.get('s', '00')}"
    return Pattern(
        regex=f"^{''.join(_FIELDS.get(token) or _literal(token) for token in tokens)}\\z",
        iso=f"{at['y']}-{at['M']}-{at['d']} {clock}",
        has_short_fields=any(field in "MdHh" for field in fields),
        has_halves="a" in kinds,
    )


def check_time_format(written: str) -> None:
    """Refuse what is neither one of the numbers nor a pattern.

    Raises:
        ValueError: saying what is wrong.
    """
    if written not in EPOCHS:
        parse_pattern(written)


def _tokens(pattern: str) -> Iterator[str]:
    for token in re.findall(r"([A-Za-z])(\1*)|([^A-Za-z])", pattern):
        letters = token[0] + token[1]
        if letters and letters not in _FIELDS:
            raise ValueError(f"{letters} is none of these")
        if token[2] in ("'", '"'):
            raise ValueError("quotes have no meaning in it")
        yield letters or token[2]


def _check_fields(tokens: list[str], kinds: list[str]) -> None:
    repeats = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    missing = [name for name in ("yyyy", "MM", "dd") if name[0] not in kinds]
    if repeats:
        raise ValueError(f"{' and '.join(repeats)} occurs twice")
    if missing:
        raise ValueError(f"it has no {' and no '.join(missing)}")
    if "h" in kinds and "H" in kinds:
        raise ValueError("it has both h and H")
    if ("h" in kinds) != ("a" in kinds):
        raise ValueError("h (1 to 12) goes with a (AM or PM), and H (0 to 23) without")
    if "m" in kinds and not {"h", "H"} & set(kinds):
        raise ValueError("it has mm, and no hour")
    if "s" in kinds and "m" not in kinds:
        raise ValueError("it has ss, and no mm")
    for token, behind in pairwise(tokens):
        if len(token) == 1 and token in _FIELDS and token != "a" and behind in _FIELDS:
            raise ValueError(f"nobody can tell where {token} ends and {behind} begins")


def _literal(character: str) -> str:
    return _BLANK if character == " " else rf"\x{{{ord(character):x}}}"


def to_iso(text: Column, pattern: str) -> Column:
    """A cell as `YYYY-MM-DD HH:MM:SS`, be it a date or not; NULL where it does not fit.

    Half a day is missing where the cell says PM (see `is_afternoon`).

    >>> cells = make_df({"cell": ["9/5/2021 7:03 pm", "2021-09-05", None]}, "cell string")
    >>> iso = to_iso(F.col("cell"), "M/d/yyyy h:mm a")
    >>> [row.iso for row in cells.select(iso.alias("iso")).collect()]
    ['2021-09-05 07:03:00', None, None]
    """
    compiled = parse_pattern(pattern)
    text = F.upper(trimmed(text))
    iso = F.regexp_replace(text, compiled.regex, compiled.iso)
    if compiled.has_short_fields:
        iso = F.regexp_replace(iso, r"\b([0-9])\b", "0$1")
    if compiled.has_halves:
        iso = F.regexp_replace(iso, " 12:", " 00:")
    return F.when(text.rlike(compiled.regex), iso)


def is_afternoon(text: Column, pattern: str) -> Column:
    """Whether a cell that fits a pattern says PM."""
    has_halves = parse_pattern(pattern).has_halves
    return F.contains(F.upper(text), F.lit("PM")) if has_halves else F.lit(False)


def from_epoch(value: Column, read_as: T.DataType, epoch: str) -> Column:
    """A time from a number since 1970, cut to microseconds; NULL beyond the years 1 to 9999.

    A floating-point number is rounded to microseconds, since it holds none exactly.

    >>> cells = make_df({"cell": ["1630836000.5", "1630836000123", "x", None]}, "cell string")
    >>> time = from_epoch(F.col("cell"), T.StringType(), "epoch_s").cast("string")
    >>> [row.time for row in cells.select(time.alias("time")).collect()]
    ['2021-09-05 10:00:00.5', None, None, None]
    """
    factor = EPOCHS[epoch]
    is_whole_factor = factor.isdigit()
    if isinstance(read_as, T.IntegralType) and is_whole_factor:
        first, last = MIN_MICROS // int(factor), MAX_MICROS // int(factor)
        is_there = value.between(F.lit(first), F.lit(last))
        return F.when(is_there, F.timestamp_micros(value.cast("bigint") * F.lit(int(factor))))
    if isinstance(read_as, (T.FloatType, T.DoubleType)):
        number = value.cast("double")
        micros = number * F.lit(float(factor)) if is_whole_factor else number / F.lit(1000.0)
        is_there = micros.between(F.lit(float(MIN_MICROS)), F.lit(float(MAX_MICROS)))
        micros = F.floor(micros + F.lit(0.5))
    else:
        # One multiplication of decimals: all engines do it alike, and no digit is lost.
        text = trimmed(value.cast("string"))
        number = F.when(text.rlike(_NUMBER), text.cast("decimal(30,9)"))
        micros = F.floor(
            number * F.lit(factor).cast(f"decimal{(7, 0) if is_whole_factor else (3, 3)}")
        )
        is_there = micros.between(F.lit(MIN_MICROS), F.lit(MAX_MICROS))
    return F.when(is_there, F.timestamp_micros(micros.cast("bigint")))
