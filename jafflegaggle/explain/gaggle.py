"""A gaggle: its facts, its companies, and its contacts."""

from pyspark.sql import functions as F

from jafflegaggle.explain.companies import companies_of
from jafflegaggle.explain.domain import people
from jafflegaggle.explain.facts import Id
from jafflegaggle.explain.notes import Keys, findings_about, quarantined
from jafflegaggle.explain.rows import MEASURES, Rows
from jafflegaggle.explain.subjects import Gaggle

FACTS = ("gaggle_name", "created_at", "lifecycle", "number_of_users", *MEASURES)


def gaggle(rows: Rows, gaggle_id: Id) -> Gaggle:
    """What there is to say of a gaggle that `gaggles` or a contact has."""
    is_it = F.col("gaggle_id") == F.lit(gaggle_id)
    facts = rows.one("gaggle_facts", FACTS, is_it)
    # A gaggle that is missing from `gaggles` has contacts all the same.
    users = (
        facts["number_of_users"] if facts else rows.count("contacts", is_it & ~F.col("is_internal"))
    )
    keys = Keys(gaggles=[gaggle_id], gaggles_as_written=[str(gaggle_id)])
    return Gaggle(
        gaggle_id=gaggle_id,
        gaggle_name=facts["gaggle_name"] if facts else None,
        is_known=facts is not None,
        created_at=facts["created_at"] if facts else None,
        lifecycle=facts["lifecycle"] if facts else None,
        number_of_users=users,
        activity={name: facts[name] for name in MEASURES} if facts else {},
        companies=companies_of(rows, gaggle_id),
        contacts=people(rows, is_it),
        number_of_former_contacts=rows.count("contact_gaggles", is_it & ~F.col("is_current")),
        findings=findings_about(rows, keys),
        quarantine=quarantined(rows, keys),
    )
