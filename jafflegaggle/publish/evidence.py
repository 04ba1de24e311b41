"""The tables that a run with failed checks leaves for people, until the next run."""

import logging
from collections.abc import Collection

from jafflegaggle.engine import failure
from jafflegaggle.publish.files import Files, ask_each, is_of_files
from jafflegaggle.publish.layout import FAILED, RUNS, is_run_id

log = logging.getLogger(__name__)


class Evidence:
    """The tables of failed runs under an output folder, which no manifest names.

    A marker beside them records that the run has ended, so that recovery neither finishes nor
    removes it like a run that died.

    Attributes:
        root: the output folder.
        files: its file system.
    """

    def __init__(self, root: str, files: Files) -> None:
        self.root = root
        self.files = files

    def retain(self, run_id: str, names: Collection[str]) -> str:
        """Keep only these tables of a run, and return the folder.

        If that fails, it is logged and '' is returned: the run fails because of its checks.
        """
        folder = f"{self.root}/{RUNS}/{run_id}"
        try:
            self.files.write(f"{folder}/{FAILED}", ", ".join(names))
            for name in self.files.names(folder):
                if name not in (FAILED, *names):
                    self.files.remove(f"{folder}/{name}")
        except Exception as error:
            if not is_of_files(error):
                raise
            log.warning("%s: the tables of the failed run are lost (%s)", folder, failure(error))
            return ""
        return folder

    def remove(self) -> None:
        """Remove what failed runs left: the next one starts to write."""
        runs = filter(is_run_id, self.files.names(f"{self.root}/{RUNS}"))
        ask_each(self.files, self._remove_failed, runs)

    def _remove_failed(self, run_id: str) -> None:
        folder = f"{self.root}/{RUNS}/{run_id}"
        try:
            if FAILED in self.files.names(folder):
                self.files.remove(folder)
        except Exception as error:
            if not is_of_files(error):
                raise
            log.warning(
                "%s: cannot be removed (%s); every run will try it again", folder, failure(error)
            )
