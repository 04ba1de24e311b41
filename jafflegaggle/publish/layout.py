"""Where everything lies under an output folder, and what a run is called.

<root>/<table>/snapshot_date=YYYY-MM-DD/*.parquet   the plain folders, for any reader
<root>/_runs/<run>/<table>/*.parquet                what a run wrote; never changed again
<root>/_runs/<run>/audited.json                     it passed its checks: the next run finishes it
<root>/_runs/<run>/pruned.json                      it goes away: the next run finishes that
<root>/_manifests/<run>.json                        what is published; the newest of a date counts
<root>/_lock                                        held while a run writes
"""

import datetime as dt
import uuid

SNAPSHOT_DATE = "snapshot_date"
RUNS, MANIFESTS, LOCK = "_runs", "_manifests", "_lock"
AUDITED, PRUNED = "audited.json", "pruned.json"
GONE = ".gone"  # there: a plain folder of a snapshot that goes away
SHOWN = ".shown"  # beside a run's table: its plain folder in the making, later what that replaced
_TIME = "%Y%m%dT%H%M%S.%fZ"


def new_run_id(last: str = "") -> str:
    """The name of a run: by time, so that names sort as runs follow each other.

    Args:
        last: the last run's name; the new one comes after it, also where a clock was set back.
    """
    now = dt.datetime.now(dt.UTC)
    if last:
        now = max(now, started_at(last) + dt.timedelta(microseconds=1))
    return f"{now.strftime(_TIME)}-{uuid.uuid4().hex[:8]}"


def started_at(run_id: str) -> dt.datetime:
    """When a run started, by its name.

    >>> started_at("20261122T233354.123456Z-1a2b3c4d").isoformat()
    '2026-11-22T23:33:54.123456+00:00'
    """
    return dt.datetime.strptime(run_id.partition("-")[0], _TIME).replace(tzinfo=dt.UTC)


def is_run_id(name: str) -> bool:
    """Whether a name is that of a run, and not something that somebody put there.

    >>> is_run_id("20261122T233354.123456Z-1a2b3c4d"), is_run_id("notes")
    (True, False)
    """
    try:
        started_at(name)
    except ValueError:
        return False
    return True
