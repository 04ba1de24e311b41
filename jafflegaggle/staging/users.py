"""Users: one row a sign-up."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.identity.email import normalize_email
from jafflegaggle.staging.cells import Cell, staged, with_row
from jafflegaggle.staging.parse import as_id, as_text, as_time


def staged_users(users: DataFrame, id_type: str) -> DataFrame:
    """One row a row of `users`: `user_id, user_name, email, gaggle_id, created_at, reason, row`.

    Set aside: a missing or unreadable `user_id`, an unreadable `gaggle_id` or `created_at`, and the
    second and later rows of one `user_id`. The e-mail is normalised.
    """
    types = {field.name: field.dataType for field in users.schema}
    cells = [
        Cell("user_id", as_id(F.col("user_id"), types["user_id"], id_type), required=True),
        Cell("user_name", as_text(F.col("user_name"))),
        Cell("email", as_text(F.col("email"))),
        Cell("gaggle_id", as_id(F.col("gaggle_id"), types["gaggle_id"], id_type)),
        Cell("created_at", as_time(F.col("created_at"), types["created_at"])),
    ]
    return with_row(staged(users, cells, key="user_id")).withColumn(
        "email", normalize_email(F.col("email"))
    )
