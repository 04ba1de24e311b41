"""What cells look like, in plain Python: the same patterns as those that a run reads them by."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product

from jafflegaggle.columns import amounts, ids, time_formats, times
from jafflegaggle.text import NO_VALUES, extract_email_domain, normalize_email

# What tools write for "no value", beside what is read as such anyway.
PLACEHOLDERS = (
    "-",
    "--",
    "NA",
    "#N/A",
    "nil",
    "undefined",
    "unknown",
    "(null)",
    "<null>",
    "(none)",
)
DATES = {
    "year first": ("yyyy-M-d", "yyyy/MM/dd", "yyyy/M/d", "yyyy.MM.dd", "yyyyMMdd"),
    "month first": ("MM/dd/yyyy", "M/d/yyyy", "MM-dd-yyyy", "M-d-yyyy"),
    "day first": ("dd/MM/yyyy", "d/M/yyyy", "dd-MM-yyyy", "d-M-yyyy", "dd.MM.yyyy", "d.M.yyyy"),
}
CLOCKS = ("", "HH:mm:ss", "H:mm:ss", "HH:mm", "H:mm", "hh:mm:ss a", "h:mm:ss a", "h:mm a")
BETWEEN = (" ", "T", ", ")
# The years that numbers since 1970 are taken for, when they are taken for times.
FIRST_YEAR, LAST_YEAR = 2000, 2100
# An e-mail within other text.
WITHIN = "[^ (<,;]+@[^ )>,;]+"
FEW = 0.05  # of the cells may be otherwise


def _python(pattern: str) -> re.Pattern[str]:
    """A pattern of the engines, as Python writes it."""
    spelled = re.sub(r"\\x\{([0-9a-f]+)\}", lambda code: rf"\u{int(code[1], 16):04x}", pattern)
    return re.compile(spelled.replace(r"\z", r"\Z"))


_WHOLE, _USUAL, _UNUSUAL, _ZERO = map(
    _python, (ids.WHOLE_NUMBER, times.USUAL, times.UNUSUAL, times.ZERO_DATE)
)
_AMOUNT = _python(amounts.AMOUNT)
_COMMA = str.maketrans(".,", ",.")


def is_no_value(cell: str) -> bool:
    """Whether a cell says "no value" in one of the usual ways."""
    return cell.strip().lower() in ("", *NO_VALUES)


def is_placeholder(cell: str) -> bool:
    """Whether a cell perhaps says it in another one."""
    return cell.lower() in {one.lower() for one in PLACEHOLDERS}


def is_address(cell: str) -> bool:
    """Whether a cell is an e-mail.

    >>> [is_address(cell) for cell in ("Ann <ann@x.com>", "Ann (ann@x.com)", "@ann", "x")]
    [True, False, False, False]
    """
    email = normalize_email(cell) if "@" in cell else None
    return bool(email) and extract_email_domain(email or "") is not None


def holds_address(cell: str) -> bool:
    """Whether there is an e-mail somewhere in a cell."""
    return bool(re.search(WITHIN, cell))


def is_number(cell: str) -> bool:
    """Whether a cell is a whole number, as ids are."""
    return bool(_WHOLE.match(cell))


def fits_bigint(cell: str) -> bool:
    """Whether a whole number is one of 64 bits, and no text such as 007."""
    digits = cell.lstrip("+-").partition(".")[0]
    is_plain = digits == "0" or not digits.startswith("0")
    return is_plain and ids.MIN_BIGINT <= int(digits) <= ids.MAX_BIGINT


def is_usual_time(cell: str) -> bool:
    """Whether a cell is a time that is read without a format."""
    text = cell.upper()
    return bool(_USUAL.match(text) or _UNUSUAL.match(text) or _ZERO.match(text))


def is_amount(cell: str, with_comma: bool = False) -> bool:
    """Whether a cell is an amount; with a decimal comma where that is said."""
    return bool(_AMOUNT.match(cell.translate(_COMMA) if with_comma else cell))


def most(cells: Sequence[str], test: Iterable[bool]) -> bool:
    """Whether nearly all of some cells pass a test; False of none."""
    return bool(cells) and sum(test) >= len(cells) * (1 - FEW)


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str], str], ...]:
    """All patterns that are tried: its order, the pattern, its regex, and the time it makes."""
    found = []
    for order, dates in DATES.items():
        for date, clock, between in product(dates, CLOCKS, BETWEEN):
            if not clock and between != " ":
                continue
            pattern = f"{date}{between}{clock}" if clock else date
            if "T" in pattern:
                continue  # letters are fields
            compiled = time_formats.parse_pattern(pattern)
            iso = re.sub(r"\$([0-9])", r"\\\1", compiled.iso)
            found.append((order, pattern, _python(compiled.regex), iso))
    return tuple(found)


def time_formats_of(cells: Sequence[str]) -> list[str]:
    """The ways in which cells may be read as times, the likeliest first: '' is the usual one.

    More than one where nobody can tell day and month apart; none where they are no times.

    >>> time_formats_of(["2021-09-05 10:00:00", "2021-09-06T10:00Z"])
    ['']
    >>> time_formats_of(["09/25/2021 7:03 PM", "10/05/2021 12:30 AM"])
    ['MM/dd/yyyy h:mm a']
    >>> time_formats_of(["01/02/2021", "03/04/2021"])
    ['MM/dd/yyyy', 'dd/MM/yyyy']
    >>> time_formats_of(["1630836000123"]), time_formats_of(["7", "12"])
    (['epoch_ms'], [])
    """
    cells = list(dict.fromkeys(cell for cell in cells if not is_no_value(cell)))[:2_000]
    cells = [cell for cell in cells if not is_placeholder(cell)]
    if most(cells, map(is_usual_time, cells)):
        return [""]
    if epoch := _epoch_of(cells):
        return [epoch]
    found: dict[str, str] = {}
    for order, pattern, regex, iso in _patterns():
        if order not in found and most(cells, (_is_time(cell, regex, iso) for cell in cells)):
            found[order] = pattern
    return list(found.values())


def _is_time(cell: str, regex: re.Pattern[str], iso: str) -> bool:
    match = regex.match(cell.upper())
    if not match:
        return False
    year, month, day = map(int, re.findall("[0-9]+", match.expand(iso))[:3])
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return FIRST_YEAR - 50 <= year <= LAST_YEAR


def _epoch_of(cells: Sequence[str]) -> str:
    """The unit of numbers since 1970, by their size; '' where they are none."""
    numbers = [float(cell) for cell in cells if re.fullmatch(r"[0-9]{9,20}(\.[0-9]+)?", cell)]
    if not cells or len(numbers) < len(cells) * (1 - FEW):
        return ""
    first, last = (
        dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp() for year in (FIRST_YEAR, LAST_YEAR)
    )
    for epoch, micros in time_formats.EPOCHS.items():
        unit = float(micros) / 1_000_000
        if all(first <= number * unit <= last for number in numbers):
            return epoch
    return ""
