"""The CRMs of the stories, and what they should hold."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.crm.fakes.generic import Generic
from tests.crm.fakes.hubspot import COMPANIES, CONTACTS, HubSpot
from tests.crm.fakes.hubspot_api import HubSpotApi
from tests.crm.fakes.loading import load_hubspot, load_salesforce
from tests.crm.fakes.over_http import load_hubspot_over_http, load_salesforce_over_http
from tests.crm.fakes.salesforce import Salesforce
from tests.crm.fakes.salesforce_api import SalesforceApi
from tests.crm.published import Row

Loaded = Mapping[str, Mapping[str, Any]]


class Crms:
    """A CRM in the story, and how what it holds is read back under our own names.

    Its API is served, and called by curl as the documentation has it; without curl it is called
    itself.
    """

    def __init__(self, system: str, served: ExitStack) -> None:
        self.system = system
        self.hubspot, self.salesforce, self.generic = HubSpot(), Salesforce(), Generic()
        self.address = ""
        if shutil.which("curl") and system != "generic":
            is_hubspot = system == "hubspot"
            api = HubSpotApi(self.hubspot) if is_hubspot else SalesforceApi(self.salesforce)
            self.address = served.enter_context(api.served())

    def load(self, folder: Path) -> None:
        """Load an export."""
        match self.system, self.address:
            case "generic", _:
                self.generic.load(folder)
            case "hubspot", "":
                load_hubspot(folder, self.hubspot)
            case "hubspot", address:
                load_hubspot_over_http(folder, address)
            case _, "":
                load_salesforce(folder, self.salesforce)
            case _, address:
                assert load_salesforce_over_http(folder, address, self.salesforce) == []
        assert self.hubspot.errors + self.salesforce.errors == []

    def writes(self) -> int:
        """How many records were written so far."""
        return self.hubspot.writes + self.salesforce.writes + self.generic.writes

    def companies(self) -> Loaded:
        """What it holds of companies."""
        names: tuple[str, ...]
        if self.system == "generic":
            names = ("account_name", "additional_domains", "number_of_users_associated")
            return _by_key(
                self.generic.rows("company"),
                ("key", *names),
                ("name", "additional_domains", "users"),
            )
        if self.system == "hubspot":
            held = self.hubspot.records[COMPANIES].values()
            names = ("jafflegaggle_account", "name", "hs_additional_domains", "jafflegaggle_users")
        else:
            held = self.salesforce.records["Account"].values()
            names = (
                "Jafflegaggle_Account__c",
                "Name",
                "Jafflegaggle_Additional_Domains__c",
                "Jafflegaggle_Users__c",
            )
        return _by_key(held, names, ("name", "additional_domains", "users"))

    def contacts(self) -> Loaded:
        """What it holds of contacts."""
        names: tuple[str, ...]
        ours = ("name", "email", "account", "events", "first_event")
        if self.system == "generic":
            names = ("key", "last_name", "email", "account_corporate_email", "number_of_events")
            return _by_key(self.generic.rows("contact"), (*names, "first_event"), ours)
        if self.system == "hubspot":
            keys = {
                id_: row["jafflegaggle_account"]
                for id_, row in self.hubspot.records[COMPANIES].items()
            }
            held = [
                {**row, "account": keys.get(self.hubspot.companies_of.get(id_, ""))}
                for id_, row in self.hubspot.records[CONTACTS].items()
            ]
            names = ("jafflegaggle_user_id", "lastname", "email", "account", "jafflegaggle_events")
            names = (*names, "jafflegaggle_first_event")
        else:
            keys = {
                id_: row["Jafflegaggle_Account__c"]
                for id_, row in self.salesforce.records["Account"].items()
            }
            held = [
                {**row, "account": keys.get(row.get("AccountId", ""))}
                for row in self.salesforce.records["Contact"].values()
            ]
            names = ("Jafflegaggle_User_Id__c", "LastName", "Email", "account")
            names = (*names, "Jafflegaggle_Events__c", "Jafflegaggle_First_Event__c")
        return _by_key(held, names, ours)


def _by_key(held: Any, names: Sequence[str], ours: Sequence[str]) -> Loaded:
    key, *others = names
    return {
        row[key]: dict(zip(ours, (row.get(name) for name in others), strict=True)) for row in held
    }


def of_companies(rows: Sequence[Row], domains: Mapping[str, str]) -> Loaded:
    """What the CRM should hold of companies."""
    return {
        row["corporate_email"]: {
            "name": row["account_name"],
            "additional_domains": ";".join(
                sorted(old for old, new in domains.items() if new == row["corporate_email"])
            )
            or None,
            "users": str(row["number_of_users_associated"]),
        }
        for row in rows
    }


def of_contacts(rows: Sequence[Row]) -> Loaded:
    """What it should hold of contacts."""
    return {
        str(row["user_id"]): {
            "name": row["last_name"],
            "email": row["email"],
            "account": row["account_corporate_email"],
            "events": str(row["number_of_events"]),
            "first_event": row.get("first_event"),
        }
        for row in rows
    }
