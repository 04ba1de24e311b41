"""What is published under an output folder, and what dead runs left: finished, or taken away."""

import sys
from collections.abc import Iterator

from jafflegaggle.publish.files import Files
from jafflegaggle.publish.layout import (
    AUDITED,
    MANIFESTS,
    PARTITION,
    PRUNED,
    RUNS,
    SHOWN,
    is_run_id,
)
from jafflegaggle.publish.manifest import Manifest, newest_by_date
from jafflegaggle.publish.plain import Plain


class Journal:
    """The manifests of an output folder, and the steps by which they change.

    Each step can end at any moment, and the next run goes on from there. A manifest is what makes
    a snapshot the published one; the plain folders follow before it is there.

    Attributes:
        root: the output folder.
        files: what reaches it.
        plain: its plain folders.
    """

    def __init__(self, root: str, files: Files, plain: Plain) -> None:
        self.root = root
        self.files = files
        self.plain = plain

    def manifests(self) -> list[Manifest]:
        """All manifests, those that were replaced included."""
        return manifests_in(self.root, self.files)

    def audit(self, manifest: Manifest) -> Manifest:
        """Say that a run has passed its checks: from now on it will be published."""
        published = manifest.published()
        self.plain.prepare(published)
        self.files.write(self._of_run(published.run_id, AUDITED), published.to_json())
        return published

    def finish(self, published: Manifest) -> None:
        """Publish a run that has passed its checks: the plain folders, then the manifest."""
        run_id = published.run_id
        self.plain.expose(published)
        self.files.move(self._of_run(run_id, AUDITED), self._manifest(run_id))
        self._tidy(published)

    def recover(self) -> Iterator[str]:
        """Finish or remove what dead runs left; say of each run what was done."""
        manifests = {manifest.run_id: manifest for manifest in self.manifests()}
        for run_id in filter(is_run_id, self.files.names(f"{self.root}/{RUNS}")):
            pruned, audited = self._read(run_id, PRUNED), self._read(run_id, AUDITED)
            if pruned:
                self._prune(pruned)
                yield f"finished the removal of run {run_id}"
            elif run_id in manifests:
                self._strip(manifests[run_id])
                if run_id == max(manifests):  # the others were gone through before
                    self._forget_replaced(manifests[run_id].snapshot_date)
            elif audited:
                self.plain.prepare(audited)
                self.finish(audited)
                yield f"finished the publication of run {run_id}"
            else:
                self.files.remove(self._of_run(run_id))
                yield f"removed what run {run_id} left behind"

    def _tidy(self, published: Manifest) -> None:
        """Remove what a run that was just published no longer needs, and what it made old.

        What it has replaced stays until the next run: somebody may be reading it.
        """
        self._strip(published, keeps_replaced=True)
        self._forget_replaced(published.snapshot_date)

    def _strip(self, published: Manifest, keeps_replaced: bool = False) -> None:
        """Remove what is not published from the folder of a run."""
        kept = {table.folder for table in published.tables.values()}
        kept |= set(published.state.get("folders", ()))
        for name in self.files.names(self._of_run(published.run_id)):
            is_kept = f"{RUNS}/{published.run_id}/{name}" in kept
            if not (is_kept or (keeps_replaced and name.endswith(SHOWN))):
                self.files.remove(self._of_run(published.run_id, name))

    def _forget_replaced(self, date: str) -> None:
        """Remove the runs that were replaced, but for the last of that date."""
        by_run = sorted(self.manifests(), key=lambda manifest: manifest.run_id)
        newest = newest_by_date(by_run)
        replaced = [m for m in by_run if m.run_id != newest[m.snapshot_date].run_id]
        of_date = [m for m in replaced if m.snapshot_date == date]
        for manifest in replaced:
            if manifest not in of_date[-1:]:
                self.files.remove(self._manifest(manifest.run_id))  # first: nobody follows it
                self.files.remove(self._of_run(manifest.run_id))

    def drop(self, run_id: str) -> None:
        """Remove what a run wrote that has not passed its checks."""
        if self._read(run_id, AUDITED) is None and not self.files.read(self._manifest(run_id)):
            self.files.remove(self._of_run(run_id))

    def prune(self, keep: int) -> list[str]:
        """Remove all snapshots but those of the last dates, and give the dates removed."""
        newest = newest_by_date(self.manifests())
        old = [newest[date] for date in list(newest)[: -max(keep, 1)]]
        for manifest in old:
            self.files.write(self._of_run(manifest.run_id, PRUNED), manifest.to_json())
            self._prune(manifest)
        return [manifest.snapshot_date for manifest in old]

    def _prune(self, manifest: Manifest) -> None:
        date = manifest.snapshot_date
        of_date = [m.run_id for m in self.manifests() if m.snapshot_date == date]
        if not any(run_id > manifest.run_id for run_id in of_date):
            for run_id in of_date:
                self.files.remove(self._manifest(run_id))
            for name in manifest.tables:
                self.files.remove(f"{self.root}/{name}/{PARTITION}={date}")
        for run_id in {*of_date, manifest.run_id}:
            if run_id <= manifest.run_id:
                self.files.remove(self._of_run(run_id))

    def _read(self, run_id: str, name: str) -> Manifest | None:
        text = self.files.read(self._of_run(run_id, name))
        return manifest_of(text, self._of_run(run_id, name)) if text else None

    def _of_run(self, run_id: str, name: str = "") -> str:
        return f"{self.root}/{RUNS}/{run_id}/{name}".rstrip("/")

    def _manifest(self, run_id: str) -> str:
        return f"{self.root}/{MANIFESTS}/{run_id}.json"


def manifests_in(root: str, files: Files) -> list[Manifest]:
    """All manifests under an output folder, those that were replaced included."""
    folder = f"{root}/{MANIFESTS}"
    texts = {name: files.read(f"{folder}/{name}") for name in files.names(folder)}
    found = [manifest_of(text, f"{folder}/{name}") for name, text in texts.items() if text]
    return [manifest for manifest in found if manifest]


def manifest_of(text: str, place: str) -> Manifest | None:
    """The manifest in a text; None, and a word to the person, where it holds none."""
    try:
        return Manifest.from_json(text)
    except ValueError as error:
        print(f"  {place}: passed over: {error}", file=sys.stderr)
        return None
