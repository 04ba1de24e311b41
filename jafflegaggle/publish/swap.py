"""Putting a folder of Parquet files in the place of another, in one step and without a copy."""

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def expose(files: Path, place: Path, aside: Path) -> None:
    """Let a folder hold the Parquet files of another one, from one moment to the next.

    The files are linked, not copied, where the disk can: they take no room twice.

    Args:
        files: the folder that has them.
        place: the folder that is to show them; what it held goes.
        aside: a folder on the same disk for what is in the making.
    """
    wanted = sorted(files.glob("*.parquet"))
    if _shows(place, wanted):
        return  # a run did so, and died after it
    if aside.exists():
        shutil.rmtree(aside)
    aside.mkdir(parents=True)
    for file in wanted:
        _link(file, aside / file.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        aside.rename(place)
        return
    if not _exchange(aside, place):
        replaced = aside.with_name(f"{aside.name}.replaced")
        place.rename(replaced)
        aside.rename(place)
        replaced.rename(aside)
    shutil.rmtree(aside)


def _shows(place: Path, wanted: list[Path]) -> bool:
    if not place.is_dir():
        return False
    shown = sorted(place.iterdir())
    return len(shown) == len(wanted) and all(map(os.path.samefile, shown, wanted))


def _link(file: Path, place: Path) -> None:
    try:
        os.link(file, place)
    except OSError:  # a disk without hard links
        shutil.copyfile(file, place)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can; False where it cannot."""
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    code: int = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
    return code == 0
