"""Any other CRM: files under our own names, for a tool that maps them."""

from jafflegaggle.crm.cells import Limits
from jafflegaggle.crm.systems.spec import COMPANY, CONTACT, System, mapped

SYSTEM = System(
    "generic",
    company_key="corporate_email",
    contact_key="user_id",
    companies=mapped(
        "accounts",
        {
            name: name
            for name in (
                "account_name",
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
    ),
    contacts=mapped(
        "contacts",
        {
            name: name
            for name in (
                "user_name",
                "first_name",
                "last_name",
                "email",
                "additional_emails",
                "account_corporate_email",
                "created_at",
                "user_cohort",
                "number_of_events",
                "number_of_orders",
                "first_event",
                "most_recent_event",
            )
        },
    ),
    files={COMPANY: "companies.csv", CONTACT: "contacts.csv"},
    ids=("into_crm_id", "crm_id", "crm_id"),
    limits=Limits(2**31),
    parent="account_corporate_email",
    is_json_possible=True,
    is_in_millis=False,
)
