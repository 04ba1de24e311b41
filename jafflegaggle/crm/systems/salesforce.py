"""Salesforce: a CSV and a job of the Bulk API 2.0 for each object and operation.

Records are found by an external id, and a contact's account by the external id of accounts.
"""

from collections.abc import Mapping
from typing import Any

from jafflegaggle.crm.cells import Limits, Rule
from jafflegaggle.crm.files import Size
from jafflegaggle.crm.systems.spec import ACCOUNT, COMPANY, CONTACT, Object, System, Written, mapped

CLEAR = "#N/A"
NAMES: Mapping[Object, str] = {COMPANY: "Account", CONTACT: "Contact"}
# The longest that a custom field of type Text, which an external id is, can be.
KEY = Rule(max_length=255)


def jobs(written: Written) -> dict[str, Any]:
    """The jobs: an upsert and a delete per object; a further file of a job is a job of its own."""
    found: dict[str, Any] = {}
    for object_, upsert in written.upserts.items():
        name = NAMES[object_]
        found[f"{name}.upsert.job.json"] = _job(name, "upsert", {"externalIdFieldName": upsert.key})
        found[f"{name}.delete.job.json"] = _job(name, "delete", {})
    return found


def _job(name: str, operation: str, further: Mapping[str, str]) -> dict[str, str]:
    form = {"contentType": "CSV", "columnDelimiter": "COMMA", "lineEnding": "LF"}
    return {"object": name, "operation": operation, **further, **form}


SYSTEM = System(
    "salesforce",
    company_key="Jafflegaggle_Account__c",
    contact_key="Jafflegaggle_User_Id__c",
    companies=mapped(
        "accounts",
        {
            "Name": ("account_name", "corporate_email"),
            "Website": "corporate_email",
            "Jafflegaggle_Additional_Domains__c": "additional_domains",
            "Jafflegaggle_Gaggles__c": "number_of_gaggles",
            "Jafflegaggle_Users__c": "number_of_users_associated",
            "Jafflegaggle_Events__c": "number_of_events_associated",
            "Jafflegaggle_Orders__c": "number_of_orders_associated",
            "Jafflegaggle_First_Event__c": "first_event_associated",
            "Jafflegaggle_Last_Event__c": "most_recent_event_associated",
            "Jafflegaggle_Is_Paying__c": "is_paying",
        },
    ),
    contacts=mapped(
        "contacts",
        {
            "FirstName": "first_name",
            "LastName": ("last_name", "user_name"),
            "Email": "email",
            f"Account.{ACCOUNT}": "account_corporate_email",
            "Jafflegaggle_Signed_Up__c": "created_at",
            "Jafflegaggle_Cohort__c": "user_cohort",
            "Jafflegaggle_Events__c": "number_of_events",
            "Jafflegaggle_Orders__c": "number_of_orders",
            "Jafflegaggle_First_Event__c": "first_event",
            "Jafflegaggle_Last_Event__c": "most_recent_event",
        },
    ),
    files={COMPANY: "Account.upsert.csv", CONTACT: "Contact.upsert.csv"},
    ids=("MasterRecordId", "MergeRecordId", "Id"),
    # Bulk API and Bulk API 2.0 Limits and Allocations: 32,000 characters in a field, 150,000,000
    # records in 24 hours, 150 MB after base64 encoding, which is 100 MB to be safe. SOQL and SOSL
    # Reference, "Date Formats": from 1700-01-01 to 4000-12-31.
    limits=Limits(32_000, years=(1700, 4000), words={CLEAR: "would clear the field"}),
    # Salesforce Field Reference Guide, Account and Contact.
    rules={
        COMPANY: {
            "Name": Rule(max_length=255, is_required=True),
            "Website": Rule(max_length=255),
            "Jafflegaggle_Account__c": KEY,
        },
        CONTACT: {
            "FirstName": Rule(max_length=40),
            "LastName": Rule(max_length=80, is_required=True),
            "Email": Rule(max_length=80, is_email=True),
            "Jafflegaggle_User_Id__c": KEY,
        },
    },
    size=Size(rows=150_000_000, bytes=100_000_000),
    parent=f"Account.{ACCOUNT}",
    clear=CLEAR,
    delete_files={COMPANY: "Account.delete.csv", CONTACT: "Contact.delete.csv"},
    documents=jobs,
)
