"""A full or read-only disk: the old snapshot stays, and the message explains why."""

import ctypes
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import runs
from tests.faults.companies import DATE
from tests.faults.conftest import copy
from tests.faults.published import Snapshot, assert_is_tidy, by_folders, by_manifest

KIB = 1024
# KiB of free space beside the old snapshot: for a table or two, or for nearly all.
ROOMS = [0, 8, 40, 80, 120]
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


class Disk:
    """A file system of its own with an output folder."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.output = place / "output"

    @property
    def used(self) -> int:
        """The number of bytes in use."""
        state = os.statvfs(self.place)
        return (state.f_blocks - state.f_bfree) * state.f_frsize

    def leave(self, room: int) -> None:
        """Leave room for this many more bytes."""
        self.remount(f"size={self.used + room}")

    def remount(self, options: str) -> None:
        """Change its size, or whether it is writable."""
        subprocess.run(["mount", "-o", f"remount,{options}", self.place], check=True)


@pytest.fixture
def disk(published_old: Path, tmp_path: Path) -> Iterator[Disk]:
    """A disk in memory, with the old snapshot."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        # The behaviour on a full disk must be proven, so CI must not skip it silently.
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(f"mounting a disk is not permitted here ({mounted.stderr.strip()})")
    try:
        copy(published_old, place / "output")
        yield Disk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def drop_rights() -> None:
    """Drop root's right to write anywhere from this process; other users do not have it."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def keep_files_small() -> None:
    """Let no file of this process grow beyond a small size, as a quota would."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * KIB, 4 * KIB))


def assert_old_snapshot_stays(ended: runs.Ended, output: Path, old_snapshot: Snapshot) -> None:
    """The message names the place and the problem, and the old snapshot is unchanged."""
    ended.assert_is_a_short_error()
    assert str(output) in ended.message
    assert by_manifest(output, DATE) == by_folders(output, DATE) == old_snapshot


def assert_next_run_succeeds(
    run_here: runs.RunHere, new: Path, output: Path, new_snapshot: Snapshot
) -> None:
    ended = run_here(runs.command(new, output, "--snapshot-date", DATE))
    assert ended.status == 0, ended.err
    assert by_manifest(output, DATE) == by_folders(output, DATE) == new_snapshot
    assert_is_tidy(output)


# Full -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_a_disk_that_fills_up(
    new: Path,
    run_here: runs.RunHere,
    disk: Disk,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    room: int,
) -> None:
    disk.leave(room * KIB)

    ended = run_here(runs.command(new, disk.output, "--snapshot-date", DATE))

    assert "No space left on device" in ended.message
    assert_old_snapshot_stays(ended, disk.output, old_snapshot)
    disk.remount("size=64m")
    assert_next_run_succeeds(run_here, new, disk.output, new_snapshot)


def test_a_disk_that_fills_up_under_spark(
    new: Path, run_here: runs.RunHere, disk: Disk, old_snapshot: Snapshot, new_snapshot: Snapshot
) -> None:
    disk.leave(100 * KIB)

    call = runs.command(new, disk.output, "--snapshot-date", DATE, engine="spark")
    ended = runs.run(call)

    assert "No space left on device" in ended.message
    assert_old_snapshot_stays(ended, disk.output, old_snapshot)
    disk.remount("size=64m")
    assert_next_run_succeeds(run_here, new, disk.output, new_snapshot)


def test_a_file_that_may_not_grow(
    new: Path, run_here: runs.RunHere, output: Path, old_snapshot: Snapshot, new_snapshot: Snapshot
) -> None:
    call = runs.command(new, output, "--snapshot-date", DATE)

    ended = runs.run(call, before=keep_files_small)

    assert_old_snapshot_stays(ended, output, old_snapshot)
    assert_next_run_succeeds(run_here, new, output, new_snapshot)


# Not writable ------------------------------------------------------------------------------


def test_a_disk_that_is_read_only(
    new: Path, run_here: runs.RunHere, disk: Disk, old_snapshot: Snapshot, new_snapshot: Snapshot
) -> None:
    disk.remount("ro")

    ended = run_here(runs.command(new, disk.output, "--snapshot-date", DATE))

    assert_old_snapshot_stays(ended, disk.output, old_snapshot)
    disk.remount("rw")
    assert_next_run_succeeds(run_here, new, disk.output, new_snapshot)


@pytest.mark.parametrize(
    "locked", ["_runs", "_manifests", "contacts", "quarantine", f"accounts/snapshot_date={DATE}"]
)
def test_no_permission(
    new: Path,
    run_here: runs.RunHere,
    output: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    locked: str,
) -> None:
    folder = output / locked
    folder.chmod(0o555)

    ended = runs.run(runs.command(new, output, "--snapshot-date", DATE), before=drop_rights)

    folder.chmod(0o755)
    assert_old_snapshot_stays(ended, output, old_snapshot)
    assert_next_run_succeeds(run_here, new, output, new_snapshot)


def test_a_replaced_run_of_a_colleague(
    new: Path, run_here: runs.RunHere, output: Path, new_snapshot: Snapshot
) -> None:
    (replaced,) = (output / "_runs").iterdir()
    (replaced / "contacts").chmod(0o555)
    call = runs.command(new, output, "--snapshot-date", DATE)

    ended = [runs.run(call, before=drop_rights) for _ in range(3)]

    assert [one.status for one in ended] == [0, 0, 0], ended
    for one in ended[1:]:
        assert f"{replaced}: cannot be removed (" in one.err
    assert by_manifest(output, DATE) == by_folders(output, DATE) == new_snapshot
    (replaced / "contacts").chmod(0o755)
    assert_next_run_succeeds(run_here, new, output, new_snapshot)


@pytest.mark.parametrize(
    "name", ["output", "output/_runs", "output/_manifests", "output/contacts", "output/quarantine"]
)
def test_a_file_in_the_way(
    new: Path, run_here: runs.RunHere, tmp_path: Path, new_snapshot: Snapshot, name: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("somebody's notes")
    output = tmp_path / "output"

    ended = run_here(runs.command(new, output, "--snapshot-date", DATE))

    ended.assert_is_a_short_error()
    assert str(file) in ended.message
    assert file.read_text() == "somebody's notes"
    assert not list(output.glob("*/snapshot_date=*"))
    file.unlink()
    assert_next_run_succeeds(run_here, new, output, new_snapshot)
