"""The two merge lists, from lines that people wrote to maps that the engine joins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame

from jafflegaggle.errors import InputError
from jafflegaggle.frames import Materialize, chunked_local_table
from jafflegaggle.identity.known_keys import known_keys
from jafflegaggle.identity.merge_compiler import compile_domains, compile_users
from jafflegaggle.identity.merge_list import (
    MergeLine,
    raise_on_problems,
    read_domain_list,
    read_user_list,
)
from jafflegaggle.rules import Rules


@dataclass(frozen=True)
class MergeLines:
    """The lines of a merge list as written, and where they are (for messages)."""

    lines: Sequence[MergeLine]
    place: str


@dataclass(frozen=True)
class Merges:
    """Both lists, compiled.

    Attributes:
        resolved_emails: `email, target`; None where nothing is merged.
        resolved_domains: `domain, target, personal_list, is_internal`: what is known of some
            domains, where merges lead them included; None where nothing is of any.
        report: one row per line: `list, line, old, new, target, status`.
    """

    resolved_emails: DataFrame | None
    resolved_domains: DataFrame | None
    report: DataFrame


def compile_merges(
    users: DataFrame,
    merged_user: MergeLines,
    merged_company_domain: MergeLines,
    rules: Rules,
    materialize: Materialize,
) -> Merges:
    """Compile both lists, looking up their e-mails and domains among the users once.

    Args:
        users: the valid users.
        merged_user: the lines of that list.
        merged_company_domain: the lines of that list.
        rules: the rules of the business.
        materialize: what to do with the parts of a list too long for one message to the engine.

    Raises:
        InputError: a list is too long, or has lines that people must fix first.
    """
    for name, written in (
        ("merged_user", merged_user),
        ("merged_company_domain", merged_company_domain),
    ):
        if len(written.lines) > rules.max_merge_lines:
            raise InputError(
                f"{name} ({written.place}): more than {rules.max_merge_lines:,} lines; "
                "raise rules.max_merge_lines if the driver has the memory"
            )
    people = read_user_list(merged_user.lines, merged_user.place)
    companies = read_domain_list(
        merged_company_domain.lines, merged_company_domain.place, rules.personal.keys()
    )
    raise_on_problems([people, companies])
    known = known_keys(users, people.keys, companies.keys, materialize)
    by_email = compile_users(people, known.emails, rules.on_missing_target)
    by_domain = compile_domains(companies, known.domains)
    return Merges(
        resolved_emails=_table(
            users,
            "resolved_emails",
            {"email": "string", "target": "string"},
            list(by_email.targets.items()),
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
        report=chunked_local_table(
            users.sparkSession,
            "merge_lines",
            {
                "list": "string",
                "line": "bigint",
                "old": "string",
                "new": "string",
                "target": "string",
                "status": "string",
            },
            [
                (name, row.line, row.old, row.new, row.target, str(row.status))
                for name, compiled in ((people.name, by_email), (companies.name, by_domain))
                for row in compiled.report
            ],
            materialize,
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
