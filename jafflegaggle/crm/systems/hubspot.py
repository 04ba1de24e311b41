"""HubSpot: two CSV files and the request for its imports API, which associates them.

The key is a custom unique property: HubSpot refuses partial upserts by e-mail, and does not enforce
that a domain is unique.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from jafflegaggle.crm.cells import Limits, Rule
from jafflegaggle.crm.files import Size
from jafflegaggle.crm.systems.spec import (
    ACCOUNT,
    COMPANY,
    CONTACT,
    Loaded,
    Object,
    System,
    Written,
    mapped,
)

TYPE_IDS: Mapping[Object, str] = {COMPANY: "0-2", CONTACT: "0-1"}
CONTACT_TO_COMPANY = 279
STAGE = "lifecyclestage"


def import_request(written: Written) -> dict[str, Any]:
    """The request for the imports API: all files with rows, and what their columns are."""
    loaded = {one: upsert for one, upsert in written.upserts.items() if _rows(upsert)}
    return {
        "name": written.name,
        "importOperations": {TYPE_IDS[one]: "UPSERT" for one in loaded},
        "dateFormat": "YEAR_MONTH_DAY",
        "files": [
            {
                "fileName": part.name,
                "fileFormat": "CSV",
                "fileImportPage": {
                    "hasHeader": True,
                    "columnMappings": _columns(one, upsert, written.parent),
                },
            }
            for one, upsert in loaded.items()
            for part in upsert.parts
        ],
    }


def _rows(upsert: Loaded) -> int:
    return sum(part.rows for part in upsert.parts)


def _columns(object_: Object, upsert: Loaded, parent: str) -> Sequence[Mapping[str, Any]]:
    own = {"columnObjectTypeId": TYPE_IDS[object_]}
    key: dict[str, Any] = {
        **own,
        "columnName": upsert.key,
        "propertyName": upsert.key,
        "columnType": "HUBSPOT_ALTERNATE_ID",
    }
    if object_ == COMPANY:
        key["associationIdentifierColumn"] = True
    association = {
        **own,
        "toColumnObjectTypeId": TYPE_IDS[COMPANY],
        "columnName": parent,
        "propertyName": None,
        "foreignKeyType": {
            "associationTypeId": CONTACT_TO_COMPANY,
            "associationCategory": "HUBSPOT_DEFINED",
        },
    }
    return [
        key,
        *(
            association
            if object_ == CONTACT and name == parent
            else {**own, "columnName": name, "propertyName": name, "columnType": "STANDARD"}
            for name in upsert.columns
        ),
    ]


SYSTEM = System(
    "hubspot",
    company_key="jafflegaggle_account",
    contact_key="jafflegaggle_user_id",
    companies=mapped(
        "accounts",
        {
            "name": ("account_name", "corporate_email"),
            "domain": "corporate_email",
            "hs_additional_domains": "additional_domains",
            "jafflegaggle_gaggles": "number_of_gaggles",
            "jafflegaggle_users": "number_of_users_associated",
            "jafflegaggle_events": "number_of_events_associated",
            "jafflegaggle_orders": "number_of_orders_associated",
            "jafflegaggle_first_event": "first_event_associated",
            "jafflegaggle_last_event": "most_recent_event_associated",
            "jafflegaggle_is_paying": "is_paying",
        },
    ),
    contacts=mapped(
        "contacts",
        {
            "email": "email",
            "firstname": "first_name",
            "lastname": ("last_name", "user_name"),
            ACCOUNT: "account_corporate_email",
            "jafflegaggle_signed_up": "created_at",
            "jafflegaggle_cohort": "user_cohort",
            "jafflegaggle_events": "number_of_events",
            "jafflegaggle_orders": "number_of_orders",
            "jafflegaggle_first_event": "first_event",
            "jafflegaggle_last_event": "most_recent_event",
        },
    ),
    files={COMPANY: "companies.csv", CONTACT: "contacts.csv"},
    ids=("primaryObjectId", "objectIdToMerge", "id"),
    # knowledge.hubspot.com, "Property field types": of any text; names and e-mails have no other.
    limits=Limits(65_536),
    rules={
        COMPANY: {"name": Rule(is_required=True), STAGE: Rule(on_insert=True)},
        CONTACT: {
            "email": Rule(is_email=True),
            "lastname": Rule(is_required=True),
            STAGE: Rule(on_insert=True),
        },
    },
    # It only ever moves forward there, where people move it.
    defaults={COMPANY: {STAGE: "lead"}, CONTACT: {STAGE: "lead"}},
    # knowledge.hubspot.com, "Set up your import files": 1,048,576 rows with the header, 512 MB.
    size=Size(rows=1_048_575, bytes=512_000_000),
    parent=ACCOUNT,
    is_parent_in_files=True,
    clear=None,
    documents=lambda written: {"import_request.json": import_request(written)},
)
