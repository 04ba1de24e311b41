"""Which names of the rules events have: a name that none has is probably misspelled."""

from collections.abc import Callable, Collection

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.frames import local_table
from jafflegaggle.models.audit.unused_names import unused_event_names, unused_order_events
from jafflegaggle.rules import Rules

# Nearly always they have all of them.
FIRST_ROWS = 10_000
Look = Callable[[DataFrame], Row | None]


def expected_names(rules: Rules) -> frozenset[str]:
    """The names of events in the rules."""
    return frozenset((*rules.event_names, *rules.order_events))


def names_found(events: DataFrame, names: Collection[str], look: Look) -> frozenset[str] | None:
    """Which of the names events have; None where nobody can look.

    All events are searched only for what the first ones do not have.
    """
    missing = set(names)
    for rows in (events.limit(FIRST_ROWS), events):
        if not missing:
            break
        is_missing = F.col("event_name").isin(*sorted(missing))
        found = F.collect_set("event_name").alias("names")
        row = look(rows.select("event_name").where(is_missing).agg(found))
        if row is None:
            return None
        missing -= set(row.names)
    return frozenset(names) - missing


def unused_name_findings(
    events: DataFrame,
    rules: Rules,
    found: frozenset[str] | None,
    unexpected: DataFrame | None,
    totals: Row | None,
) -> list[DataFrame]:
    """One finding per name of the rules that no event has; the value shows those that are there.

    Args:
        events: the events.
        rules: the rules.
        found: which names of the rules events have; None: not known.
        unexpected: the findings of other names; None: there are none.
        totals: the row of `event_totals`; where nothing was read, nothing is misspelled.
    """
    names = expected_names(rules)
    if (found is not None and names <= found) or (totals is not None and not totals.rows_read):
        return []
    if found is None:
        is_expected = F.col("event_name").isin(*sorted(names))
        seen = events.where(is_expected).select(F.col("event_name").alias("name")).distinct()
    else:
        rows = [(name,) for name in sorted(found)]
        seen = local_table(events.sparkSession, {"name": "string"}, rows)
    shown = seen
    if unexpected is not None:
        shown = seen.unionByName(unexpected.select(F.col("key").alias("name")))
    of_settings = (
        (unused_event_names, rules.event_names),
        (unused_order_events, rules.order_events),
    )
    return [
        declared(listed, seen, shown)
        for declared, listed in of_settings
        if found is None or not found.issuperset(listed)
    ]
