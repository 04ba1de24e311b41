"""Files on an object store, where this process reaches it by itself.

A file is there when it is whole, and nothing is ever renamed.
"""

from collections.abc import Iterable

from jafflegaggle.object_store import (
    StoredFile,
    copy_file,
    names_below,
    read_bytes,
    remove_files,
    stored_file,
    stored_files,
    write_bytes,
    write_if,
)
from jafflegaggle.publish.files import ask_each


class StoreFiles:
    """The files of an object store, by their URLs."""

    can_remove = True
    at_once = 16

    def write(self, path: str, text: str) -> None:
        """Write a text in one step."""
        write_bytes(path, text.encode())

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write a file in one step."""
        write_bytes(path, content)

    def read(self, path: str) -> str | None:
        """The text of a file; None only where there is none.

        What only an engine could write before is a folder with one line, or with nothing.
        """
        found = read_bytes(path)
        if found is not None:
            return found[0].decode()
        parts = [read_bytes(file.place) for file in stored_files(path)]
        return b"".join(part[0] for part in parts if part).decode().rstrip("\n") or None

    def sync(self, folders: Iterable[str]) -> None:
        """Nothing: what a store has taken, it has stored."""

    def move(self, path: str, target: str) -> None:
        """Write it there, then remove the one here: what is not there becomes no empty text."""
        text = self.read(path)
        if not text:
            raise FileNotFoundError(f"{path}: it is gone, and was to become {target}")
        self.write(target, text)
        self.remove(path)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; nothing of what lies deeper is looked at."""
        return [name for name in names_below(folder) if not name.startswith(".")]

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all in it, if it is there."""
        here = [file for file in (stored_file(path),) if file]
        remove_files([file.place for file in [*stored_files(path), *here]])

    def tables_in(self, folder: str) -> list[StoredFile]:
        """The Parquet files of a table."""
        return [file for file in stored_files(folder) if file.suffix == ".parquet"]

    def copy(self, files: Iterable[StoredFile], folder: str) -> None:
        """Put copies of files in the place of what a folder holds, each of them in one step.

        Numbers are their names there, so that a table of one file changes in one step, too.
        """
        targets = {f"{folder}/part-{n:05}.parquet": file for n, file in enumerate(files)}
        ask_each(self, lambda target: copy_file(targets[target], target), targets)
        remove_files([old.place for old in stored_files(folder) if old.place not in targets])


class StoreLock:
    """One file by which a run holds an output: it is written only where there is none.

    Attributes:
        place: its URL.
        mine: what it says when it is this run's.
    """

    def __init__(self, place: str, mine: str) -> None:
        self.place = place
        self.mine = mine

    def take(self) -> str | None:
        """Hold it; give what its holder says where another run does, and None where this one does.

        Raises:
            NotImplementedError: the store writes also where there is a file.
        """
        if self._write():
            # Some stores pass the condition over, and would let anybody hold it.
            if self._write():
                raise NotImplementedError
            return None
        holder = read_bytes(self.place)
        said = holder[0].decode(errors="replace") if holder else ""  # let go of meanwhile
        # An answer that was lost, and asked for again: it was this run.
        return None if said == self.mine else said

    def take_over(self, said: str) -> bool:
        """Hold it in the place of a run that is no more, if nobody else has done so."""
        holder = read_bytes(self.place)
        if holder is None or holder[0].decode(errors="replace") != said or not holder[1]:
            return False
        return bool(write_if(self.place, self.mine.encode(), holder[1]))

    def release(self) -> None:
        """Let go of it, if it is this run's."""
        holder = read_bytes(self.place)
        if holder is not None and holder[0] == self.mine.encode():
            remove_files([self.place])

    def _write(self) -> bool:
        written = write_if(self.place, self.mine.encode())
        if written is None:
            raise NotImplementedError
        return written
