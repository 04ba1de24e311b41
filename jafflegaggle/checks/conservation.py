"""`conservation`: nothing is lost and nobody counts twice, as equations between sums."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.asked import Frames, Numbers

MEASURES = ("users", "events", "orders")
SOURCES = ("users", "gaggles", "events", "deals")


@dataclass(frozen=True)
class Equation:
    """A number that is the sum of others; each is called what a person calls it."""

    whole: str
    parts: tuple[str, ...]

    def off_by(self, numbers: Numbers) -> int:
        """By how much the whole is larger than its parts."""
        return numbers[self.whole] - sum(numbers[part] for part in self.parts)

    def found(self, numbers: Numbers) -> str:
        """Both sides in words: `9 events read, but 6 events of contacts + 2 events set aside`."""
        parts = " + ".join(f"{numbers[part]:,} {part}" for part in self.parts)
        return f"{numbers[self.whole]:,} {self.whole}, but {parts}"


# By the name of the check. The numbers are those of `sums`.
EQUATIONS = {
    "users.conservation": Equation("users read", ("aliases", "users set aside")),
    "gaggles.conservation": Equation("gaggles read", ("gaggle facts", "gaggles set aside")),
    "events.conservation": Equation("events read", ("events of contacts", "events set aside")),
    "deals.conservation": Equation("deals read", ("deals kept", "deals set aside")),
    "contacts.conservation": Equation("users of contacts", ("users who are their own contact",)),
    **{
        f"gaggle_domains.conservation_number_of_{measure}": Equation(
            f"{measure} of gaggle_domains", (f"{measure} of contacts",)
        )
        for measure in MEASURES
    },
    **{
        f"gaggle_facts.conservation_number_of_{measure}": Equation(
            f"{measure} of gaggle_facts", (f"{measure} of contacts in known gaggles",)
        )
        for measure in MEASURES
    },
    **{
        f"accounts.conservation_number_of_{measure}_corporate": Equation(
            f"{measure} of accounts", (f"{measure} of contacts with a company",)
        )
        for measure in MEASURES
    },
    **{
        f"accounts.conservation_number_of_{measure}_associated": Equation(
            f"{measure} associated with accounts", (f"{measure} of contacts with an account",)
        )
        for measure in MEASURES
    },
}


def contacts_in_known_gaggles(frames: Frames) -> DataFrame:
    """The contacts whose gaggle has a row in `gaggle_facts`."""
    known = frames["gaggle_facts"].select("gaggle_id")
    return frames["contacts"].join(known, on="gaggle_id", how="left_semi")


def sums() -> Mapping[str, Mapping[str, Column]]:
    """The sides of the equations, by the frame that they are summed over and by name."""
    rows = F.count(F.lit(1))
    is_own = F.col("user_id") == F.col("contact_user_id")
    has_company = F.col("corporate_email").isNotNull()
    has_account = F.col("account_corporate_email").isNotNull()
    return {
        "staged_users": {"users read": rows},
        "staged_gaggles": {"gaggles read": rows},
        "staged_deals": {"deals read": rows},
        "user_activity": {"events read": F.sum("number_of_rows")},
        "quarantine": {
            f"{source} set aside": F.count(F.when(F.col("source") == F.lit(source), F.lit(1)))
            for source in SOURCES
        },
        "contact_aliases": {
            "aliases": rows,
            "users who are their own contact": F.count(F.when(is_own, F.lit(1))),
        },
        "deal_accounts": {"deals kept": rows},
        "contacts": _of_contacts("of contacts")
        | _of_contacts("of contacts with a company", has_company)
        | _of_contacts("of contacts with an account", has_account),
        "contacts_in_known_gaggles": _of_contacts("of contacts in known gaggles"),
        "gaggle_domains": _of_columns("of gaggle_domains"),
        "gaggle_facts": {"gaggle facts": rows} | _of_columns("of gaggle_facts"),
        "accounts": {"accounts": rows}
        | _of_columns("of accounts", "_corporate")
        | _of_columns("associated with accounts", "_associated"),
    }


def _of_contacts(whose: str, where: Column | None = None) -> dict[str, Column]:
    """The measures of contacts; each contact is one user."""
    one, events, orders = F.lit(1), F.col("number_of_events"), F.col("number_of_orders")
    count, *counted = [
        column if where is None else F.when(where, column) for column in (one, events, orders)
    ]
    return {
        f"users {whose}": F.count(count),
        f"events {whose}": F.sum(counted[0]),
        f"orders {whose}": F.sum(counted[1]),
    }


def _of_columns(whose: str, suffix: str = "") -> dict[str, Column]:
    """The measures of a table that has them as columns."""
    return {f"{measure} {whose}": F.sum(f"number_of_{measure}{suffix}") for measure in MEASURES}
