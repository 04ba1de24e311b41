"""The few small files that say what is published, and removing what is not: on a disk."""

import os
import shutil
from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """A file system, as far as publishing needs one."""

    def write(self, path: str, text: str) -> None:
        """Write a text; whoever reads it sees all of it, or what stood there before."""

    def read(self, path: str) -> str | None:
        """The text of a file; None where there is none."""

    def move(self, path: str, target: str) -> None:
        """Give a file another place; whoever looks there sees all of it, or nothing."""

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where there is no folder."""

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all in it, if it is there."""


class Disk:
    """A disk of this machine, or one that is mounted here."""

    def write(self, path: str, text: str) -> None:
        """Write beside, then rename: at every moment the file is whole."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.fresh")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)

    def read(self, path: str) -> str | None:
        """The text of a file; None where there is none."""
        try:
            return Path(path).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def move(self, path: str, target: str) -> None:
        """Rename: it takes no room, and is done or not."""
        Path(path).replace(target)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted, but for hidden ones."""
        try:
            return sorted(p.name for p in Path(folder).iterdir() if not p.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all in it, if it is there."""
        target = Path(path)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
