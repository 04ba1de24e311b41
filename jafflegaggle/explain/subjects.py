"""What is explained: a contact, a domain, a gaggle, or a key that nobody has.

One structure, which a tree and JSON show; the names of its fields are those of the JSON.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jafflegaggle.explain.facts import (
    Account,
    Activity,
    GaggleCompanies,
    Id,
    Line,
    Note,
    Person,
    Quarantined,
    Some,
)


@dataclass(frozen=True)
class User:
    """A user of a contact, and why it belongs there.

    Attributes:
        reason: self, same_email or merged.
        lines: the lines that lead from its e-mail to the contact's, one after the other.
    """

    user_id: Id
    user_name: str | None
    email: str | None
    gaggle_id: Id | None
    created_at: dt.datetime | None
    reason: str
    list_line: int | None
    target: str | None
    lines: Sequence[Line]
    activity: Activity


@dataclass(frozen=True)
class Survival:
    """A value of a contact, and the user who gave it.

    Attributes:
        user_id: the user; None: no user has a value, or it is beyond those shown.
        rule: which user it is.
    """

    column: str
    value: Any
    user_id: Id | None
    rule: str


@dataclass(frozen=True)
class DomainStory:
    """How a domain became a company, or did not.

    Attributes:
        domain: what follows the `@`; None: there is none.
        verdict: company, merged, personal, malformed_domain, malformed_address, no_address or
            no_email.
        company: the company after domain merges.
        personal_list: which list calls it personal.
        lines: the lines that lead to the company, one after the other.
    """

    domain: str | None
    verdict: str
    company: str | None
    personal_list: str | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class ContactGaggle:
    """A gaggle that users of a contact are in."""

    gaggle_id: Id
    is_current: bool
    number_of_users: int
    activity: Activity


@dataclass(frozen=True)
class Contact:
    """A contact, and how it came about.

    Attributes:
        survivors: for e-mail, name, gaggle and sign-up, which user gave it.
        domain: how its domain came about.
        account_reason: own_domain, merged_domain or gaggle_primary; None: it has no account.
        gaggle: the companies of its gaggle; None: it has no gaggle.
        gaggles: all gaggles of its users.
        other_lines: lines that name its e-mails and lead no user to it.
    """

    user_id: Id
    user_name: str | None
    email: str | None
    gaggle_id: Id | None
    created_at: dt.datetime | None
    is_internal: bool
    activity: Activity
    users: Some[User]
    survivors: Sequence[Survival]
    domain: DomainStory
    account_reason: str | None
    account: Account | None
    gaggle: GaggleCompanies | None
    gaggles: Sequence[ContactGaggle]
    other_lines: Sequence[Line]
    findings: Sequence[Note]
    quarantine: Sequence[Quarantined]


@dataclass(frozen=True)
class DomainGaggle:
    """A gaggle with contacts of a company."""

    gaggle_id: Id | None
    gaggle_name: str | None
    is_primary: bool
    number_of_users: int
    number_of_events: int
    number_of_orders: int


@dataclass(frozen=True)
class Domain:
    """A domain: its account, or why it has none.

    Attributes:
        verdict: account, merged, personal, internal, malformed_domain or no_contacts.
        lines: the lines that move it, one after the other.
        merged_from: the lines that move others to it.
        other_lines: lines that name it and do nothing: repeated or skipped ones.
        account: its account, or that of the domain that it is merged into.
        number_of_contacts: the contacts with an e-mail there.
        contacts_by_reason: how the contacts of its own account came to it.
        contacts: those of its own account; without one, those with an e-mail there.
    """

    domain: str
    verdict: str
    personal_list: str | None
    lines: Sequence[Line]
    merged_from: Sequence[Line]
    other_lines: Sequence[Line]
    account: Account | None
    number_of_contacts: int
    contacts_by_reason: Mapping[str, int]
    contacts: Some[Person]
    gaggles: Some[DomainGaggle]
    findings: Sequence[Note]


@dataclass(frozen=True)
class Gaggle:
    """A gaggle.

    Attributes:
        is_known: whether `gaggles` has it.
        number_of_users: how many contacts count in it, which internal ones do not.
        contacts: all contacts whose current gaggle it is.
        number_of_former_contacts: contacts with a user there, who are in another one now.
    """

    gaggle_id: Id
    gaggle_name: str | None
    is_known: bool
    created_at: dt.datetime | None
    lifecycle: str | None
    number_of_users: int
    activity: Activity
    companies: GaggleCompanies
    contacts: Some[Person]
    number_of_former_contacts: int
    findings: Sequence[Note]
    quarantine: Sequence[Quarantined]


@dataclass(frozen=True)
class Nobody:
    """A key that nobody has, and what mentions it."""

    lines: Sequence[Line]
    findings: Sequence[Note]
    quarantine: Sequence[Quarantined]


@dataclass(frozen=True)
class Explanation:
    """What there is to say of a key.

    Attributes:
        key: the key, normalized.
        asked_as: email, user, domain or gaggle; None: nobody has the key, whichever it is.
        kind: contact, domain, gaggle or nobody.
        led_by: the lines that lead from an e-mail that no user has to the contact.
        subject: what it is.
    """

    snapshot_date: str
    run_id: str
    key: str
    asked_as: str | None
    kind: str
    led_by: Sequence[Line]
    subject: Contact | Domain | Gaggle | Nobody
