"""The frames that rules read, from the tables of a snapshot."""

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.frames import as_string, local_table
from jafflegaggle.identity.registrable_domains import with_registrable_domain
from jafflegaggle.suggest.names import normalize_name
from jafflegaggle.suggest.providers import is_role

# Signs that make a spreadsheet run a cell: such an address would not survive the file.
FORMULA = r"^[=+\-@]"

# What rules read, by its name; None: it is not there.
Frames = Mapping[str, DataFrame | None]


def external_contacts(contacts: DataFrame) -> DataFrame:
    """One row per contact that is not internal and has an address.

    `user_id, user_name, email, domain, company` (the company domain before domain merges; NULL:
    none), `resolved` (it after them), `is_personal, gaggle_id, created` (microseconds), `events,
    orders`.
    """
    domain = extract_email_domain(F.col("email"))
    return (
        contacts.where(~F.col("is_internal"))
        .select(
            "user_id",
            "user_name",
            "email",
            domain.alias("domain"),
            F.col("corporate_email").alias("company"),
            F.when(F.col("corporate_email").isNotNull(), F.col("account_corporate_email")).alias(
                "resolved"
            ),
            F.col("personal_list").isNotNull().alias("is_personal"),
            "gaggle_id",
            F.unix_micros("created_at").alias("created"),
            F.col("number_of_events").alias("events"),
            F.col("number_of_orders").alias("orders"),
        )
        .where(F.col("domain").isNotNull())
    )


def people_of(external: DataFrame) -> DataFrame:
    """The contacts of whom a rule may suggest something: one person each, not a role.

    They have `local`, the local part, and `name`, the name as it is compared.
    """
    local = as_string(F.substring_index("email", "@", 1))
    has_domain = F.col("is_personal") | F.col("company").isNotNull()
    return (
        external.where(has_domain)
        .withColumn("local", local)
        .where(~is_role(F.col("local")) & ~F.col("local").rlike(FORMULA))
        .withColumn("name", normalize_name(F.col("user_name")))
    )


def by_gaggle(rows: DataFrame, contact_gaggles: DataFrame) -> DataFrame:
    """The rows of contacts, once for each gaggle of any of their users."""
    others = contact_gaggles.where(~F.col("is_current")).select("user_id", "gaggle_id")
    elsewhere = others.join(rows.drop("gaggle_id"), on="user_id", how="inner")
    return rows.where(F.col("gaggle_id").isNotNull()).unionByName(elsewhere)


def domains_of(external: DataFrame) -> DataFrame:
    """One row per company domain before merges: `domain, users` (contacts), `events, orders`."""
    return (
        external.where(F.col("company").isNotNull())
        .groupBy(F.col("company").alias("domain"))
        .agg(
            F.count(F.lit(1)).alias("users"),
            F.sum("events").alias("events"),
            F.sum("orders").alias("orders"),
        )
    )


def company_frames(tables: Mapping[str, DataFrame]) -> dict[str, DataFrame]:
    """What the rules for company domains read, by its name."""
    external = external_contacts(tables["contacts"])
    domains = domains_of(external)
    return {
        "domains": domains,
        "registrable": with_registrable_domain(domains),
        "gaggle_companies": by_gaggle(
            external.where(F.col("company").isNotNull()), tables["contact_gaggles"]
        ).select("gaggle_id", F.col("company").alias("domain")),
    }


def people_frames(tables: Mapping[str, DataFrame], moves: Mapping[str, str]) -> Frames:
    """What the rules for people read, by its name.

    Args:
        tables: those of the snapshot.
        moves: where suggestions lead company domains.
    """
    external = external_contacts(tables["contacts"])
    people = people_of(external)
    types = {"domain": "string", "target": "string"}
    return {
        "people": people,
        "people_by_gaggle": by_gaggle(people, tables["contact_gaggles"]),
        "domains": domains_of(external),
        "moves": local_table(people.sparkSession, types, [*moves.items()]),
    }


def text_of(*parts: str | Column) -> Column:
    """Evidence: words, and columns."""
    return F.concat(*(F.lit(part) if isinstance(part, str) else part for part in parts))
