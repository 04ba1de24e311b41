"""Users: one row a sign-up."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.identity.email import has_address, normalize_email
from jafflegaggle.staging.cells import Cells, staged, with_row


def staged_users(users: DataFrame, id_type: str, looks_first: bool = False) -> DataFrame:
    """One row per row of `users`: its columns in their types, `reason`, `row`, `no_address`.

    Quarantined: a missing or unreadable `user_id`, an unreadable `gaggle_id` or `created_at`, and
    the second and later rows of one `user_id`. The e-mail is normalised; text that is none stands
    in `no_address` instead, and names nobody.

    Args:
        users: the source.
        id_type: the type of ids.
        looks_first: whether to start a job that looks if any id repeats (`without_repeats`).
    """
    read = Cells(users)
    cells = [
        read.id("user_id", id_type, required=True),
        read.text("user_name"),
        read.text("email"),
        read.id("gaggle_id", id_type),
        read.time("created_at"),
    ]
    valid_and_quarantined = with_row(staged(users, cells, key="user_id", looks_first=looks_first))
    text, is_address = F.col("email"), has_address(F.col("email"))
    return valid_and_quarantined.withColumn("email", normalize_email(F.col("email"))).withColumns(
        {"email": F.when(is_address, text), "no_address": F.when(~is_address, text)}
    )
