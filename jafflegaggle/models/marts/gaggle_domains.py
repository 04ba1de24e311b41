"""Which companies a gaggle belongs to."""

from pyspark.sql import DataFrame

from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.rows import not_null
from jafflegaggle.models.intermediate.bridge import KEY_FIELDS
from jafflegaggle.models.marts.conserved import sums_of_contacts
from jafflegaggle.models.measures import activity_fields, final_measures
from jafflegaggle.models.spec import table


@table(
    grain="one row per gaggle and company domain of its contacts",
    key=("gaggle_id", "corporate_email"),
    fields=(*KEY_FIELDS, *activity_fields("those contacts")),
    checks=(
        unique("gaggle_id", "corporate_email"),
        *not_null("is_primary", "number_of_users"),
        relationships("gaggle_id", to="gaggle_facts.gaggle_id", severity="warn"),
        relationships("corporate_email", to="accounts.corporate_email"),
        *sums_of_contacts("gaggle_domains"),
    ),
)
def gaggle_domains(bridge: DataFrame) -> DataFrame:
    """One row per gaggle and company: the bridge, as it is published."""
    return bridge.withColumns(finals) if (finals := final_measures()) else bridge
