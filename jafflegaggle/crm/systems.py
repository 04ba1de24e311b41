"""The CRMs, each with the mapping that works there as it is."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class System:
    """The defaults of a CRM; no column in them changes by the date alone.

    Attributes:
        name: its name in the configuration.
        company_key: the unique field of companies that holds our key.
        contact_key: that of contacts.
        companies: a field of companies = a column of `accounts`, in order.
        contacts: a field of contacts = a column of `contacts`, in order.
    """

    name: str
    company_key: str
    contact_key: str
    companies: Mapping[str, str]
    contacts: Mapping[str, str]


GENERIC = System(
    "generic",
    company_key="corporate_email",
    contact_key="user_id",
    companies={
        name: name
        for name in (
            "additional_domains",
            "number_of_gaggles",
            "number_of_users_associated",
            "number_of_events_associated",
            "number_of_orders_associated",
            "first_event_associated",
            "most_recent_event_associated",
            "is_paying",
        )
    },
    contacts={
        name: name
        for name in (
            "user_name",
            "email",
            "additional_emails",
            "account_corporate_email",
            "created_at",
            "number_of_events",
            "number_of_orders",
            "first_event",
            "most_recent_event",
        )
    },
)
SYSTEMS: Mapping[str, System] = {
    system.name: system
    for system in (
        GENERIC,
        System("hubspot", "domain", "email", GENERIC.companies, GENERIC.contacts),
        System("salesforce", "domain", "email", GENERIC.companies, GENERIC.contacts),
    )
}
