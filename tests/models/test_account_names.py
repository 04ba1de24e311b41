"""What accounts are called."""

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.models import account_names
from tests.tables import assert_table, given

COMPANIES = """
    corporate_email
    x.com
    nameless.com
    shop.acme.co.uk
    mail.öl.example
    acme.github.io
    co.uk
    www.ck
    a.b.kawasaki.jp
    nobody.kobe.jp
    """
BRIDGE = """
    gaggle_id | corporate_email | is_primary | number_of_users
    1         | x.com           | true       | 2
    3         | x.com           | true       | 5
    2         | x.com           | true       | 5
    4         | x.com           | false      | 9
    5         | nameless.com    | true       | 1
    2         |                 | false      | 99
    """
GAGGLES = """
    gaggle_id | gaggle_name
    1         | One
    2         | Two
    3         | Three
    4         | Four
    5         |
    """


def names(spark: SparkSession, links: str | None = None, companies: str | None = None) -> DataFrame:
    return account_names(
        given(spark, "power_users", COMPANIES),
        given(spark, "bridge", BRIDGE),
        given(spark, "gaggles", GAGGLES),
        None if links is None else given(spark, "crm_links", links),
        None if companies is None else given(spark, "crm_companies", companies),
    )


def test_an_account_has_the_name_of_its_largest_gaggle_else_of_its_domain(
    spark: SparkSession,
) -> None:
    assert_table(
        names(spark),
        """
        corporate_email | account_name | crm_id
        x.com           | Two          |
        nameless.com    | Nameless     |
        shop.acme.co.uk | Acme         |
        mail.öl.example | Öl           |
        acme.github.io  | Github       |
        co.uk           | Co           |
        www.ck          | Www          |
        a.b.kawasaki.jp | A            |
        nobody.kobe.jp  | Nobody       |
        """,
    )


def test_the_name_of_the_linked_record_comes_first(spark: SparkSession) -> None:
    actual = names(
        spark,
        """
        object  | key          | crm_id | owner | status
        company | x.com        | 1      | Kim   | duplicate
        company | x.com        | 2      | Lou   | linked
        company | nameless.com | 3      | Moe   | linked
        contact | www.ck       | 4      | Moe   | linked
        """,
        "crm_id | company_name\n1 | One\n2 | The X\n3 |\n4 | Four",
    )
    assert_table(
        actual.where("corporate_email in ('x.com', 'nameless.com', 'www.ck')"),
        """
        corporate_email | account_name | crm_id | owner
        x.com           | The X        | 2      | Lou
        nameless.com    | Nameless     | 3      | Moe
        www.ck          | Www          |        |
        """,
    )
