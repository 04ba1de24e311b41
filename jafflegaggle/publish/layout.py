"""The layout of an output folder, and the ids of runs.

<root>/<table>/snapshot_date=YYYY-MM-DD/*.parquet   the plain folders, for any reader
<root>/_runs/<run>/<table>/*.parquet                tables written by a run; immutable
<root>/_runs/<run>/audited.json                     it passed its checks: the next run finishes it
<root>/_runs/<run>/failed.json                      it failed its checks: kept until the next run
<root>/_runs/<run>/pruned.json                      it is being removed: the next run finishes it
<root>/_manifests/<run>.json                        what is published; the newest of a date counts
<root>/_lock                                        held while a run writes
"""

import datetime as dt
import re
import uuid

SNAPSHOT_DATE = "snapshot_date"
RUNS, MANIFESTS, LOCK = "_runs", "_manifests", "_lock"
AUDITED, FAILED, PRUNED = "audited.json", "failed.json", "pruned.json"
GONE = ".gone"  # suffix, in a run: a plain folder of a snapshot that is being removed
SHOWN = ".shown"  # suffix, in a run: a new plain folder before the swap, the old one after it
# In a catalog schema: the prefixes of tables that a run stages, or leaves when its checks fail.
STAGED_TABLES, FAILED_TABLES = "staging_", "failed_"
_TIME = "%Y%m%dT%H%M%S.%fZ"


def new_run_id(last: str = "") -> str:
    """A new run id, which starts with the time, so that ids sort in the order of the runs.

    Args:
        last: the last run id; the new one sorts after it, even if the clock was set back.
    """
    now = dt.datetime.now(dt.UTC)
    if last:
        now = max(now, started_at(last) + dt.timedelta(microseconds=1))
    return f"{now.strftime(_TIME)}-{uuid.uuid4().hex[:8]}"


def started_at(run_id: str) -> dt.datetime:
    """When a run started, by its id.

    >>> started_at("20261122T233354.123456Z-1a2b3c4d").isoformat()
    '2026-11-22T23:33:54.123456+00:00'
    """
    return dt.datetime.strptime(run_id.partition("-")[0], _TIME).replace(tzinfo=dt.UTC)


def is_run_id(name: str) -> bool:
    """Whether a name is a run id, and not something that somebody else put there.

    >>> is_run_id("20261122T233354.123456Z-1a2b3c4d"), is_run_id("notes")
    (True, False)
    """
    try:
        started_at(name)
    except ValueError:
        return False
    return True


def prefix_of(run_id: str, start: str = STAGED_TABLES) -> str:
    """The prefix of a run's tables in a catalog schema.

    >>> prefix_of("20261122T233354.123456Z-1a2b3c4d")
    'staging_20261122t233354_123456z_1a2b3c4d_'
    """
    return f"{start}{re.sub('[^a-z0-9]', '_', run_id.lower())}_"


def run_of(table: str, start: str = STAGED_TABLES) -> str:
    """The run that a table of a catalog schema belongs to; '' if it is somebody else's.

    >>> run_of("staging_20261122t233354_123456z_1a2b3c4d_people"), run_of("staging_people")
    ('20261122T233354.123456Z-1a2b3c4d', '')
    """
    match = re.match(rf"{start}(\d{{8}}t\d{{6}})_(\d{{6}})z_([0-9a-f]{{8}})_", table)
    return f"{match[1].upper()}.{match[2]}Z-{match[3]}" if match else ""
