"""Merge lists longer than people would maintain."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

import pyarrow.dataset as ds

HOPS_PER_CHAIN = 20
# Two users of the demo who are not in its own list.
FIRST_AND_LAST = ("gideondarrow@bumpymagpies.example", "callaboateng@polishedravens.ai.example")


def write_chains(users: Path, file: Path, lines: int) -> None:
    """Write up to `lines` merges, in chains, of the users in a folder."""
    table = ds.dataset(users, format="parquet").to_table(columns=["id", "email"]).sort_by("id")
    # Some users have another's address in capitals; that is one address.
    emails = [*dict.fromkeys(email.lower() for email in table["email"].to_pylist())]
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write("old_email,new_email\n")
        csv.writer(stream, lineterminator="\n").writerows(chains(emails, lines))


def chains(emails: Sequence[str], lines: int) -> Iterator[tuple[str, str]]:
    """Up to `lines` merges in chains of 20 hops; a chain uses 21 neighbours."""
    neighbours = (
        pair for place, pair in enumerate(pairwise(emails)) if (place + 1) % (HOPS_PER_CHAIN + 1)
    )
    return islice(neighbours, lines)


def write_hops(file: Path, hops: int) -> None:
    """Add one chain of hops to the demo's list, from one user to another, via unknown e-mails."""
    first, last = FIRST_AND_LAST
    between = (f"hop{number}@hops.example" for number in range(1, hops))
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(pairwise([first, *between, last]))


def number_of_merges(folder: Path) -> int:
    """The number of lines of the list in a folder, without the header."""
    return sum(len(file.read_text("utf-8").splitlines()) - 1 for file in folder.glob("*.csv"))
