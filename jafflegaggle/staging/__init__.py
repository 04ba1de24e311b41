"""One file per source: its declaration, and how its rows are staged.

To add a source, declare it in a file here, and add it to SOURCES.
"""

from jafflegaggle.staging.crm import CRM_COMPANIES, CRM_CONTACTS
from jafflegaggle.staging.deals import DEALS
from jafflegaggle.staging.events import EVENTS
from jafflegaggle.staging.gaggles import GAGGLES
from jafflegaggle.staging.merge_lists import (
    MERGED_COMPANY_DOMAIN,
    MERGED_USER,
    NOT_SAME_COMPANY,
    NOT_SAME_USER,
)
from jafflegaggle.staging.spec import SourceSpec
from jafflegaggle.staging.subscriptions import SUBSCRIPTIONS
from jafflegaggle.staging.users import USERS

SOURCES: dict[str, SourceSpec] = {
    spec.name: spec
    for spec in (
        USERS,
        GAGGLES,
        EVENTS,
        MERGED_USER,
        MERGED_COMPANY_DOMAIN,
        NOT_SAME_USER,
        NOT_SAME_COMPANY,
        DEALS,
        SUBSCRIPTIONS,
        CRM_COMPANIES,
        CRM_CONTACTS,
    )
}

__all__ = ["DEALS", "EVENTS", "GAGGLES", "SOURCES", "USERS", "SourceSpec"]
