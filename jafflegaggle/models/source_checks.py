"""What is checked of the sources; a row that is set aside is a warning, too many are an error."""

from collections.abc import Mapping

from jafflegaggle.models.check import (
    CONSERVED_ROWS,
    MAX_QUARANTINED,
    MAX_WITHOUT_DOMAIN,
    OF_INCREMENTAL_RUNS,
    Check,
    accepted_values,
    not_null,
    unique,
)

SOURCE_CHECKS: Mapping[str, tuple[Check, ...]] = {
    "users": (
        CONSERVED_ROWS,
        MAX_QUARANTINED,
        MAX_WITHOUT_DOMAIN,
        unique("user_id", severity="warn"),
        *not_null("user_id", severity="warn"),
        unique("email", severity="warn"),
    ),
    "gaggles": (
        CONSERVED_ROWS,
        MAX_QUARANTINED,
        unique("gaggle_id", severity="warn"),
        *not_null("gaggle_id", severity="warn"),
    ),
    "events": (
        CONSERVED_ROWS,
        MAX_QUARANTINED,
        *OF_INCREMENTAL_RUNS,
        # Off: it reads the events once more, and shuffles every id.
        unique("event_id", severity="off"),
        *not_null("event_id", severity="off"),
        # The rules name the values.
        accepted_values("event_name", severity="warn"),
    ),
    "deals": (CONSERVED_ROWS, MAX_QUARANTINED),
}
