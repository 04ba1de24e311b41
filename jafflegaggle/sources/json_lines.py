"""JSON on an engine: lines of text, each looked at once, and the values that a path leads to.

Readers of JSON guess types from the first rows, bend numbers, and take one of two values of a key.
So the lines are read as text. What these functions give is the same on every engine; only numbers
are written anew by some, and then taken from the line.
"""

import json
import re
from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.errors import InputError

# What JSON does not know and programs write all the same: NaN, halves of surrogate pairs.
_ODD = r"NaN|Infinity|\\u[dD][89a-fA-F]"
_PAIR = r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_LONE = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_END = "\x01"  # no JSON holds it as it is
# What stands before a bare NaN: strings as a whole, and all that is neither.
_BEFORE = r'((?:[^"NI\x01-]+|"(?:[^"\\]+|\\.)*"|-[0-9])*)'
_BARE = rf"{_BEFORE}(-?Infinity|NaN|{_END})"
_BLANK = r"^[\t-\r \x{85}\p{Z}\x{feff}]*$"
_MARK = "\ufeff"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_FINE = r"\.[0-9]{3}|[eE]"  # more decimals than money has
_DECIMAL_DIGITS = 30
SHOWN = 80


def without_mark(line: str) -> Column:
    """A line, by its column's name, without the byte order mark that may stand before the first."""
    return F.expr(f"trim(LEADING '{_MARK}' FROM {line})")


def is_blank(line: Column) -> Column:
    """Whether a line holds nothing."""
    return line.rlike(_BLANK)


def as_json(line: Column) -> Column:
    r"""A line without what JSON does not know: bare NaN and Infinity are text, lone surrogates go.

    >>> lines = ['{"a": NaN, "b": "NaN, -Infinity"}', '{"a": 1}', r'{"a": "x\ud83d"}']
    >>> rows = make_df({"line": lines}, "line string").select(as_json(F.col("line")).alias("line"))
    >>> [row.line for row in rows.collect()]
    ['{"a": "NaN", "b": "NaN, -Infinity"}', '{"a": 1}', '{"a": "x"}']
    """
    paired = F.regexp_replace(line, f"({_PAIR})|{_LONE}", "$1")
    quoted = F.regexp_replace(F.concat(paired, F.lit(_END)), _BARE, '$1"$2"')
    mended = F.regexp_replace(quoted, f'"{_END}"', "")
    return F.when(line.rlike(_ODD), mended).otherwise(line)


def flaw(line: Column, objects: Sequence[Sequence[str]] = ()) -> Column:
    """What is wrong with a line: NULL for one JSON object without a key twice.

    Args:
        line: the lines.
        objects: paths to objects within it, whose keys are looked at, too.
    """
    keys = F.json_object_keys(line)
    # An engine may read the first object and pass over what follows it in the line.
    is_alone = F.json_array_length(F.concat(F.lit("["), line, F.lit("]"))) == F.lit(1)
    is_object = keys.isNotNull() & F.coalesce(is_alone, F.lit(False))
    wrong = F.when(~is_object, F.lit("not one JSON object")).when(_repeats(keys), F.lit(TWICE))
    for path in objects:
        within = F.json_object_keys(F.get_json_object(line, json_path(path)))
        wrong = wrong.when(_repeats(within), F.lit(TWICE))
    return wrong


TWICE = "a key twice in one object"


def _repeats(keys: Column) -> Column:
    return F.size(F.array_distinct(keys)) < F.size(keys)


def has_key(line: Column, path: Sequence[str]) -> Column:
    """Whether a line has a key, even if its value is NULL."""
    outer = F.get_json_object(line, json_path(path[:-1])) if len(path) > 1 else line
    return F.coalesce(F.array_contains(F.json_object_keys(outer), path[-1]), F.lit(False))


def checked(line: Column, wrong: Column) -> Column:
    """The line; one with a flaw stops the job."""
    message = F.concat(wrong, F.lit(": "), F.substring(line, 1, SHOWN))
    return F.when(wrong.isNull(), line).otherwise(F.raise_error(message))


def json_path(path: Sequence[str]) -> str:
    """A path as `get_json_object` takes it.

    >>> json_path(("properties", "$insert_id")), json_path(("a.b", "c"))
    ('$.properties.$insert_id', "$['a.b'].c")

    Raises:
        InputError: no engine has a spelling for a name in it.
    """
    return "$" + "".join(map(_step, path))


def _step(name: str) -> str:
    if name and name != "*" and not re.search(r"[.\[]", name):
        return f".{name}"
    if not name or name == "*" or re.search(r"['?]", name):
        raise InputError(f"{name!r}: a key of JSON that no engine can be asked for; rename it")
    return f"['{name}']"


def value_at(line: Column, path: Sequence[str], keeps_numbers: bool) -> Column:
    """The value that a path leads to, as text: a number as it is written, an object as JSON.

    Args:
        line: the lines.
        path: the keys.
        keeps_numbers: whether the engine gives a number as it is written; otherwise one with
            decimals or an exponent is taken from the line.
    """
    value = F.get_json_object(line, json_path(path))
    if keeps_numbers:
        return value
    is_bent = value.rlike(r"^-?[0-9]+\.[0-9]+(?:E-?[0-9]+)?$")
    written = F.when(is_bent, number_in(line, path[-1]))
    is_it = written.cast("double") == F.when(is_bent, value).cast("double")
    return F.when(is_it, written).otherwise(value)


def amount_at(
    line: Column, path: Sequence[str], keeps_numbers: bool, has_decimal_comma: bool
) -> Column:
    """The same of an amount, where a number of more than two decimals is rounded half up.

    As text, `40.000` may be forty thousand; as a number it cannot.

    Args:
        line: the lines.
        path: the keys.
        keeps_numbers: see `value_at`.
        has_decimal_comma: whether amounts in text have one; then numbers get one, too.
    """
    value = value_at(line, path, keeps_numbers)
    number = number_in(line, path[-1])
    is_text = F.contains(line, F.concat(F.lit('"'), value, F.lit('"')))
    is_number = (number == value) & ~is_text
    fine = F.when(is_number & number.rlike(_FINE), number)
    is_in_range = F.abs(fine.cast("double")) < F.lit(10.0**_DECIMAL_DIGITS)
    rounded = F.when(is_in_range, fine).cast("double").cast("decimal(38,6)").cast("decimal(36,2)")
    amount = F.coalesce(rounded.cast("string"), value)
    if not has_decimal_comma:
        return amount
    return F.when(is_number, F.translate(amount, ".", ",")).otherwise(amount)


def number_in(line: Column, key: str) -> Column:
    """The first number behind a key, as it is written; NULL where there is none."""
    name = re.sub(r"([^\w ])", r"\\\1", json.dumps(key, ensure_ascii=False)[1:-1])
    found = F.regexp_extract(line, rf'"{name}"\s*:\s*({_NUMBER})\s*[,}}]', 1)
    return F.nullif(found, F.lit(""))
