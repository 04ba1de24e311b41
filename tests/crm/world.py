"""Small snapshots for change sets: contacts by their users, and companies."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyspark.sql import DataFrame

from jafflegaggle.crm.baseline import next_baseline
from jafflegaggle.crm.changes import changes
from jafflegaggle.crm.columns import BASELINE_COLUMNS
from jafflegaggle.crm.mapping import ObjectSpec, fields_of
from jafflegaggle.crm.records import records
from tests.conftest import MakeDf

CONTACTS = ObjectSpec(
    "contact", "contacts", "user_id", "id", fields_of({"Name": "user_name", "Email": "email"})
)
COMPANIES = ObjectSpec(
    "company",
    "accounts",
    "corporate_email",
    "domain",
    fields_of({"Users": "number_of_users", "More": "additional_domains"}),
)
BASELINE = ", ".join(f"{name} {kind}" for name, kind in BASELINE_COLUMNS.items())
KEYS = "object string, key string"


class Person(NamedTuple):
    """A contact of a snapshot; an e-mail that is not given is that of its user."""

    users: Sequence[int]
    name: str = "ann"
    email: str | None = None
    is_internal: bool = False


def tables(
    make_df: MakeDf,
    people: Mapping[int, Person],
    companies: Mapping[str, int] | None = None,
    lines: Sequence[tuple[str, str, str]] = (),
    created: Mapping[int, int] | None = None,
    emails: Mapping[int, str] | None = None,
) -> dict[str, DataFrame]:
    """The tables of a snapshot.

    Args:
        make_df: the fixture.
        people: the contacts by their ids.
        companies: the users of each account.
        lines: old domain, target and status of the merged domains.
        created: the seconds of sign-ups that are not those of the user's id.
        emails: the e-mails of users that are not `<id>@x.com`.
    """
    seconds, own = created or {}, emails or {}
    contacts = [
        [id_, one.name, one.email or own.get(id_, f"{id_}@x.com"), one.is_internal]
        for id_, one in people.items()
    ]
    aliases = [
        [user, id_, own.get(user, f"{user}@x.com"), seconds.get(user, user)]
        for id_, one in people.items()
        for user in one.users
    ]
    users = "user_id bigint, contact_user_id bigint, email string, created_at bigint"
    return {
        "contacts": make_df(
            contacts, "user_id bigint, user_name string, email string, is_internal boolean"
        ),
        "contact_aliases": make_df(aliases, users).selectExpr(
            "user_id", "contact_user_id", "email", "timestamp_micros(created_at) as created_at"
        ),
        "accounts": make_df(
            [list(one) for one in (companies or {}).items()],
            "corporate_email string, number_of_users bigint",
        ),
        "merge_report": make_df(
            [["merged_company_domain", old, target, status] for old, target, status in lines],
            "list string, old string, target string, status string",
        ),
    }


def baseline_of(make_df: MakeDf, spec: ObjectSpec, before: Mapping[str, DataFrame]) -> DataFrame:
    """The baseline after a first load of a snapshot; as its rows, since a plan of both is large."""
    empty = make_df([], BASELINE)
    first = changes(spec, records(spec, before), empty, before)
    rows = next_baseline(empty, first, make_df([], KEYS)).collect()
    return make_df([list(row) for row in rows], BASELINE)
