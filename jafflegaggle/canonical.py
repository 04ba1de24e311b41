"""The canonical names: the sources, and the columns that each of them has."""

COLUMNS = {
    "users": ("user_id", "user_name", "email", "gaggle_id", "created_at"),
    "gaggles": ("gaggle_id", "gaggle_name", "created_at"),
    "events": ("event_id", "user_id", "event_name", "timestamp"),
    "merged_user": ("old_email", "new_email"),
    "merged_company_domain": ("old_domain", "new_domain"),
    "deals": ("close_date", "amount", "deal_name", "deal_stage", "email"),
}
OPTIONAL = ("merged_user", "merged_company_domain", "deals")

# Beside the columns of events: the time by which they come in, for incremental runs, and its day to
# count them by. In folders by day both are the folder's: a date, or its name, as the engine reads
# it. An event without one is read by every run.
CLOCK = "_clock"
DAY = "_day"
