"""What is published under an output folder; finishes or removes what dead runs left."""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from jafflegaggle.engine import failure
from jafflegaggle.errors import InputError
from jafflegaggle.publish.files import Files, ask_each, is_of_files
from jafflegaggle.publish.layout import (
    AUDITED,
    FAILED,
    MANIFESTS,
    PRUNED,
    RUNS,
    SHOWN,
    SNAPSHOT_DATE,
    is_run_id,
)
from jafflegaggle.publish.manifest import Manifest, manifest_at, manifests_in, newest_by_date
from jafflegaggle.publish.plain import Plain

log = logging.getLogger(__name__)


class Journal:
    """The manifests of an output folder, and the steps by which they change.

    The process can die at any step, and the next run continues from there. A manifest is what makes
    a snapshot the published one; the plain folders are swapped before it is written.

    Attributes:
        root: the output folder.
        files: its file system.
        plain: its plain folders.
    """

    def __init__(self, root: str, files: Files, plain: Plain) -> None:
        self.root = root
        self.files = files
        self.plain = plain
        self._manifests: dict[str, Manifest] = {}

    def manifests(self) -> list[Manifest]:
        """All manifests, including replaced ones.

        Raises:
            InputError: one of them cannot be read.
        """
        self._manifests = manifests_in(self.root, self.files, self._manifests)
        return list(self._manifests.values())

    def audit(self, manifest: Manifest) -> Manifest:
        """Record that a run has passed its checks: from now on it will be published."""
        published = manifest.published()
        self.plain.prepare(published)
        # From here on a manifest may name the folders, and must not survive without them.
        self.files.sync(f"{self.root}/{folder}" for folder in published.folders)
        self.files.write(self._of_run(published.run_id, AUDITED), published.to_json())
        return published

    def finish(self, published: Manifest) -> None:
        """Publish a run that has passed its checks: the plain folders, then the manifest."""
        run_id = published.run_id
        try:
            self.plain.expose(published)
            self.files.move(self._of_run(run_id, AUDITED), self._manifest(run_id))
        except Exception as error:
            if not is_of_files(error):
                raise
            raise InputError(
                f"{self.root}: run {run_id} has passed its checks, but is partially published "
                f"({failure(error)}); fix that, and the next run finishes it. Until then the "
                f"plain folders of {published.snapshot_date} may come from two runs: use "
                "read_snapshot"
            ) from error
        self._tidy(published)

    def recover(self) -> Iterator[str]:
        """Finish or remove what dead runs left; yield what was done about each run."""
        manifests = {manifest.run_id: manifest for manifest in self.manifests()}
        runs = list(filter(is_run_id, self.files.names(f"{self.root}/{RUNS}")))
        # One look at each: far away, a look takes long, and a folder has many runs.
        looks = ask_each(self.files, self.files.names, map(self._of_run, runs))
        for run_id, names in zip(runs, looks, strict=True):
            if FAILED in names:
                continue  # it ended with failed checks, and people may be looking at its tables
            pruned, audited = (
                self._read(run_id, name) if name in names else None for name in (PRUNED, AUDITED)
            )
            if pruned:
                if self._prune(pruned):
                    yield f"finished the removal of run {run_id}"
            elif run_id in manifests:
                self._strip(manifests[run_id], names)
                if run_id == max(manifests):  # the others were handled by earlier runs
                    self._forget_replaced(manifests[run_id].snapshot_date)
            elif audited:
                self.plain.prepare(audited)
                self.finish(audited)
                yield f"finished the publication of run {run_id}"
            elif not self._is_published(run_id) and self._remove(self._of_run(run_id)):
                yield f"removed what run {run_id} left behind"

    def _tidy(self, published: Manifest) -> None:
        """Remove what a run just published no longer needs, and older replaced runs.

        The run that it has replaced stays until the next run: somebody may be reading it.
        """
        try:
            names = self.files.names(self._of_run(published.run_id))
            self._strip(published, [name for name in names if not name.endswith(SHOWN)])
            self._forget_replaced(published.snapshot_date)
        except Exception as error:
            if not is_of_files(error):
                raise
            log.warning(
                "%s: old runs could not be removed (%s); the next run will try again",
                self.root,
                failure(error),
            )

    def _remove(self, path: str) -> bool:
        """Remove something that is not part of a snapshot."""
        return self._try(path, partial(self.files.remove, path))

    def _try(self, path: str, remove: Callable[[], None]) -> bool:
        """Try to remove something; a failure is logged, and the run continues."""
        try:
            remove()
        except Exception as error:
            if not is_of_files(error):
                raise
            log.warning(
                "%s: cannot be removed (%s); every run will try again", path, failure(error)
            )
            return False
        return True

    def _strip(self, published: Manifest, names: Sequence[str]) -> None:
        """Remove the entries of a run's folder that are not published."""
        published_places = {*published.folders, *published.documents.values()}
        for name in names:
            if f"{RUNS}/{published.run_id}/{name}" not in published_places:
                self._remove(self._of_run(published.run_id, name))

    def _forget_replaced(self, date: str) -> None:
        """Remove replaced runs, except for the last one of this date."""
        by_run = sorted(self.manifests(), key=lambda manifest: manifest.run_id)
        newest = newest_by_date(by_run)
        replaced = [m for m in by_run if m.run_id != newest[m.snapshot_date].run_id]
        of_date = [m for m in replaced if m.snapshot_date == date]
        for manifest in replaced:
            # The manifest first: nobody must follow it to files that no longer exist.
            if manifest not in of_date[-1:] and self._remove(self._manifest(manifest.run_id)):
                self._remove(self._of_run(manifest.run_id))

    def drop(self, run_id: str) -> None:
        """Remove the files of a run that neither passed its checks nor left evidence."""
        try:
            has_ended = {AUDITED, FAILED} & set(self.files.names(self._of_run(run_id)))
            if not has_ended and not self._is_published(run_id):
                self.files.remove(self._of_run(run_id))
        except Exception as error:
            if not is_of_files(error):
                raise
            place = self._of_run(run_id)
            log.warning("%s: left behind (%s); the next run removes it", place, failure(error))

    def prune(self, keep: int, but: str = "") -> list[str]:
        """Remove all snapshots but those of the last dates, and the last one that has a state.

        The state of an incremental run may hold events that the source has dropped.

        Args:
            keep: the number of dates.
            but: a date that also stays: the one just published.

        Returns:
            The dates removed.
        """
        newest = newest_by_date(self.manifests())
        spared = {but, *[date for date, manifest in newest.items() if manifest.state][-1:]}
        old = [newest[date] for date in list(newest)[: -max(keep, 1)] if date not in spared]
        for manifest in old:
            self.files.write(self._of_run(manifest.run_id, PRUNED), manifest.to_json())
        return [manifest.snapshot_date for manifest in old if self._prune(manifest)]

    def _prune(self, manifest: Manifest) -> bool:
        """Remove a snapshot, its run last: it tells the next run to finish the removal."""
        date = manifest.snapshot_date
        of_date = [m.run_id for m in self.manifests() if m.snapshot_date == date]
        if not any(run_id > manifest.run_id for run_id in of_date):
            places = {
                name: f"{self.root}/{name}/{SNAPSHOT_DATE}={date}" for name in manifest.tables
            }
            hidden = [self._remove(self._manifest(run_id)) for run_id in of_date]
            hidden += [
                self._try(place, partial(self.plain.remove, name, manifest))
                for name, place in places.items()
            ]
            if not all(hidden):
                return False
        replaced = sorted(run_id for run_id in of_date if run_id < manifest.run_id)
        removed = [self._remove(self._of_run(run_id)) for run_id in (*replaced, manifest.run_id)]
        return all(removed)

    def _read(self, run_id: str, name: str) -> Manifest | None:
        return manifest_at(self._of_run(run_id, name), self.files)

    def _is_published(self, run_id: str) -> bool:
        """Whether a run has a manifest, by its file name: it may be unreadable."""
        return f"{run_id}.json" in self.files.names(f"{self.root}/{MANIFESTS}")

    def _of_run(self, run_id: str, name: str = "") -> str:
        return f"{self.root}/{RUNS}/{run_id}/{name}".rstrip("/")

    def _manifest(self, run_id: str) -> str:
        return f"{self.root}/{MANIFESTS}/{run_id}.json"
