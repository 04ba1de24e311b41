"""A contact: its users and why they belong to it, what survived, its domain and its account."""

from collections.abc import Sequence
from typing import Any

from pyspark.sql import functions as F

from jafflegaggle.explain.companies import companies_of
from jafflegaggle.explain.facts import Account, Id, Line, Some
from jafflegaggle.explain.lines import USERS, domain_lines, lines_about, path
from jafflegaggle.explain.notes import Keys, findings_about, quarantined
from jafflegaggle.explain.rows import EPOCH, MEASURES, Record, Rows, activity_of, names_of
from jafflegaggle.explain.subjects import Contact, ContactGaggle, DomainStory, Survival, User
from jafflegaggle.reasons import Reason
from jafflegaggle.text import extract_email_domain, is_well_formed_domain

CONTACT = ("user_id", "user_name", "email", "gaggle_id", "created_at", "is_internal")
REASONS = ("corporate_email", "account_corporate_email", "account_reason", "personal_list")
ALIAS = ("user_id", "user_name", "email", "gaggle_id", "created_at", "reason")
MAX_USERS, MAX_GAGGLES = 100, 100


def contact(rows: Rows, user_id: Id) -> Contact:
    """What there is to say of a contact that is there."""
    columns = (*CONTACT, *REASONS, *MEASURES)
    found = rows.one("contacts", columns, F.col("user_id") == F.lit(user_id))
    assert found is not None
    aliases = _aliases(rows, user_id)
    emails = {row["email"] for row in aliases.first if row["email"]}
    lines = lines_about(rows, USERS, emails, found["email"]) if emails else []
    users = [_user(row, lines) for row in aliases.first]
    paths = [line for user in users for line in user.lines]
    others = [line for line in lines if line not in paths]
    findings, quarantine = _notes(rows, found, users, [*paths, *others])
    gaggle_id, company = found["gaggle_id"], found["account_corporate_email"]
    return Contact(
        **{name: found[name] for name in CONTACT},
        activity=activity_of(found),
        users=Some(aliases.number, users),
        survivors=survivors(found, users),
        domain=domain_story(rows, found, [note.reason for note in findings]),
        account_reason=found["account_reason"],
        account=account(rows, company),
        gaggle=None if gaggle_id is None else companies_of(rows, gaggle_id),
        gaggles=_gaggles(rows, user_id),
        other_lines=others,
        findings=findings,
        quarantine=quarantine,
    )


def account(rows: Rows, corporate_email: str | None) -> Account | None:
    """An account; None: there is none of that name."""
    if corporate_email is None:
        return None
    found = rows.one(
        "accounts", names_of(Account), F.col("corporate_email") == F.lit(corporate_email)
    )
    return None if found is None else Account(**found)


def _aliases(rows: Rows, user_id: Id) -> Some[Record]:
    """The users of a contact: the survivor, then the newest."""
    by = (
        (F.col("user_id") == F.lit(user_id)).desc(),
        F.col("created_at").desc_nulls_last(),
        F.col("user_id").asc(),
    )
    columns = (*ALIAS, "list_line", "target", *MEASURES)
    is_its = F.col("contact_user_id") == F.lit(user_id)
    return rows.first("contact_aliases", columns, is_its, by, MAX_USERS)


def _user(row: Record, lines: Sequence[Line]) -> User:
    is_merged = row["target"] is not None
    return User(
        **{name: row[name] for name in ALIAS},
        list_line=row["list_line"],
        target=row["target"],
        lines=path(lines, row["email"], row["target"]) if is_merged else [],
        activity=activity_of(row),
    )


def survivors(found: Record, users: Sequence[User]) -> list[Survival]:
    """Which user gave what survived, by the rules of the job.

    Args:
        found: the contact.
        users: its users, the survivor first, then the newest.
    """

    def donor(chosen: Sequence[User], column: str) -> Id | None:
        givers = (user.user_id for user in chosen if getattr(user, column) == found[column])
        return None if found[column] is None else next(givers, None)

    dated = [user for user in users if user.created_at]
    newest = sorted(dated, key=lambda user: user.created_at or EPOCH, reverse=True)
    newest += [user for user in users if not user.created_at]
    rules = (
        ("user_name", newest, "the newest name"),
        ("gaggle_id", newest, "the newest gaggle"),
        ("created_at", users, "the earliest sign-up"),
    )
    return [
        Survival("email", found["email"], found["user_id"], _why_survivor(users)),
        *(
            Survival(column, found[column], donor(chosen, column), rule)
            for column, chosen, rule in rules
        ),
    ]


def _why_survivor(users: Sequence[User]) -> str:
    """Why the first of the users survives."""
    same = [user for user in users if user.reason != "merged"]
    if len(users) == 1:
        return "the only user"
    if len(same) == 1:
        return "the only one with this e-mail"
    return "the earliest sign-up with this e-mail"


def domain_story(rows: Rows, found: Record, reasons: Sequence[str]) -> DomainStory:
    """How the domain of a contact came about.

    Args:
        rows: the snapshot.
        found: the contact.
        reasons: those of the findings about it.
    """
    email = found["email"]
    domain = extract_email_domain(email) if email else None
    if domain is None:
        no_address = Reason.NO_ADDRESS.of()
        no_email = no_address if no_address in reasons else Reason.NO_EMAIL.of()
        flaw = Reason.MALFORMED_ADDRESS.of() if email else no_email
        return DomainStory(None, flaw, None, None, [])
    lines = path(domain_lines(rows, domain), domain)
    company = (lines[-1].target if lines else None) or domain
    if found["personal_list"]:
        return DomainStory(domain, "personal", None, found["personal_list"], lines)
    if not is_well_formed_domain(company):
        return DomainStory(domain, Reason.MALFORMED_DOMAIN.of(), None, None, lines)
    return DomainStory(domain, "merged" if lines else "company", company, None, lines)


def _gaggles(rows: Rows, user_id: Id) -> list[ContactGaggle]:
    columns = ("gaggle_id", "is_current", "number_of_users", *MEASURES)
    by = (F.col("is_current").desc(), F.col("number_of_events").desc(), "gaggle_id")
    is_its = F.col("user_id") == F.lit(user_id)
    found = rows.fetch("contact_gaggles", columns, is_its, by, MAX_GAGGLES)
    return [
        ContactGaggle(row["gaggle_id"], row["is_current"], row["number_of_users"], activity_of(row))
        for row in found
    ]


def _notes(
    rows: Rows, found: Record, users: Sequence[User], lines: Sequence[Line]
) -> tuple[Any, Any]:
    """What findings and the quarantine say of a contact, its users, domain, gaggle and lines."""
    domain = extract_email_domain(found["email"]) if found["email"] else None
    domains = {domain, found["corporate_email"], found["account_corporate_email"]} - {None}
    keys = Keys(
        users=[user.user_id for user in users],
        gaggles=[] if found["gaggle_id"] is None else [found["gaggle_id"]],
        emails=sorted({user.email for user in users if user.email}),
        domains=sorted(map(str, domains)),
        lines=lines,
    )
    without_gaggle = Keys(users=keys.users, emails=keys.emails)
    return findings_about(rows, keys), quarantined(rows, without_gaggle)
