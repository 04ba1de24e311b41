"""The playbook's own steps as plain SQL: what one would write instead of this job.

The steps and their order are the playbook's: two aggregations over the events, a self-join for the
merges, then contacts, gaggle facts and accounts with power users, each a table that is written and
read again. Where the playbook's result is wrong (design, section 5) the SQL is mended, so that its
totals can be compared. It leaves out what the totals do not need: what is set aside and found, the
merge report, deals, ties (as the playbook does), chains of more than two merges and users without
an e-mail, of which the seeded data has none. All of that makes it quicker, not slower.
"""

from pathlib import Path

# Each is a table; it may read the sources and the tables before it.
STEPS = ("contacts", "gaggle_domains", "gaggle_facts", "accounts")
# The Parquet sources by folder: the name and the columns that the steps know them by.
PARQUET_SOURCES = {
    "raw_user": ("users", "id AS user_id, name AS user_name, email, gaggle_id, created_at"),
    "raw_gaggle": ("gaggles", "id AS gaggle_id, name AS gaggle_name, created_at"),
    "raw_event": ("events", "user_id, event_name, timestamp"),
}
CSV_SOURCES = ("merged_user", "merged_company_domain")


def sql(step: str) -> str:
    """The query of a step."""
    return Path(__file__).with_name(f"{step}.sql").read_text(encoding="utf-8")
