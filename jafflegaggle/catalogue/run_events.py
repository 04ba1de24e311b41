"""The OpenLineage events of one run: sent when they happen, and part of its snapshot."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from jafflegaggle.catalogue.documents import documents
from jafflegaggle.catalogue.openlineage import complete_event, fail_event, start_event
from jafflegaggle.catalogue.snapshot import Snapshot, catalogue_of
from jafflegaggle.catalogue.transport import send
from jafflegaggle.config import Config
from jafflegaggle.errors import CheckError
from jafflegaggle.publish.manifest import Manifest
from jafflegaggle.secrets import hide_secrets


class RunEvents:
    """The events of a run.

    Attributes:
        config: its configuration.
        catalogue: what is declared.
        uuid: its id there; the id of the output is known only once that is open.
        checks: the results of its checks, once they are known.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.catalogue = catalogue_of(config)
        self.uuid = str(uuid.uuid4())
        self.started = dt.datetime.now(dt.UTC)
        self.checks: Sequence[Mapping[str, Any]] = ()
        self._start = start_event(config, self.catalogue, self.uuid, self.started)
        self._complete: dict[str, Any] | None = None
        self._is_complete = False

    @contextmanager
    def sent(self) -> Iterator["RunEvents"]:
        """Say that the run has started and, if the block fails, that it has failed.

        A run that is interrupted ends at once: nothing is sent.
        """
        send(self._start, self.config.openlineage)
        try:
            yield self
        except Exception as error:
            if not self._is_complete:
                self._fail(error)
            raise

    def documents(self, manifest: Manifest, files: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """The documents of the snapshot, by name; they are true once it is published.

        Args:
            manifest: its manifest.
            files: the data files of its tables, relative to the run's folder.
        """
        snapshot = Snapshot(self.config, self.catalogue, manifest, self.uuid, files, self.started)
        self._complete = complete_event(snapshot)
        return documents(snapshot, self._start, self._complete)

    def complete(self) -> None:
        """Say that the snapshot is published."""
        self._is_complete = True
        if self._complete is not None:
            send(self._complete, self.config.openlineage)

    def _fail(self, error: Exception) -> None:
        now = dt.datetime.now(dt.UTC)
        why = self._message(error)
        event = fail_event(self.config, self.catalogue, self.uuid, now, why, self.checks)
        send(event, self.config.openlineage)

    def _message(self, error: Exception) -> str:
        """The first line of an error; of failed checks their names, without rows of data."""
        if isinstance(error, CheckError):
            failed = [f"{c['table']}.{c['key']}" for c in self.checks if c["status"] == "fail"]
            return f"nothing was published; checks failed: {', '.join(failed)}"
        lines = str(error).splitlines() or [type(error).__name__]
        return hide_secrets(lines[0])
