"""The files of an export that are lists of both kinds of records, for scripts and for people."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from jafflegaggle.crm.cells import as_text, csv_line
from jafflegaggle.crm.files import LoadFile, Part, Size
from jafflegaggle.crm.systems.spec import CONTACT, Object, System

NEEDS_ID = "needs id"
REJECTED = "rejected.csv"
_IN_MEMORY = 2**20


class Lists:
    """Merges, rekeys, deletes, values to clear, and rejected rows."""

    def __init__(self, folder: Path, system: System) -> None:
        """Begin the files.

        Args:
            folder: where.
            system: the CRM.
        """
        self.folder = folder
        self.clears_by_list = system.clear is None
        into, merged, record = system.ids
        headers = {
            "rekeys.csv": ("object", "previous_key", "key", record, "note"),
            "merges.csv": ("object", "key", "merged_into", into, merged, "note"),
            "deletes.csv": ("object", "key", record, "note"),
            REJECTED: ("object", "key", "operation", "field", "reason", "value"),
        }
        if self.clears_by_list:
            headers["clears.csv"] = ("object", "key", "field")
        self._files = {
            name: LoadFile(folder, name, csv_line(header), Size())
            for name, header in headers.items()
        }
        # Companies are deleted after their contacts, but come first.
        self._later = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - until `close`
        self._later_rows = 0

    def rekey(self, object_: Object, previous_key: str, key: str, record_id: str) -> None:
        """A record gets another key."""
        self._write("rekeys.csv", (object_, previous_key, key, record_id, _note(record_id)))

    def merge(
        self, object_: Object, key: str, merged_into: str, into_id: str, merged_id: str
    ) -> None:
        """A record is merged into another."""
        note = _note(into_id and merged_id)
        self._write("merges.csv", (object_, key, merged_into, into_id, merged_id, note))

    def delete(self, object_: Object, key: str, record_id: str) -> None:
        """A record is deleted."""
        line = _line((object_, key, record_id, _note(record_id)))
        if object_ == CONTACT:
            self._files["deletes.csv"].write(line)
        else:
            self._later.write(line.encode())
            self._later_rows += 1

    def clear(self, object_: Object, key: str, name: str) -> None:
        """A value is cleared."""
        self._write("clears.csv", (object_, key, name))

    def reject(
        self, object_: Object, key: str, operation: str, name: str, reason: str, value: str
    ) -> None:
        """A row is not sent."""
        self._write(REJECTED, (object_, key, operation, name, reason, value))

    def close(self) -> list[Part]:
        """End the files; give them."""
        self._later.seek(0)
        deletes = self._files["deletes.csv"]
        # Whole rows, of which one may have several lines.
        deletes.append(self._later, self._later_rows)
        self._later.close()
        for file in self._files.values():
            file.close()
        return [part for file in self._files.values() for part in file.parts]

    def _write(self, name: str, cells: Sequence[str]) -> None:
        self._files[name].write(_line(cells))


def _note(record_id: str) -> str:
    return "" if record_id else NEEDS_ID


def _line(cells: Iterable[str]) -> str:
    return csv_line(map(as_text, cells))
