"""The playbook's own steps as plain SQL: what one would write without this job.

The steps and their order are the playbook's: two aggregations over the events, a self-join for the
merges, then contacts, gaggle facts and accounts with power users, each a table that is written and
read back. Where the playbook's result is wrong, the SQL is corrected, so that its totals can be
compared. It leaves out what the totals do not need: quarantine and findings, the merge report,
deals, ties (as the playbook does), and chains of more than two merges and users without an e-mail,
of which the generated data has none. All of that makes it faster, not slower.
"""

from pathlib import Path

# Each is a table that may read the sources and earlier tables.
STEPS = ("contacts", "gaggle_domains", "gaggle_facts", "accounts")
# The Parquet sources by folder: the name and the columns as the steps use them.
PARQUET_SOURCES = {
    "raw_user": ("users", "id AS user_id, name AS user_name, email, gaggle_id, created_at"),
    "raw_gaggle": ("gaggles", "id AS gaggle_id, name AS gaggle_name, created_at"),
    "raw_event": ("events", "user_id, event_name, timestamp"),
}
CSV_SOURCES = ("merged_user", "merged_company_domain")


def sql(step: str) -> str:
    """The query of a step."""
    return Path(__file__).with_name(f"{step}.sql").read_text(encoding="utf-8")
