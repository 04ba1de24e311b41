"""What the merge lists have already, by the snapshot's report, and what vetoes keep apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config
from jafflegaggle.identity.lines import NO_LIST, MergeLine, MergeLines, Status
from jafflegaggle.identity.merge_compiler import compile_domains
from jafflegaggle.identity.merge_list import MergeList, read_domain_list, read_user_list
from jafflegaggle.identity.messages import raise_on_problems
from jafflegaggle.identity.vetoes import Vetoes, read_domain_vetoes, read_user_vetoes
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
        not_same: the lines of its vetoes.
        personal: the personal domains, which no company may be merged with.
    """

    name: ListName
    lines: Sequence[MergeLine] = ()
    skipped: frozenset[str] = frozenset()
    not_same: MergeLines = NO_LIST
    personal: frozenset[str] = frozenset()

    @cached_property
    def vetoes(self) -> Sequence[Pair]:
        """The pairs that must not become one, normalized."""
        return [veto.keys for veto in self._vetoes.vetoes]

    @cached_property
    def _vetoes(self) -> Vetoes:
        return (read_user_vetoes if self.name == PEOPLE else read_domain_vetoes)(self.not_same)

    @cached_property
    def hops(self) -> Mapping[str, str]:
        """Old to new, normalized."""
        return self._compiled(self.lines).hops

    @property
    def without_lines(self) -> MergeList:
        """Its vetoes alone, and what is wrong with them."""
        return self._compiled(())

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
            return read_user_list(lines, place, self._vetoes)
        return read_domain_list(lines, place, self.personal, self._vetoes)


@dataclass(frozen=True)
class KnownLists:
    """Both lists."""

    people: KnownList = field(default_factory=lambda: KnownList(PEOPLE))
    companies: KnownList = field(default_factory=lambda: KnownList(COMPANIES))


def known_lists(session: SparkSession, config: Config, merge_report: DataFrame) -> KnownLists:
    """Both lists by the report of the snapshot, with the vetoes that are configured now.

    Raises:
        InputError: a veto cannot be read.
    """
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
        vetoes = _not_same(session, config, VETOES[name])
        return KnownList(name, written[name], frozenset(skipped[name]), vetoes, personal)

    both = KnownLists(known(PEOPLE), known(COMPANIES))
    raise_on_problems([both.people.without_lines, both.companies.without_lines])
    return both


def _not_same(session: SparkSession, config: Config, name: str) -> MergeLines:
    source = config.sources.get(name)
    if source is None:
        return NO_LIST
    files = list_files(session, source)
    given = (
        read_lines(session, source, files)
        if has_lines(source)
        else with_place(read_source(session, source, files), source)
    )
    return merge_lines(name, given, config.rules.max_merge_lines, source.null_values)


def _normalized(name: ListName, key: str | None) -> str:
    return (normalize_email(key) if name == PEOPLE else normalize_domain(key)) or ""
