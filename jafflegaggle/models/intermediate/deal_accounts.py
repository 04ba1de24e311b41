"""Which account each deal belongs to."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.intermediate.account_lookup import look_up_email
from jafflegaggle.models.spec import COMPANY, EMAIL, Field, table


@table(
    grain="one row per valid deal",
    fields=(
        Field("deal_name", "string", "the deal"),
        Field("email", "string", "its e-mail, normalized", EMAIL),
        Field(
            "is_won", "boolean", "whether its stage counts as won, and it is not after the snapshot"
        ),
        Field("is_after_snapshot", "boolean", "whether it is won after the snapshot's date"),
        Field("amount", "decimal(18,2)", "its amount"),
        Field("currency", "string", "the currency of the amount; NULL: not known"),
        Field("close_date", "date", "when it was closed"),
        Field("account", "string", "the account; NULL where it leads to none", COMPANY),
        Field("is_internal", "boolean", "whether it is that of an internal contact"),
    ),
)
def deal_accounts(
    deals: DataFrame,
    contacts: DataFrame,
    bridge: DataFrame,
    resolved_emails: DataFrame | None,
    resolved_domains: DataFrame | None,
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per deal, with the account that its e-mail leads to.

    Args:
        deals: the valid deals.
        contacts: the contacts.
        bridge: the bridge.
        resolved_emails: the compiled list `email, target`, or None.
        resolved_domains: `domain, target` and more, or None.
        snapshot_date: the date of the snapshot; deals closed after it are not won yet.
    """
    is_closed = F.coalesce(F.col("close_date") <= F.lit(snapshot_date), F.lit(True))
    found = look_up_email(deals, contacts, bridge, resolved_emails, resolved_domains)
    return found.withColumns(
        {
            "is_won": F.col("is_won") & is_closed,
            "is_after_snapshot": F.col("is_won") & ~is_closed,
        }
    )
