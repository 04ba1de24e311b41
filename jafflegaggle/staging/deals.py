"""Deals: one row a deal, from billing or the CRM."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.identity.email import normalize_email
from jafflegaggle.staging.cells import Cells, staged, with_row


def staged_deals(deals: DataFrame, won_stages: Sequence[str]) -> DataFrame:
    """One row a row of `deals`: its columns in their types, `is_won`, `reason`, `row`.

    Set aside: an unreadable `close_date` or `amount`. The e-mail is normalised, `close_date` is a
    DATE (UTC), `amount` DECIMAL(18,2).
    """
    read = Cells(deals)
    cells = [
        read.date("close_date"),
        read.amount("amount"),
        read.text("deal_name"),
        read.text("deal_stage"),
        read.text("email"),
    ]
    is_won = F.coalesce(F.col("deal_stage").isin(*won_stages), F.lit(False))
    return with_row(staged(deals, cells)).withColumns(
        {"email": normalize_email(F.col("email")), "is_won": is_won}
    )
