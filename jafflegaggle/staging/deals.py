"""Deals: one row per deal, from billing or the CRM."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import rows_of
from jafflegaggle.checks.limits import MaxQuarantined
from jafflegaggle.columns.email import normalize_email
from jafflegaggle.rules import Rules
from jafflegaggle.staging.aliases import CURRENCIES, EMAILS
from jafflegaggle.staging.spec import Amount, Currency, Date, Email, SourceSpec, Text


def with_is_won(deals: DataFrame, rules: Rules) -> DataFrame:
    """Normalize the e-mail, and add whether the stage counts as won."""
    is_won = F.coalesce(F.col("deal_stage").isin(*rules.won_stages), F.lit(False))
    return deals.withColumns({"email": normalize_email(F.col("email")), "is_won": is_won})


DEALS = SourceSpec(
    name="deals",
    grain="one row per deal",
    columns=(
        Date(
            "close_date",
            "when it was closed",
            aliases=("closedate", "closed_at", "closed_date", "closed_on", "won_at", "date"),
        ),
        Amount(
            "amount",
            "its amount",
            readable=True,
            aliases=("value", "total", "price", "revenue", "total_amount", "amount_total"),
        ),
        Text("deal_name", "its name", aliases=("dealname", "name", "title", "id")),
        Text("deal_stage", "its stage", aliases=("dealstage", "stage", "stage_name", "status")),
        Email("email", "the e-mail of the buyer", key="email", aliases=EMAILS),
        Currency(
            "currency",
            "its currency; where it is empty, that in the amount",
            of="amount",
            aliases=CURRENCIES,
        ),
    ),
    label="deal_name",
    recognized_by=("amount", "deal_stage"),
    nouns=("deal", "opportunity", "opportunities", "charge", "invoice"),
    optional=("currency",),
    with_columns=with_is_won,
    valid=rows_of("valid deals", "deal_accounts"),
    checks=(MaxQuarantined(),),
)
