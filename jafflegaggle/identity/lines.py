"""The lines of the lists that people keep, merges and vetoes: as written, and what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jafflegaggle.text import (
    has_address,
    is_well_formed_domain,
    normalize_domain,
    normalize_email,
)


class Status(StrEnum):
    """What becomes of a line, in order of precedence; the first five stop the job."""

    INVALID = "invalid"
    PERSONAL_DOMAIN = "personal_domain"
    CONFLICT = "conflict"
    CYCLE = "cycle"
    VETO = "veto"
    SELF = "self"
    DUPLICATE = "duplicate"
    UNKNOWN_OLD = "unknown_old"
    MISSING_TARGET = "missing_target"
    APPLIED = "applied"

    @property
    def stops_the_job(self) -> bool:
        """Whether people must fix such a line first; `rules.on_bad_line` may skip it instead."""
        return self in STOPPING


STOPPING = (
    Status.INVALID,
    Status.PERSONAL_DOMAIN,
    Status.CONFLICT,
    Status.CYCLE,
    Status.VETO,
)


class MergeLine(NamedTuple):
    """A line as written, of a merge list or of a list of vetoes.

    Attributes:
        line: its number in the file; None where there is no file.
        old: the old e-mail or domain; of a veto, one of the two.
        new: the new one; of a veto, the other.
        file: the file, if the list has several.
        reason: why a veto keeps the two apart, if somebody wrote it down.
    """

    line: int | None
    old: str | None
    new: str | None
    file: str = ""
    reason: str | None = None

    @property
    def where(self) -> str:
        """Its number, with the file if there are several; '' where it has none.

        >>> MergeLine(2, "a", "b").where, MergeLine(2, "a", "b", "lists/x.csv").where
        ('line 2', 'lists/x.csv, line 2')
        """
        in_file = f"{self.file}, " if self.file else ""
        return "" if self.line is None else f"{in_file}line {self.line}"


@dataclass(frozen=True)
class MergeLines:
    """The lines of a list as written, and where they are (for messages)."""

    lines: Sequence[MergeLine]
    place: str


NO_LIST = MergeLines((), "no list")


class Problem(NamedTuple):
    """A line that stops the job, or is skipped, and why."""

    line: MergeLine
    status: Status
    why: str


@dataclass(frozen=True)
class KeyKind:
    """What the lines of a list are about.

    Attributes:
        normalize: makes a cell a key; None where it is empty.
        is_key: whether a normalized cell is one.
        name: what such a key is called, for messages.
    """

    normalize: Callable[[str | None], str | None]
    is_key: Callable[[str], bool]
    name: str


EMAILS = KeyKind(normalize_email, has_address, "an e-mail")
DOMAINS = KeyKind(normalize_domain, is_well_formed_domain, "a well-formed domain")
