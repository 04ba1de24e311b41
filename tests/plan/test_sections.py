"""The sections of a plan, each on two small snapshots."""

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.plan.section import PlanSection
from jafflegaggle.plan.sections import accounts, activity, contacts, lines, power_users
from tests.tables import given

Texts = dict[str, str]


def changes(spark: SparkSession, section: PlanSection, before: Texts, now: Texts) -> list[str]:
    """The rows of a section in order, each as its cells."""

    def tables(texts: Texts) -> dict[str, DataFrame]:
        return {name: given(spark, name, text) for name, text in texts.items()}

    found = section.changes(tables(before), tables(now)).orderBy(*section.order)
    rows = found.select("change", *section.columns).collect()
    return [" ".join("-" if cell is None else str(cell) for cell in row) for row in rows]


def test_lines(spark: SparkSession) -> None:
    before = """
        list                  | line | old     | new     | status
        merged_user           | 2    | a@x.com | b@x.com | applied
        merged_user           | 3    | c@x.com | d@x.com | applied
        merged_user           | 4    | e@x.com | f@x.com | unknown_old
        merged_user           | 5    | g@x.com | h@x.com | applied
        merged_company_domain | 2    | a.com   | b.com   | applied
        """
    now = """
        list                  | line | old      | new     | status
        merged_user           | 2    | e@x.com  | f@x.com | applied
        merged_user           | 3    | A@x.com  | b@x.com | applied
        merged_user           | 4    | c@x.com  | z@x.com | applied
        merged_user           | 5    | g@x.com  | h@x.com | applied
        merged_user           | 6    | G@x.com  | h@x.com | duplicate
        merged_company_domain | 2    | a.com    | b.com   | applied
        """
    found = changes(spark, lines, {"merge_report": before}, {"merge_report": now})
    assert found == [
        "status merged_user 2 e@x.com f@x.com unknown_old applied",
        "gone merged_user 3 c@x.com d@x.com applied -",
        "new merged_user 4 c@x.com z@x.com - applied",
        "status merged_user 5 G@x.com h@x.com applied applied, duplicate",
    ]


def people(*contacts_of_users: str) -> Texts:
    """The tables of people by `user:contact` pairs."""
    pairs = [pair.split(":") for pair in contacts_of_users]
    aliases = "\n".join(f"{user} | {contact} | self" for user, contact in pairs)
    there = sorted({contact for _, contact in pairs})
    emails = "\n".join(f"{contact} | {contact}@x.com" for contact in there)
    return {
        "contact_aliases": f"user_id | contact_user_id | reason\n{aliases}",
        "contacts": f"user_id | email\n{emails}",
    }


def test_contacts(spark: SparkSession) -> None:
    before = people("1:1", "2:2", "3:3", "4:3", "5:5", "6:5", "7:7", "8:8", "9:8", "10:10")
    now = people("1:1", "2:1", "3:3", "4:4", "5:5", "6:7", "7:7", "8:9", "9:9", "11:11")
    assert changes(spark, contacts, before, now) == [
        "merged 2 2@x.com 1 1@x.com 1",
        "split 3 3@x.com 4 4@x.com 1",
        "moved 5 5@x.com 7 7@x.com 1",
        "rekeyed 8 8@x.com 9 9@x.com 2",
    ]
    assert changes(spark, contacts, now, now) == []


def test_accounts(spark: SparkSession) -> None:
    before = """
        corporate_email | number_of_users_associated
        stays.com       | 5
        moved.com       | 3
        gone.com        | 2
        """
    now = """
        corporate_email | number_of_users_associated
        stays.com       | 8
        new.com         | 1
        """
    report = """
        list                  | line | old        | new       | target    | status
        merged_company_domain | 2    | @Moved.com | via.com   | stays.com | applied
        merged_user           | 2    | gone.com   | stays.com | stays.com | applied
        merged_company_domain | 3    | stays.com  | stays.com | stays.com | self
        """
    tables = {"accounts": now, "merge_report": report}
    found = changes(spark, accounts, {"accounts": before}, tables)
    assert found == [
        "vanishes gone.com - 2",
        "renamed moved.com stays.com 3",
        "appears new.com - 1",
    ]


def test_power_users(spark: SparkSession) -> None:
    before = """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        a.com           | 1             | 1                   |
        gone.com        | 2             | 2                   | 2
        """
    now = """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        a.com           | 1             | 3                   | 1
        new.com         | 2             | 2                   | 2
        """
    emails = "user_id | email\n1 | 1@a.com\n3 | 3@a.com"
    found = changes(
        spark,
        power_users,
        {"accounts": before, "contacts": emails},
        {"accounts": now, "contacts": emails},
    )
    assert found == [
        "changed a.com most_active 1 1@a.com 3 3@a.com",
        "changed a.com most_orders - - 1 1@a.com",
    ]


def test_activity(spark: SparkSession) -> None:
    header = (
        "corporate_email | number_of_users_associated | number_of_events_associated | "
        "number_of_orders_associated\n"
    )
    before = header + "a.com | 1 | 10 | 1\nb.com | 5 | 9 | 0\nc.com | 1 | 1 | 1\nd.com | 2 | 2 | 2"
    now = header + "a.com | 1 | 11 | 1\nb.com | 1 | 9 | 0\nc.com | 1 | 1 | 5\nd.com | 2 | 2 | 2"
    found = changes(
        spark, activity, {"accounts": before}, {"accounts": now + "\ne.com | 3 | 0 | 0"}
    )
    assert found == [
        "changed b.com 5 1 9 9 0 0",
        "changed e.com 0 3 0 0 0 0",
        "changed c.com 1 1 1 1 1 5",
        "changed a.com 1 1 10 11 1 1",
    ]
