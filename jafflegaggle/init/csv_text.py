"""How the text of a CSV is written: its separator, its quotes, whether it has a header."""

import io
from dataclasses import dataclass, field, replace

from jafflegaggle.errors import InputError
from jafflegaggle.init.cells import is_address, is_number, is_usual_time
from jafflegaggle.sources.csv_files import SEPARATORS, column_names
from jafflegaggle.sources.dialect import Dialect, records

# In the order in which they are tried: how a file deviates from RFC 4180.
VARIANTS: tuple[tuple[dict[str, str], str], ...] = (
    ({}, ""),
    ({"multiLine": "true"}, ""),
    ({"escape": "\\"}, 'quotes within cells are written \\", by backslashes'),
    ({"escape": "\\", "multiLine": "true"}, 'quotes within cells are written \\", by backslashes'),
    ({"quote": ""}, "quotes do not pair up, and are read as plain text"),
)


@dataclass
class CsvText:
    """The start of a CSV.

    Attributes:
        options: what its reader has to know.
        names: its columns.
        records: its rows.
        doubts: what is not sure.
        problem: the line that no variant reads.
        has_excel_line: whether the first line is for Excel alone.
    """

    options: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    problem: str = ""
    has_excel_line: bool = False


def read_csv(text: str, place: str, is_whole: bool, limit: int) -> CsvText:
    """Find out how the text of a CSV is written, and read it.

    Args:
        text: the text, which ends where a line does.
        place: the file, for messages.
        is_whole: whether it is all of the file.
        limit: how many rows to read.
    """
    has_excel_line = text[:4].casefold() == "sep="
    if has_excel_line:
        text = text.partition("\n")[2]
    first_error = ""
    for options, doubt in VARIANTS:
        tried = [(*_parse(text, options | sep, place, is_whole, limit), sep) for sep in _SEPS]
        read = [one for one in tried if not one[1] and one[0] and len(one[0][0]) > 1]
        if read:
            rows, _, sep = max(read, key=lambda one: len(one[0][0]))
            found = CsvText(options | sep, records=rows, has_excel_line=has_excel_line)
            return _with_names(found, [f"{place}: {doubt}"] if doubt else [])
        if not options:
            rows, first_error, sep = max(tried, key=lambda one: len(one[0][0]) if one[0] else 0)
            fallback = CsvText(dict(sep), records=rows, problem=first_error)
    fallback.has_excel_line = has_excel_line
    return _with_names(fallback, [])


# A comma first: of a single column nobody can tell.
_SEPS: tuple[dict[str, str], ...] = (
    {},
    *({"sep": character} for character in SEPARATORS if character != ","),
)


def _parse(
    text: str, options: dict[str, str], place: str, is_whole: bool, limit: int
) -> tuple[list[list[str]], str]:
    """The records of a text, and what is wrong with the first one that is."""
    rows: list[list[str]] = []
    dialect = replace(Dialect.of(options), has_header=False)
    reader = records(io.StringIO(text, newline=""), dialect, place)
    try:
        for record in reader:
            rows.append(record.cells)
            if len(rows) > limit:
                return rows, ""
    except InputError as error:
        # Where a text is cut, its last record may be cut, too.
        is_cut = dialect.is_multiline and not is_whole and "is a quote left open" in str(error)
        return rows, "" if is_cut else str(error)
    return rows, ""


def _with_names(found: CsvText, doubts: list[str]) -> CsvText:
    found.doubts += doubts
    if not found.records:
        return found
    header, *rows = found.records
    if any(is_address(cell) or is_number(cell) or is_usual_time(cell) for cell in header):
        found.options["header"] = "false"
        found.doubts.append("the first line looks like data, so there is no header")
        header, rows = [""] * len(header), found.records
    found.names, found.records = column_names(header), rows
    return found
