"""Events: one row per thing that a user did."""

from jafflegaggle.checks.conservation import sum_of, sum_of_findings
from jafflegaggle.checks.keys import unique
from jafflegaggle.checks.limits import MaxEventAge, MaxQuarantined
from jafflegaggle.checks.observed import OBSERVED
from jafflegaggle.checks.rows import Evident, accepted_values, not_null
from jafflegaggle.rules import Rules
from jafflegaggle.staging.aliases import CREATED, EMAILS
from jafflegaggle.staging.spec import Id, SourceSpec, Text, TextId, Time


def deduplicates(rules: Rules) -> bool:
    """Duplicates cost a shuffle of every event id, so they are detected only on demand."""
    return rules.deduplicate_events


_READ = sum_of("events read", "user_activity", "number_of_rows")

EVENTS = SourceSpec(
    name="events",
    grain="one row per thing that a user did",
    columns=(
        TextId(
            "event_id",
            "the event",
            key="event_id",
            aliases=("message_id", "insert_id", "properties_insert_id"),
        ),
        Id(
            "user_id",
            "the user",
            required=True,
            key="user_id",
            aliases=(
                "actor_id",
                "actor",
                "properties_distinct_id",
                "properties_user_id",
                "email",
                *EMAILS,
            ),
        ),
        Text(
            "event_name",
            "what the user did",
            required=True,
            aliases=("event", "event_type", "event_text", "action", "name", "activity", "type"),
        ),
        Time(
            "timestamp",
            "when",
            required=True,
            aliases=(
                *("event_time", "event_timestamp", "event_at", "occurred_at", "happened_at"),
                *("original_timestamp", "client_event_time", "time", "ts", "properties_time"),
                *("datetime", "date_time", "created_at", *CREATED, "sent_at", "received_at"),
                *("server_received_time", "server_time", "logged_at", "event_date", "date"),
            ),
        ),
    ),
    is_required=True,
    key="event_id",
    recognized_by=("user_id", "event_name", "timestamp"),
    nouns=("event", "track", "activity", "action", "log"),
    deduplicates=deduplicates,
    is_stream=True,
    optional=("event_id",),
    read=_READ,
    valid=sum_of("events of contacts", "contacts", "number_of_events"),
    uncounted=(sum_of_findings("events after the snapshot", "events_after_snapshot"),),
    checks=(
        MaxQuarantined(read=_READ),
        MaxEventAge(severity="warn"),
        *(check() for check in OBSERVED),
        # Off by default: they read the events once more, and the first one shuffles every id.
        unique("event_id", severity="off"),
        *not_null("event_id", severity="off"),
        # The values are in the rules, and one finding per name represents all its events.
        accepted_values(
            "event_name",
            (),
            severity="warn",
            evident=Evident("findings", "unknown_event_name", ("key",), counts="value"),
        ),
    ),
)
