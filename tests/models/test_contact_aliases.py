from pyspark.sql import SparkSession

from jafflegaggle.models import contact_aliases
from tests.tables import assert_table, given


def test_every_user_appears_once_alone_or_merged(spark: SparkSession) -> None:
    users = given(spark, "users", "user_id\n1\n2\n3\n4")
    merged = given(
        spark,
        "merged_users",
        """
        user_id | contact_user_id | reason
        1       | 2               | merged
        2       | 2               | self
        3       | 2               | same_email
        """,
    )
    assert_table(
        contact_aliases(users, merged),
        """
        user_id | contact_user_id | reason
        1       | 2               | merged
        2       | 2               | self
        3       | 2               | same_email
        4       | 4               | self
        """,
    )
