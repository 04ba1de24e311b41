"""What the merge lists have already, by the snapshot's report, and what vetoes keep apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config
from jafflegaggle.identity.merge_compiler import compile_domains
from jafflegaggle.identity.merge_list import (
    MergeLine,
    MergeList,
    Status,
    read_domain_list,
    read_user_list,
)
from jafflegaggle.sources.files import list_files
from jafflegaggle.sources.merge_lists import has_lines, merge_lines, read_lines, with_place
from jafflegaggle.sources.reader import read_source
from jafflegaggle.suggest.choice import Suggestion
from jafflegaggle.suggest.spec import COMPANIES, PEOPLE, ListName
from jafflegaggle.text import normalize_domain, normalize_email

VETOES: Mapping[ListName, str] = {PEOPLE: "not_same_user", COMPANIES: "not_same_company"}
Pair = tuple[str, str]


@dataclass(frozen=True)
class KnownList:
    """A merge list as the snapshot knows it.

    Attributes:
        name: which one.
        lines: its lines that the job compiled.
        skipped: the keys that are old in a line that was skipped.
        vetoes: the pairs that must not become one, normalized.
        personal: the personal domains, which no company may be merged with.
    """

    name: ListName
    lines: Sequence[MergeLine] = ()
    skipped: frozenset[str] = frozenset()
    vetoes: Sequence[Pair] = ()
    personal: frozenset[str] = frozenset()

    @cached_property
    def hops(self) -> Mapping[str, str]:
        """Old to new, normalized."""
        return self._compiled(self.lines).hops

    def targets(self, suggestions: Sequence[Suggestion]) -> Mapping[str, str]:
        """Where the list would lead each domain with these suggestions."""
        return compile_domains(self._compiled(self._with(suggestions)), known=()).targets

    def compiling(self, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        """The suggestions that can be appended, all at once, without stopping the job."""
        good = list(suggestions)
        while wrong := self._compiled(self._with(good)).problems:
            olds = {problem.line.old for problem in wrong}
            left = [one for one in good if one.old not in olds]
            if len(left) == len(good):  # what is wrong is wrong without them
                break
            good = left
        return good

    def _with(self, suggestions: Sequence[Suggestion]) -> list[MergeLine]:
        return [*self.lines, *(MergeLine(None, one.old, one.new) for one in suggestions)]

    def _compiled(self, lines: Sequence[MergeLine]) -> MergeList:
        place = "the snapshot's list and its suggestions"
        if self.name == PEOPLE:
            return read_user_list(lines, place)
        return read_domain_list(lines, place, self.personal)


@dataclass(frozen=True)
class KnownLists:
    """Both lists."""

    people: KnownList = field(default_factory=lambda: KnownList(PEOPLE))
    companies: KnownList = field(default_factory=lambda: KnownList(COMPANIES))


def known_lists(session: SparkSession, config: Config, merge_report: DataFrame) -> KnownLists:
    """Both lists by the report of the snapshot, with the vetoes that are configured now."""
    rows = merge_report.select(F.col("list").alias("name"), "line", "old", "new", "status")
    written: dict[ListName, list[MergeLine]] = {PEOPLE: [], COMPANIES: []}
    skipped: dict[ListName, set[str]] = {PEOPLE: set(), COMPANIES: set()}
    for row in rows.collect():
        if Status(row.status).stops_the_job:
            skipped[row.name].add(_normalized(row.name, row.old))
        else:
            written[row.name].append(MergeLine(row.line, row.old, row.new))

    def known(name: ListName) -> KnownList:
        personal = frozenset(config.rules.personal)
        vetoes = _vetoes(session, config, name)
        return KnownList(name, written[name], frozenset(skipped[name]), vetoes, personal)

    return KnownLists(known(PEOPLE), known(COMPANIES))


def _vetoes(session: SparkSession, config: Config, name: ListName) -> list[Pair]:
    source = config.sources.get(VETOES[name])
    if source is None:
        return []
    files = list_files(session, source)
    given = (
        read_lines(session, source, files)
        if has_lines(source)
        else with_place(read_source(session, source, files), source)
    )
    read = merge_lines(source.name, given, config.rules.max_merge_lines, source.null_values)
    return [(_normalized(name, line.old), _normalized(name, line.new)) for line in read.lines]


def _normalized(name: ListName, key: str | None) -> str:
    return (normalize_email(key) if name == PEOPLE else normalize_domain(key)) or ""
