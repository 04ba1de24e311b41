"""Links between contacts, accounts and the records of the CRM."""

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.models import TABLES, crm_links
from tests.tables import assert_table, given

PEOPLE = """
    user_id | email     | is_internal
    1       | ann@x.com | false
    2       | bob@y.com | false
    3       |           | false
    4       | me@our.co | true
    10      | eve@x.com | false
    """
ACCOUNTS = "corporate_email\nx.com\ny.com\nz.com"
EMAILS = "email | target\nann@old.com | ann@x.com"
DOMAINS = "domain | target\nold.com | x.com\ngmail.com | gmail.com"


def links(
    spark: SparkSession, companies: str | None = None, contacts: str | None = None
) -> DataFrame:
    return crm_links(
        given(spark, "people", PEOPLE),
        given(spark, "power_users", ACCOUNTS),
        given(spark, "resolved_emails", EMAILS),
        given(spark, "resolved_domains", DOMAINS),
        None if companies is None else given(spark, "crm_companies", companies),
        None if contacts is None else given(spark, "crm_contacts", contacts),
    )


def test_a_contact_record_is_linked_by_its_own_key_or_by_another_after_merges(
    spark: SparkSession,
) -> None:
    actual = links(
        spark,
        contacts="""
        crm_id | email       | additional_emails                  | owner | merged_into
        c1     | ann@old.com | bob@y.com                          | Kim   |
        c2     | who@w.com   | no@w.com; <Bob@Y.com> ;BOB@y.com;N/A | Lou |
        c3     | who@w.com   | bob@y.com;ann@old.com              | Moe   |
        c4     | no@w.com    | ;                                  | Moe   |
        c5     |             |                                    |       |
        c6     | me@our.co   |                                    |       |
        c7     | eve@x.com   |                                    |       | c1
        """,
    )
    assert_table(
        actual,
        """
        object  | key | crm_id | owner | status
        contact | 1   | c1     | Kim   | linked
        contact | 2   | c2     | Lou   | linked
        contact |     | c3     | Moe   | ambiguous
        contact |     | c4     | Moe   | unknown
        contact |     | c5     |       | unknown
        contact | 3   |        |       | missing
        contact | 4   | c6     |       | linked
        contact | 10  |        |       | missing
        """,
    )


def test_of_several_records_that_of_the_lowest_id_by_its_bytes_is_linked(
    spark: SparkSession,
) -> None:
    actual = links(
        spark,
        companies="""
        crm_id | corporate_email | additional_domains
        9      | x.com           |
        10     | old.com         |
        a      | w.com           | x.com
        Z      | w.com           | x.com;y.com
        é      | z.com           |
        z      | z.com           | x.com;y.com
        g      | gmail.com       | gmail.com
        """,
    )
    assert_table(
        actual,
        """
        object  | key   | crm_id | status
        company | x.com | 9      | duplicate
        company | x.com | 10     | linked
        company | x.com | a      | duplicate
        company |       | Z      | ambiguous
        company | z.com | é      | duplicate
        company | z.com | z      | linked
        company |       | g      | unknown
        company | y.com |        | missing
        """,
    )


def test_there_are_links_where_there_are_records() -> None:
    there = {name: "rows" for name in crm_links.inputs if name not in crm_links.one_of}
    assert TABLES["crm_links"].among(there) is None
