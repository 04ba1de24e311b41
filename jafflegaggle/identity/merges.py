"""The two merge lists, from lines that people wrote to maps that the engine joins."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame

from jafflegaggle.errors import InputError
from jafflegaggle.frames import Materialize, chunked_local_table
from jafflegaggle.identity.joined_companies import companies_by_email, lines_joining_companies
from jafflegaggle.identity.known_keys import known_keys
from jafflegaggle.identity.lines import NO_LIST, MergeLines
from jafflegaggle.identity.merge_compiler import Compiled, compile_domains, compile_users
from jafflegaggle.identity.merge_list import MergeList, read_domain_list, read_user_list
from jafflegaggle.identity.messages import list_message, raise_on_problems
from jafflegaggle.identity.vetoes import read_domain_vetoes, read_user_vetoes
from jafflegaggle.rules import Rules

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Merges:
    """Both lists, compiled.

    Attributes:
        resolved_emails: `email, target, list_line`, the line (NULL without a file) that moves the
            e-mail; None where nothing is merged.
        resolved_domains: `domain, target, personal_list, is_internal`: what is known of some
            domains, where merges lead them included; None where nothing is of any.
        joined_companies: one row per line of `merged_user` that joins users of two companies:
            `line, value`; None where none does.
        report: one row per line: `list, line, old, new, target, status`.
    """

    resolved_emails: DataFrame | None
    resolved_domains: DataFrame | None
    joined_companies: DataFrame | None
    report: DataFrame


def compile_merges(
    users: DataFrame, lists: Mapping[str, MergeLines], rules: Rules, materialize: Materialize
) -> Merges:
    """Compile both lists, looking up their e-mails and domains among the users once.

    Args:
        users: the valid users.
        lists: the lines of the merge lists and of the vetoes, by the names of their sources.
        rules: the rules of the business.
        materialize: what to do with the parts of a list too long for one message to the engine.

    Raises:
        InputError: a list is too long, or has lines that people must fix first.
    """
    people, companies = read_lists(lists, rules)
    raise_on_problems([people, companies])
    for merge_list in (people, companies):
        if merge_list.problems:
            log.warning("%s", list_message(merge_list))
    known = known_keys(users, people.keys, companies.keys, materialize)
    by_email = compile_users(people, known.emails, rules.on_missing_target)
    by_domain = compile_domains(companies, known.domains)
    company_of = companies_by_email(by_domain.targets, rules.personal.keys())
    joining = lines_joining_companies(people, by_email, company_of)
    return Merges(
        resolved_emails=_table(
            users,
            "resolved_emails",
            {"email": "string", "target": "string", "list_line": "bigint"},
            [
                (old, target, people.lines[people.first_lines[old]].line)
                for old, target in by_email.targets.items()
            ],
            materialize,
        ),
        resolved_domains=_table(
            users,
            "resolved_domains",
            {
                "domain": "string",
                "target": "string",
                "personal_list": "string",
                "is_internal": "boolean",
            },
            _domain_rows(by_domain.targets, rules),
            materialize,
        ),
        joined_companies=_table(
            users,
            "joined_companies",
            {"line": "string", "value": "string"},
            list(joining),
            materialize,
        ),
        report=_report(users, {people.name: by_email, companies.name: by_domain}, materialize),
    )


def _report(
    users: DataFrame, compiled: Mapping[str, Compiled], materialize: Materialize
) -> DataFrame:
    types = {"list": "string", "line": "bigint", "old": "string", "new": "string"}
    rows = [
        (name, row.line, row.old, row.new, row.target, str(row.status))
        for name, one in compiled.items()
        for row in one.report
    ]
    return chunked_local_table(
        users.sparkSession,
        "merge_lines",
        {**types, "target": "string", "status": "string"},
        rows,
        materialize,
    )


def read_lists(lists: Mapping[str, MergeLines], rules: Rules) -> tuple[MergeList, MergeList]:
    """Read the lists of people and of companies, held against their vetoes.

    Args:
        lists: the lines of the merge lists and of the vetoes, by the names of their sources.
        rules: the rules of the business.

    Raises:
        InputError: a list is too long.
    """
    for name, written in lists.items():
        if len(written.lines) > rules.max_merge_lines:
            raise InputError(
                f"{name} ({written.place}): more than {rules.max_merge_lines:,} lines; "
                "raise rules.max_merge_lines if the driver has the memory"
            )
    people, companies, not_same_user, not_same_company = (
        lists.get(name, NO_LIST)
        for name in (
            "merged_user",
            "merged_company_domain",
            "not_same_user",
            "not_same_company",
        )
    )
    return (
        read_user_list(
            people.lines, people.place, read_user_vetoes(not_same_user), rules.on_bad_line
        ),
        read_domain_list(
            companies.lines,
            companies.place,
            rules.personal.keys(),
            read_domain_vetoes(not_same_company),
            rules.on_bad_line,
        ),
    )


def _domain_rows(
    targets: Mapping[str, str], rules: Rules
) -> list[tuple[str, str, str | None, bool]]:
    """One row per domain that is merged, personal or internal, so that one join tells all."""
    rows = []
    for domain in dict.fromkeys([*targets, *rules.personal, *sorted(rules.internal)]):
        target = targets.get(domain, domain)
        is_internal = not rules.internal.isdisjoint((domain, target))
        rows.append((domain, target, rules.personal.get(target), is_internal))
    return rows


def _table(
    users: DataFrame,
    name: str,
    types: Mapping[str, str],
    rows: Sequence[tuple[Any, ...]],
    materialize: Materialize,
) -> DataFrame | None:
    if not rows:
        return None
    return chunked_local_table(users.sparkSession, name, types, rows, materialize)
