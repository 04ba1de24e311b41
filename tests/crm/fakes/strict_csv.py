"""A reader of CSV by RFC 4180 that forgives nothing, written here: it judges the load files."""

from typing import NamedTuple


class BadCsvError(ValueError):
    """A text that is no CSV."""


class _Cell(NamedTuple):
    text: str
    end: int


def read_csv(text: str, line_end: str = "\n") -> list[list[str]]:
    r"""The records of a CSV.

    Args:
        text: the whole file; it ends with a line end.
        line_end: what ends a record, `\n` or `\r\n`; nothing else does.

    Raises:
        BadCsvError: a stray quote or return, a blank beside a quote, or records of unequal length.

    >>> read_csv('a,b\n"x ""y"", z",\n')
    [['a', 'b'], ['x "y", z', '']]
    """
    if not text.endswith(line_end):
        raise BadCsvError("the last record has no end")
    records: list[list[str]] = []
    at = 0
    while at < len(text):
        record: list[str] = []
        while True:
            cell = _quoted(text, at) if text[at] == '"' else _bare(text, at)
            record.append(cell.text)
            at = cell.end
            if text.startswith(line_end, at):
                at += len(line_end)
                break
            if text[at] != ",":
                raise BadCsvError(f"record {len(records) + 1}: {text[at]!r} after a cell")
            at += 1
        if records and len(record) != len(records[0]):
            raise BadCsvError(f"record {len(records) + 1}: {len(record)} cells")
        records.append(record)
    return records


def _quoted(text: str, at: int) -> _Cell:
    start, found = at + 1, ""
    while True:
        end = text.find('"', start)
        if end < 0:
            raise BadCsvError("a quote has no end")
        found += text[start:end]
        if text[end + 1] != '"':
            return _Cell(found, end + 1)
        found, start = f'{found}"', end + 2


def _bare(text: str, at: int) -> _Cell:
    end = at
    while text[end] not in ',\r\n"':
        end += 1
    return _Cell(text[at:end], end)
