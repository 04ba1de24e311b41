"""Ctrl-C: it ends the process at once, whatever the engine's threads are doing."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INTERRUPTED = 130  # as a shell has it
SECONDS_TO_CLEAN_UP = 1.0

_clean_ups: list[Callable[[], None]] = []


@contextmanager
def end_when_interrupted() -> Iterator[None]:
    """Let Ctrl-C end the process while the block runs: one line on standard error, status 130.

    No exception is raised: the embedded server takes the same signal for its own end, and whoever
    waits for it would go on waiting. A shell that starts a command in the background lets it ignore
    Ctrl-C; whoever sends the signal all the same means it. Outside the main thread, where a
    process may not set this, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _end)
    try:
        yield
    except KeyboardInterrupt:  # of a handler that PySpark has set, see `keep_handler`
        _end(signal.SIGINT, None)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


@contextmanager
def keep_handler() -> Iterator[None]:
    """Put the handler of `end_when_interrupted` back after the block: PySpark sets its own."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if handler is _end:
            signal.signal(signal.SIGINT, _end)


@contextmanager
def clean_up_when_interrupted(clean_up: Callable[[], None]) -> Iterator[None]:
    """Call this first if the process is interrupted while the block runs: for a second at most.

    For what the system does not free by itself, such as a lock that is a file elsewhere.
    """
    _clean_ups.append(clean_up)
    try:
        yield
    finally:
        _clean_ups.remove(clean_up)


def _end(_signal: int, _frame: FrameType | None) -> None:
    # The line first, by the system alone: Python's own streams may be locked by what was
    # interrupted, and an error of a closed one must not keep the process alive.
    start = "\r\x1b[2K" if _is_terminal() else ""  # over a progress bar
    with suppress(OSError):
        os.write(2, f"{start}jafflegaggle: interrupted\n".encode())
    if _clean_ups:
        cleaning = threading.Thread(target=_clean_up, daemon=True)
        cleaning.start()
        cleaning.join(SECONDS_TO_CLEAN_UP)
    os._exit(INTERRUPTED)


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # closed
        return False


def _clean_up() -> None:
    for clean_up in reversed(_clean_ups):
        with suppress(Exception):
            clean_up()
