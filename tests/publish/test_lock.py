"""One writer at a time; a dead one does not count."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from jafflegaggle.errors import OutputHeldError
from jafflegaggle.publish import lock
from jafflegaggle.publish.files import Disk
from jafflegaggle.publish.lock import locked

NO_SUCH_PROCESS = 2**22 + 1  # process ids on Linux end at 2^22


@pytest.fixture(params=["system", "files"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An output folder, locked by the system, and by files as on an object store."""
    monkeypatch.setattr(lock, "SYSTEM_LOCKS", request.param == "system")
    return str(tmp_path)


def test_a_second_run_is_refused_with_the_name_of_the_holder(root: str) -> None:
    with (
        locked(root, Disk(), wait=0),
        pytest.raises(OutputHeldError) as error,
        locked(root, Disk(), wait=0),
    ):
        pass
    message = str(error.value)
    assert message.startswith(f"{root}: another run is writing there (process {os.getpid()} on ")
    assert "--wait SECONDS" in message


def test_it_is_free_once_the_run_has_ended_however_it_ended(root: str) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(root, Disk(), wait=0):
            raise ZeroDivisionError


def test_a_second_run_waits_if_asked_to(root: str) -> None:
    order: list[str] = []

    def second() -> None:
        with locked(root, Disk(), wait=30):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(root, Disk(), wait=0):
        thread.start()
        time.sleep(0.5)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "from jafflegaggle.publish.files import Disk\n"
        "from jafflegaggle.publish.lock import locked\n"
        f"with locked({str(tmp_path)!r}, Disk(), 0):\n"
        "    print('held', flush=True)\n"
        "    input()\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputHeldError, match=f"process {other.pid} on"):
            locked(str(tmp_path), Disk(), wait=0).__enter__()
        other.send_signal(signal.SIGKILL)
        other.wait(30)
    with locked(str(tmp_path), Disk(), wait=0):
        pass


def test_ctrl_c_removes_a_lock_file(tmp_path: Path) -> None:
    code = (
        "import time\n"
        "from jafflegaggle.publish import lock\n"
        "from jafflegaggle.publish.files import Disk\n"
        "from jafflegaggle.signals import end_at_signals\n"
        "lock.SYSTEM_LOCKS = False\n"
        f"with end_at_signals(), lock.locked({str(tmp_path)!r}, Disk(), 0):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        assert len(list((tmp_path / "_lock").iterdir())) == 1
        other.send_signal(signal.SIGINT)
        assert other.communicate(timeout=30)[1] == "jafflegaggle: interrupted\n"
    assert other.returncode == 130
    assert list((tmp_path / "_lock").iterdir()) == []


def left_behind(root: Path, process: int, **where: str) -> Path:
    """The lock file of another run, by default on this machine."""
    me = json.loads(lock._me())
    holder = me | {"process": process, "since": "2021-12-01T10:00:00+00:00"} | where
    place = root / "_lock" / "other.json"
    Disk().write(str(place), json.dumps(holder))
    return place


def test_the_lock_file_of_a_dead_process_of_this_machine_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_of_the_system", lock._of_files)
    place = left_behind(tmp_path, NO_SUCH_PROCESS)
    with locked(str(tmp_path), Disk(), wait=0):
        assert not place.exists()


@pytest.mark.parametrize(
    "where", [{"host": "elsewhere"}, {"system": "another boot"}], ids=["host", "container"]
)
def test_the_lock_file_of_another_machine_is_left_to_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: dict[str, str]
) -> None:
    monkeypatch.setattr(lock, "_of_the_system", lock._of_files)
    place = left_behind(tmp_path, NO_SUCH_PROCESS, **where)
    host = where.get("host", socket.gethostname())
    with pytest.raises(OutputHeldError) as error, locked(str(tmp_path), Disk(), wait=0):
        pass
    assert f"process {NO_SUCH_PROCESS} on {host}, since 2021-12-01T10" in str(error.value)
    assert f"if that process no longer exists, remove {place}" in str(error.value)
    assert [path.name for path in place.parent.iterdir()] == ["other.json"]


def test_a_lock_file_that_cannot_be_removed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(_disk: Disk, path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(lock, "SYSTEM_LOCKS", False)
    monkeypatch.setattr(Disk, "remove", refused)
    with locked(str(tmp_path), Disk(), wait=0):
        pass
    (file,) = (tmp_path / "_lock").iterdir()
    assert caplog.messages[0].startswith(f"{file}: cannot be removed ([Errno 13]")
