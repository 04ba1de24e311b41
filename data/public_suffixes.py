"""Make the list of public suffixes from a copy of the official one.

    python data/public_suffixes.py public_suffix_list.dat 2026-08-19

The copy is that of https://publicsuffix.org/list/public_suffix_list.dat. Its comments are left out,
since they are half of it; its two sections stay.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

PLACE = Path(__file__).parent.parent / "jafflegaggle" / "public_suffixes.txt"
MARKERS = ("// ===BEGIN", "// ===END")
HEAD = """\
// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of
// the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
// The Public Suffix List, https://publicsuffix.org/list/public_suffix_list.dat, as of {date}:
// {rules:,} rules; its comments were left out by data/public_suffixes.py.
"""


def rules_and_sections(text: str) -> Iterator[str]:
    """The lines of the list that are rules, or where a section begins or ends."""
    for line in text.splitlines():
        rule = line.strip()
        if rule.startswith(MARKERS) or (rule and not rule.startswith("//")):
            yield rule


def page(text: str, date: str) -> str:
    """The list as it is shipped.

    Args:
        text: the official list.
        date: its date, `YYYY-MM-DD`.
    """
    lines = list(rules_and_sections(text))
    rules = sum(not line.startswith("//") for line in lines)
    return HEAD.format(date=date, rules=rules) + "\n".join([*lines, ""])


if __name__ == "__main__":
    copy, its_date = sys.argv[1:]
    PLACE.write_text(page(Path(copy).read_text(encoding="utf-8"), its_date), encoding="utf-8")
