"""The records of the CRM as they are staged."""

from pyspark.sql import SparkSession

from tests.tables import assert_table, source, staged


def test_the_cells_of_a_company_record(spark: SparkSession) -> None:
    records = source(
        spark,
        "crm_companies",
        """
        crm_id | corporate_email | additional_domains | company_name | owner | merged_into
        7.0    | @Jets.com.      | a.com; B.com       | The Jets     | Kim   | 8
        8      | N/A             | none               | N/A          |       | 8
        9      | nodot           |                    |              |       | N/A
        7.0    | x.com           |                    |              |       |
               | y.com           |                    |              |       |
        """,
    )
    assert_table(
        staged("crm_companies", records),
        """
        crm_id | corporate_email | additional_domains | company_name | owner | merged_into
        7.0    | jets.com        | a.com; B.com       | The Jets     | Kim   | 8
        8      |                 | none               | N/A          |       |
        9      | nodot           |                    |              |       |
        7.0    | x.com           |                    |              |       |
               | y.com           |                    |              |       |
        """,
    )
    assert_table(
        staged("crm_companies", records),
        """
        crm_id | corporate_email | reason
        7.0    | jets.com        |
        8      |                 |
        9      | nodot           |
        7.0    | x.com           | duplicate_crm_id
               | y.com           | missing_crm_id
        """,
    )


def test_the_cells_of_a_contact_record(spark: SparkSession) -> None:
    records = source(
        spark,
        "crm_contacts",
        """
        crm_id | email         | additional_emails | owner | merged_into
        a      | Ann <Ann@X.com> | a@x.com;A@y.com | Kim   |
        A      |               |                   |       | a
        b      | N/A           | N/A               | N/A   | b
        """,
    )
    assert_table(
        staged("crm_contacts", records),
        """
        crm_id | email     | additional_emails | owner | merged_into | reason
        a      | ann@x.com | a@x.com;A@y.com   | Kim   |             |
        A      |           |                   |       | a           |
        b      |           | N/A               | N/A   |             |
        """,
    )
