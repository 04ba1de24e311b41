"""What a reader of the output is told if runs remove or replace what it reads meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from jafflegaggle.engine import (
    failure,
    is_engine_error,
    is_gone,
    is_missing_path,
    naming_engine,
)
from jafflegaggle.errors import OutputHeldError
from jafflegaggle.publish.manifest import Manifest
from jafflegaggle.publish.store import Snapshots


@contextmanager
def naming_reader(session: SparkSession, place: str) -> Iterator[None]:
    """Let what the engine raises while it reads an output be a message for people.

    Args:
        session: the engine.
        place: the output, for people.

    Raises:
        InputError: the engine failed.
        OutputHeldError: a file or folder that the engine was to read is missing.
    """
    with naming_engine(session):
        try:
            yield
        except Exception as error:
            if not is_missing_path(error):
                raise
            gone = f"{place}: what is read was removed or replaced meanwhile; try again"
            raise OutputHeldError(f"{gone} ({failure(error)})") from error


@contextmanager
def noticing_removal(snapshots: Snapshots, manifest: Manifest | None) -> Iterator[None]:
    """Refuse what the block has found if a run has removed or replaced a snapshot meanwhile.

    Whatever the block raises may come of that: an engine may read a missing folder as no rows.

    Args:
        snapshots: what is published.
        manifest: the snapshot that the block reads; None: there is none.

    Raises:
        OutputHeldError: the snapshot is gone.
    """
    try:
        yield
    except OutputHeldError:
        raise
    except Exception as error:
        if manifest and not is_gone(error) and not _is_there(snapshots, manifest):
            raise _removed(manifest) from error
        raise
    if manifest:
        assert_there(snapshots, manifest)


def assert_there(snapshots: Snapshots, manifest: Manifest) -> None:
    """Refuse a snapshot that a run has removed or replaced.

    Raises:
        OutputHeldError: it is gone.
    """
    if not _is_there(snapshots, manifest):
        raise _removed(manifest)


def _is_there(snapshots: Snapshots, manifest: Manifest) -> bool:
    try:
        return snapshots.is_there(manifest)
    except Exception as error:
        if not is_engine_error(error) or is_gone(error):
            raise
        return False


def _removed(manifest: Manifest) -> OutputHeldError:
    return OutputHeldError(
        f"the snapshot of {manifest.snapshot_date} (run {manifest.run_id}) was removed or replaced "
        "by another run while it was read; try again"
    )
