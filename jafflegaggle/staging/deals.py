"""Deals: one row a deal, from billing or the CRM."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.identity.email import normalize_email
from jafflegaggle.staging.cells import Cell, staged, with_row
from jafflegaggle.staging.parse import as_amount, as_text, as_time, date_of


def staged_deals(deals: DataFrame, won_stages: Sequence[str]) -> DataFrame:
    """One row a row of `deals`: its columns in their types, `is_won`, `reason`, `row`.

    Set aside: an unreadable `close_date` or `amount`. The e-mail is normalised, `close_date` is a
    DATE (UTC), `amount` DECIMAL(18,2).
    """
    types = {field.name: field.dataType for field in deals.schema}
    cells = [
        Cell("close_date", date_of(as_time(F.col("close_date"), types["close_date"]))),
        Cell("amount", as_amount(F.col("amount"), types["amount"])),
        Cell("deal_name", as_text(F.col("deal_name"))),
        Cell("deal_stage", as_text(F.col("deal_stage"))),
        Cell("email", as_text(F.col("email"))),
    ]
    is_won = F.coalesce(F.col("deal_stage").isin(*won_stages), F.lit(False))
    return with_row(staged(deals, cells)).withColumns(
        {"email": normalize_email(F.col("email")), "is_won": is_won}
    )
