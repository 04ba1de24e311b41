"""A domain: its account or why it has none, its contacts and its gaggles."""

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.explain.contact import account
from jafflegaggle.explain.facts import Line, Person, Some
from jafflegaggle.explain.lines import domain_lines, links, new_of, old_of, path
from jafflegaggle.explain.notes import Keys, findings_about
from jafflegaggle.explain.rows import Record, Rows, fetch, is_one_of
from jafflegaggle.explain.subjects import Domain, DomainGaggle
from jafflegaggle.text import is_well_formed_domain

MAX_SHOWN = 10
GAGGLE = ("gaggle_id", "is_primary", "number_of_users", "number_of_events", "number_of_orders")


def domain(rows: Rows, name: str) -> Domain:
    """What there is to say of a domain."""
    lines = domain_lines(rows, name)
    chain = path(lines, name)
    own = account(rows, chain[-1].target if chain else name)
    with_email = has_domain(name)
    there = _counts(rows, with_email)
    is_account = own is not None and own.corporate_email == name
    attributed = F.col("account_corporate_email") == F.lit(name)
    company = own.corporate_email if own else name
    return Domain(
        domain=name,
        verdict=_verdict(name, chain, is_account, there),
        personal_list=there["personal_list"],
        lines=chain,
        merged_from=[line for line in lines if line.target == name and line not in chain],
        other_lines=_without_effect(lines, name),
        account=own,
        number_of_contacts=there["contacts"],
        contacts_by_reason=_by_reason(rows, attributed) if is_account else {},
        contacts=people(rows, attributed if is_account else with_email),
        gaggles=_gaggles(rows, company),
        findings=findings_about(rows, Keys(domains=[name], lines=lines)),
    )


def _without_effect(lines: Sequence[Line], name: str) -> list[Line]:
    """The lines that name a domain and do nothing: repeated or skipped ones."""
    effective = links(lines)
    return [
        line for line in lines if line not in effective and name in (old_of(line), new_of(line))
    ]


def has_domain(name: str) -> Column:
    """Whether an e-mail has the domain."""
    email = F.col("email")
    # A look at its end is quicker than a pattern, and rules out nearly all.
    is_like = F.contains(email, F.lit(f"@{name}"))
    return is_like & (extract_email_domain(email) == F.lit(name))


def people(rows: Rows, where: Column) -> Some[Person]:
    """The contacts with the most events, and how many there are."""
    by = (F.col("number_of_events").desc(), F.col("user_id").asc())
    return rows.some(Person, "contacts", where, by, MAX_SHOWN)


def _counts(rows: Rows, where: Column) -> Record:
    """One record: how many contacts, how many of them are internal, and the personal list."""
    internal = F.count(F.when(F.col("is_internal"), F.lit(1)))
    counted = (
        rows.table("contacts", "email", "is_internal", "personal_list")
        .where(where)
        .agg(
            F.count(F.lit(1)).alias("contacts"),
            internal.alias("internal"),
            F.max("personal_list").alias("personal_list"),
        )
    )
    return fetch(counted, 1)[0]


def _by_reason(rows: Rows, where: Column) -> dict[str, int]:
    counted = (
        rows.table("contacts", "account_corporate_email", "account_reason")
        .where(where)
        .groupBy("account_reason")
        .agg(F.count(F.lit(1)).alias("contacts"))
        .orderBy("account_reason")
    )
    return {row["account_reason"]: row["contacts"] for row in fetch(counted, MAX_SHOWN)}


def _verdict(name: str, chain: list[Line], is_account: bool, there: Record) -> str:
    if chain:
        return "merged"
    if is_account:
        return "account"
    if not there["contacts"]:
        return "no_contacts"
    if there["personal_list"]:
        return "personal"
    return "internal" if is_well_formed_domain(name) else "malformed_domain"


def _gaggles(rows: Rows, company: str) -> Some[DomainGaggle]:
    """The gaggles with contacts of a company, those with the most first."""
    by = (
        F.col("number_of_users").desc(),
        F.col("number_of_events").desc(),
        F.col("gaggle_id").asc_nulls_last(),
    )
    is_its = F.col("corporate_email") == F.lit(company)
    found = rows.first("gaggle_domains", GAGGLE, is_its, by, MAX_SHOWN)
    ids = [row["gaggle_id"] for row in found.first if row["gaggle_id"] is not None]
    is_one = is_one_of(F.col("gaggle_id"), ids)
    named = rows.fetch("gaggle_facts", ("gaggle_id", "gaggle_name"), is_one) if ids else []
    names = {row["gaggle_id"]: row["gaggle_name"] for row in named}
    return Some(
        found.number,
        [DomainGaggle(**row, gaggle_name=names.get(row["gaggle_id"])) for row in found.first],
    )
