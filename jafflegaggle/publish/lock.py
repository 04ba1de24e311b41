"""One writer at a time: who holds an output, and whether that process is still alive."""

import contextlib
import datetime as dt
import json
import logging
import os
import random
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

from jafflegaggle.engine import failure
from jafflegaggle.errors import OutputHeldError
from jafflegaggle.publish.files import Disk, Files, is_of_files
from jafflegaggle.publish.layout import LOCK
from jafflegaggle.publish.stored import StoreFiles, StoreLock
from jafflegaggle.signals import clean_up_at_signals

try:
    import fcntl

    SYSTEM_LOCKS = True
except ImportError:  # on Windows
    SYSTEM_LOCKS = False

SECONDS_BETWEEN_TRIES = 0.2
SECONDS_FAR_AWAY = 1.0  # where each try is a request that is paid for
HELD = "held.json"

log = logging.getLogger(__name__)


@contextlib.contextmanager
def locked(root: str, files: Files, wait: float) -> Iterator[None]:
    """Hold an output folder while the block runs.

    On a disk the operating system keeps the lock, and lets go of it when the process dies, however
    it dies. Elsewhere it is a file, on an object store one that only a single run can write: one of
    a process of this machine that is no more is passed over; that of another machine, container or
    boot has to be removed by a person.

    Args:
        root: the output folder.
        files: its file system.
        wait: how many seconds to wait for another run.

    Raises:
        OutputHeldError: another run holds it; the message identifies it.
    """
    kind = _of_the_system if isinstance(files, Disk) and SYSTEM_LOCKS else _of_files
    if isinstance(files, StoreFiles):
        kind = _of_store
    pause = SECONDS_FAR_AWAY if isinstance(files, StoreFiles) else SECONDS_BETWEEN_TRIES
    give_up_at = time.monotonic() + wait
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(kind(root, files))
                break
            except _HeldError as held:
                if time.monotonic() >= give_up_at:
                    raise OutputHeldError(
                        f"{root}: another run is writing there ({held}); wait for it "
                        "(--wait SECONDS), or give another --output"
                    ) from None
            # Not in step with the other one, which may be trying as well.
            time.sleep(pause * random.uniform(0.5, 1.5))
        yield


class _HeldError(Exception):
    """Another run holds the output; the text identifies it."""


def _me() -> str:
    since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    me = {"process": os.getpid(), "host": socket.gethostname(), "system": _system()}
    return json.dumps({**me, "since": since, "run": uuid.uuid4().hex})


def _system() -> str:
    """Identifies the boot and the process namespace in which a process id is unique."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:  # not on Linux
        return ""


def _describe(holder: str) -> str:
    try:
        who = json.loads(holder)
        return f"process {who['process']} on {who['host']}, since {who['since']}"
    except (KeyError, TypeError, ValueError):
        return "its process is unknown"


@contextlib.contextmanager
def _of_the_system(root: str, _files: Files) -> Iterator[None]:
    place = Path(root) / LOCK
    # Never removed, or two runs could lock two different files of this name.
    with place.open("a+", encoding="utf-8", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _HeldError(_describe(_holder_in(file))) from None
        file.truncate(0)
        file.write(_me())
        file.flush()
        yield
        file.truncate(0)


def _holder_in(file: TextIO) -> str:
    """The holder's description of itself; it may not have written it yet."""
    for _ in range(20):
        file.seek(0)
        if holder := file.read():
            return holder
        time.sleep(0.05)
    return ""


@contextlib.contextmanager
def _of_files(root: str, files: Files) -> Iterator[None]:
    """Write a lock file, then look for others: whoever sees another one backs off."""
    folder = f"{root}/{LOCK}"
    mine = f"{folder}/{os.getpid()}-{random.randrange(16**8):08x}.json"
    with clean_up_at_signals(partial(files.remove, mine)):
        files.write(mine, _me())
        try:
            _refuse_others(folder, mine, files)
            yield
        finally:
            _let_go(mine, partial(files.remove, mine))


@contextlib.contextmanager
def _of_store(root: str, files: Files) -> Iterator[None]:
    """Write the one file that says who holds it; where a store cannot do that, as `_of_files`."""
    folder = f"{root}/{LOCK}"
    held = StoreLock(f"{folder}/{HELD}", _me())
    with contextlib.ExitStack() as stack:
        stack.enter_context(clean_up_at_signals(held.release))
        try:
            holder = held.take()
        except NotImplementedError:
            held.release()
            stack.enter_context(_of_files(root, files))
        else:
            if holder is not None and not (_is_dead(holder) and held.take_over(holder)):
                raise _HeldError(f"{_describe(holder)}; if it is no more, remove {held.place}")
            stack.callback(_let_go, held.place, held.release)
            _refuse_others(folder, held.place, files)
        yield


def _let_go(place: str, release: Callable[[], None]) -> None:
    try:
        release()
    except Exception as error:
        if not is_of_files(error):
            raise
        log.warning("%s: cannot be removed (%s); remove it", place, failure(error))


def _refuse_others(folder: str, mine: str, files: Files) -> None:
    for name in files.names(folder):
        place = f"{folder}/{name}"
        holder = files.read(place)
        if place == mine or not holder:
            continue
        if _is_dead(holder):
            files.remove(place)
            continue
        raise _HeldError(f"{_describe(holder)}; if that process no longer exists, remove {place}")


def _is_dead(holder: str) -> bool:
    """Whether a lock belongs to a process of this machine that no longer exists."""
    try:
        who = json.loads(holder)
        is_here = (who["host"], who["system"]) == (socket.gethostname(), _system())
        if not is_here or not SYSTEM_LOCKS:  # on Windows, os.kill would end it
            return False
        os.kill(int(who["process"]), 0)
    except ProcessLookupError:
        return True
    except (KeyError, OSError, TypeError, ValueError):
        return False
    return False
