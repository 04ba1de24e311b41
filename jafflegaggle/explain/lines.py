"""Lines of the merge lists: those about a key, and the path that they make."""

from collections.abc import Callable, Collection, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.columns import domains, email
from jafflegaggle.explain.facts import Line
from jafflegaggle.explain.rows import MANY, Rows, is_one_of, names_of
from jafflegaggle.identity.lines import Status
from jafflegaggle.staging.merge_lists import MERGED_COMPANY_DOMAIN, MERGED_USER
from jafflegaggle.text import normalize_domain, normalize_email

# What links a chain; a line of another status repeats one of them, or does nothing.
LINKS = {Status.APPLIED, Status.UNKNOWN_OLD, Status.MISSING_TARGET}
USERS, COMPANIES = MERGED_USER.name, MERGED_COMPANY_DOMAIN.name
_NORMAL: dict[str, tuple[Callable[[Column], Column], Callable[[str | None], str | None]]] = {
    USERS: (email.normalize_email, normalize_email),
    COMPANIES: (domains.normalize_domain, normalize_domain),
}


def lines_about(
    rows: Rows, name: str, old: Collection[str], target: str | None = None, new: str | None = None
) -> list[Line]:
    """The lines of a list that move some keys, or lead to one, in the order of the list.

    Args:
        rows: the snapshot.
        name: the list.
        old: keys that they move.
        target: or the key that they end at.
        new: or the key that they name as the new one.
    """
    normal, _ = _NORMAL[name]
    is_about = is_one_of(normal(F.col("old")), old)
    if target is not None:
        is_about |= F.col("target") == F.lit(target)
    if new is not None:
        is_about |= normal(F.col("new")) == F.lit(new)
    where = (F.col("list") == F.lit(name)) & is_about
    by = (F.col("line").asc_nulls_last(), "old", "new")
    return [Line(**row) for row in rows.fetch("merge_report", names_of(Line), where, by, MANY)]


def domain_lines(rows: Rows, domain: str) -> list[Line]:
    """The lines that name a domain or lead to it, and those of the rest of its chain."""
    lines = lines_about(rows, COMPANIES, [domain], domain, domain)
    end = next((line.target for line in links(lines) if old_of(line) == domain), None)
    if end is None:
        return lines
    return [*lines, *(line for line in lines_about(rows, COMPANIES, [], end) if line not in lines)]


def path(lines: Sequence[Line], start: str | None, end: str | None = None) -> list[Line]:
    """The lines that lead from a key, one after the other, to the end or as far as they go.

    >>> lines = [Line("merged_user", at, *pair, "c@x", "applied")
    ...          for at, pair in enumerate([("b@x", "c@x"), ("A@x", "b@x "), ("a@x", "b@x")], 2)]
    >>> [line.line for line in path(lines, "a@x")]
    [3, 2]
    """
    hops: dict[str | None, Line] = {}
    for line in links(lines):
        hops.setdefault(old_of(line), line)
    found: list[Line] = []
    at = start
    while at != end and at in hops:
        line = hops.pop(at)
        found.append(line)
        at = new_of(line)
    return found


def old_of(line: Line) -> str | None:
    """The key that a line moves, normalized."""
    return _NORMAL[line.list][1](line.old)


def new_of(line: Line) -> str | None:
    """The key that a line moves it to, normalized."""
    return _NORMAL[line.list][1](line.new)


def links(lines: Sequence[Line]) -> list[Line]:
    """The lines that link a chain: neither repeated nor left out."""
    return [line for line in lines if line.status in LINKS]
