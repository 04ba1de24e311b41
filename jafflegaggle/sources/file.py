"""A file of a source, as all that looks into it sees it."""

import io
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Literal, Protocol


class File(Protocol):
    """A file by its name: one of this machine, or what an engine has fetched."""

    @property
    def suffix(self) -> str:
        """The end of its name, for example `.gz`."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes."""


@dataclass(frozen=True, order=True)
class FetchedFile:
    """A file that only an engine sees, brought here; as text it is its place."""

    place: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.place

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return PurePosixPath(self.place).suffix

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes."""
        return io.BytesIO(self.content)
