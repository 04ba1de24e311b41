"""Users: one row per sign-up."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import rows_of
from jafflegaggle.checks.keys import unique
from jafflegaggle.checks.limits import MaxEmailsWithoutDomain, MaxQuarantined
from jafflegaggle.checks.rows import Evident, not_null
from jafflegaggle.columns.email import has_address, normalize_email
from jafflegaggle.rules import Rules
from jafflegaggle.staging.aliases import CREATED, EMAILS
from jafflegaggle.staging.spec import Email, Id, SourceSpec, Text, Time


def with_address(users: DataFrame, rules: Rules) -> DataFrame:  # noqa: ARG001
    """Normalize the e-mail; any other value goes to `no_address`, since it identifies nobody."""
    text, is_address = F.col("email"), has_address(F.col("email"))
    return users.withColumn("email", normalize_email(F.col("email"))).withColumns(
        {"email": F.when(is_address, text), "no_address": F.when(~is_address, text)}
    )


USERS = SourceSpec(
    name="users",
    grain="one row per sign-up",
    columns=(
        Id(
            "user_id",
            "the user",
            required=True,
            key="user_id",
            aliases=("uid", "local_id", "distinct_id"),
        ),
        Text(
            "user_name",
            "the name",
            aliases=("full_name", "name", "display_name", "real_name", "username", "nickname"),
        ),
        Email("email", "the e-mail", key="email", aliases=EMAILS),
        Id("gaggle_id", "the user's gaggle", key="gaggle_id"),
        Time(
            "created_at",
            "when the user signed up",
            aliases=(
                *("signed_up_at", "signup_at", "signup_date", "sign_up_date", "signup_time"),
                *("date_joined", "joined_at", "registered_at", "registration_date", "join_date"),
                *CREATED,
            ),
        ),
    ),
    is_required=True,
    key="user_id",
    recognized_by=("user_id", "email"),
    nouns=(
        *("user", "member", "person", "people", "customer", "profile", "contact", "signup"),
        *("sign_up", "subscriber"),
    ),
    with_columns=with_address,
    valid=rows_of("aliases", "contact_aliases"),
    checks=(
        MaxQuarantined(),
        MaxEmailsWithoutDomain(),
        unique("user_id", severity="warn"),
        *not_null("user_id", severity="warn"),
        unique(
            "email",
            severity="warn",
            evident=Evident("contact_aliases", "same_email", ("user_id",)),
        ),
    ),
)
