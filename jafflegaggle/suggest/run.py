"""`jafflegaggle suggest`: from the published snapshot to suggestions for both merge lists."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config
from jafflegaggle.crm.record_ids import crm_records
from jafflegaggle.errors import InputError
from jafflegaggle.publish import Snapshot
from jafflegaggle.suggest import rules_of
from jafflegaggle.suggest.candidates import Found, company_facts, find, people_facts
from jafflegaggle.suggest.choice import Candidate, Suggestion, choose
from jafflegaggle.suggest.crm_merges import merged_companies, merged_contacts
from jafflegaggle.suggest.frames import (
    Frames,
    company_frames,
    external_contacts,
    people_frames,
)
from jafflegaggle.suggest.lists import KnownList, KnownLists, known_lists
from jafflegaggle.suggest.namesakes import MAX_NAMESAKES, too_many_namesakes
from jafflegaggle.suggest.provider_typos import providers_misspelt
from jafflegaggle.suggest.spec import COMPANIES, PEOPLE
from jafflegaggle.text import listed

LIMIT = 10_000
MAX_MISSPELT = 100
# What it reads of a snapshot.
READS: Mapping[str, Sequence[str]] = {
    "contacts": ("is_internal", "personal_list", "account_reason"),
    "contact_gaggles": ("is_current",),
    "contact_aliases": ("contact_user_id",),
    "merge_report": ("status",),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Misspelt:
    """A domain one typo away from a provider, for `rules.personal_domains`."""

    domain: str
    provider: str
    users: int


@dataclass(frozen=True)
class Suggestions:
    """What the snapshot suggests.

    Attributes:
        snapshot_date: the date of the snapshot, `YYYY-MM-DD`.
        people: lines for `merged_user`, in the order of their rank.
        companies: lines for `merged_company_domain`, likewise.
        misspelt: domains for `rules.personal_domains`.
        notes: what was left out, in sentences.
    """

    snapshot_date: str
    people: Sequence[Suggestion]
    companies: Sequence[Suggestion]
    misspelt: Sequence[Misspelt]
    notes: Sequence[str]


def suggest(
    session: SparkSession, config: Config, snapshot: Snapshot, limit: int = LIMIT
) -> Suggestions:
    """Suggest lines for the merge lists by a snapshot.

    Args:
        session: the engine.
        config: the configuration that the snapshot was made with.
        snapshot: the snapshot.
        limit: how many candidate pairs of each list come to the driver, by their rank.

    Raises:
        InputError: the snapshot is of an earlier version, or a veto or record cannot be read.
    """
    _assert_readable(snapshot.place, snapshot.tables)
    return suggestions_of(
        snapshot.tables,
        known_lists(session, config, snapshot.tables["merge_report"]),
        snapshot.manifest.snapshot_date,
        limit,
        crm_records(session, config),
    )


def suggestions_of(
    tables: Mapping[str, DataFrame],
    known: KnownLists,
    snapshot_date: str,
    limit: int = LIMIT,
    records: Mapping[str, DataFrame] | None = None,
) -> Suggestions:
    """The suggestions by the tables of a snapshot; those for people follow from companies too.

    Args:
        tables: those of the snapshot.
        known: what the merge lists have already.
        snapshot_date: the date of the snapshot.
        limit: how many candidate pairs of each list come to the driver, by their rank.
        records: those of the CRM, by the name of their source.
    """
    theirs = records or {}
    companies, company_notes = suggest_companies(
        tables, known.companies, limit, theirs.get("crm_companies")
    )
    targets = known.companies.targets(companies)
    moves = {one.old: targets[one.old] for one in companies}
    frames = dict(people_frames(tables, moves))
    if "crm_contacts" in theirs:
        merged = merged_contacts(theirs["crm_contacts"], tables["contact_aliases"])
        frames["crm_merged_contacts"] = merged
    facts = people_facts(external_contacts(tables["contacts"]), tables["contact_aliases"])
    found = find(rules_of(PEOPLE), frames, facts, limit)
    vetoed = {
        frozenset(targets.get(domain, domain) for domain in pair) for pair in known.companies.vetoes
    }
    allowed = [one for one in found.candidates if _companies(one, targets) not in vetoed]
    return Suggestions(
        snapshot_date,
        people=_chosen(allowed, known.people),
        companies=companies,
        misspelt=_misspelt(frames),
        notes=[*_notes(PEOPLE, found, limit), *company_notes, *_skipped(frames)],
    )


def suggest_companies(
    tables: Mapping[str, DataFrame],
    known: KnownList,
    limit: int = LIMIT,
    records: DataFrame | None = None,
) -> tuple[list[Suggestion], list[str]]:
    """The lines for `merged_company_domain` alone, and notes of what was left out."""
    frames = company_frames(tables)
    if records is not None:
        frames["crm_merged_companies"] = merged_companies(records)
    found = find(rules_of(COMPANIES), frames, company_facts(frames["domains"]), limit)
    return _chosen(found.candidates, known), _notes(COMPANIES, found, limit)


def _notes(name: str, found: Found, limit: int) -> list[str]:
    note = (
        f"{name}: more than {limit:,} candidate pairs; the first by confidence, orders and events "
        "were looked at (--limit)"
    )
    return [note] if found.is_cut else []


def _chosen(candidates: Sequence[Candidate], known: KnownList) -> list[Suggestion]:
    """The suggestions among candidates that the job's own compiler takes."""
    possible = [
        one for one in candidates if known.personal.isdisjoint((one.old.name, one.new.name))
    ]
    chosen = choose(possible, known.hops, known.vetoes, known.skipped)
    good = known.compiling(chosen)
    if len(good) < len(chosen):
        log.warning("%s: %d suggestions would not compile", known.name, len(chosen) - len(good))
    return good


def _companies(candidate: Candidate, targets: Mapping[str, str]) -> frozenset[str]:
    domains = (key.name.rpartition("@")[2] for key in (candidate.old, candidate.new))
    return frozenset(targets.get(domain, domain) for domain in domains)


def _misspelt(frames: Frames) -> list[Misspelt]:
    people, domains = frames["people"], frames["domains"]
    assert people is not None
    assert domains is not None
    found = providers_misspelt(people, domains).orderBy(F.desc("users"), "domain")
    rows = found.limit(MAX_MISSPELT).collect()
    return [Misspelt(row.domain, row.provider, row.users) for row in rows]


def _skipped(frames: Frames) -> list[str]:
    people = frames["people"]
    assert people is not None
    large = too_many_namesakes(people)
    counted = large.agg(
        F.count(F.lit(1)).alias("names"),
        F.max("size").alias("size"),
        F.max_by(F.concat_ws(" at ", "name", "domain"), "size").alias("example"),
    ).collect()[0]
    if not counted.names:
        return []
    note = (
        f"local_part_typo: names that more than {MAX_NAMESAKES} of one domain have were left out: "
        f"{counted.names:,}, for example {counted.example} ({counted.size:,})"
    )
    return [note]


def _assert_readable(place: str, tables: Mapping[str, DataFrame]) -> None:
    """Refuse a snapshot that lacks what suggestions need.

    Raises:
        InputError: naming the columns.
    """
    missing = [
        f"{table}.{column}"
        for table, columns in READS.items()
        for column in columns
        if table not in tables or column not in tables[table].columns
    ]
    if missing:
        raise InputError(
            f"{place}: the snapshot is of an earlier version, without {listed(missing)}; "
            "run the job again"
        )
