"""Lines to try: what the option `--try` adds to the merge lists."""

import csv
from collections import defaultdict
from collections.abc import Sequence

from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.text import has_address

EXPECTED = 'expected "OLD,NEW", two e-mails or two domains'


def tried_lines(texts: Sequence[str]) -> dict[str, list[MergeLine]]:
    """The lines to add, by the name of their list: of two e-mails `merged_user`.

    Args:
        texts: each a line of CSV with two cells.

    Raises:
        InputError: one of them is no such line.

    >>> tried_lines(["ann@gmail.com, ann@jets.com"])["merged_user"][0].new
    'ann@jets.com'
    """
    lines: dict[str, list[MergeLine]] = defaultdict(list)
    for text in texts:
        rows = list(csv.reader([text], skipinitialspace=True))
        cells = [cell.strip() for cell in rows[0]] if len(rows) == 1 else []
        if len(cells) != 2 or not all(cells):
            raise InputError(f"--try {text!r}: {EXPECTED}")
        kinds = {_list_of(cell) for cell in cells}
        if len(kinds) > 1:
            raise InputError(f"--try {text!r}: one cell is an e-mail and one is not; {EXPECTED}")
        lines[kinds.pop()].append(MergeLine(None, *cells))
    return dict(lines)


def _list_of(cell: str) -> str:
    """The list that a cell is of; `@jets.com` is a domain as well."""
    is_email = has_address(cell) or "@" in cell.lstrip("@")
    return "merged_user" if is_email else "merged_company_domain"
