"""Ctrl-C, SIGTERM and SIGHUP end the process immediately, whatever the engine's threads do."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143  # by the convention of shells
SECONDS_TO_CLEAN_UP = 1.0
# Windows has no SIGHUP.
SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

# Formats the last line; a log with another format replaces it.
announce: Callable[[str], str] = "jafflegaggle: {}".format

_clean_ups: list[Callable[[], None]] = []


@contextmanager
def end_at_signals() -> Iterator[None]:
    """Let signals end the process while the block runs: one line on standard error, 130 or 143.

    No exception is raised: an engine in this process also shuts down on SIGINT, and code waiting
    for it would wait forever. A shell makes a background command ignore Ctrl-C; whoever sends it
    the signal anyway means it, so it is handled. SIGHUP stays ignored under `nohup`. Does nothing
    outside the main thread, where Python cannot set handlers.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN or number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _end)
    try:
        yield
    except KeyboardInterrupt:  # from a handler that PySpark has set, see `keep_handler`
        _end(signal.SIGINT, None)
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def keep_handler() -> Iterator[None]:
    """Restore the handler of `end_at_signals` after the block, in which PySpark sets its own."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if handler is _end:
            signal.signal(signal.SIGINT, _end)


@contextmanager
def clean_up_at_signals(clean_up: Callable[[], None]) -> Iterator[None]:
    """If a signal ends the process during the block, first call this, for a second at most.

    For what the system does not release by itself, for example a lock file on an object store.
    """
    _clean_ups.append(clean_up)
    try:
        yield
    finally:
        _clean_ups.remove(clean_up)


def _end(number: int, _frame: FrameType | None) -> None:
    is_interrupt = number == signal.SIGINT
    what = "interrupted" if is_interrupt else "terminated"
    # The line first, and by a system call: the interrupted code may hold locks of Python's
    # streams, and an error of a closed stream must not keep the process alive.
    with suppress(Exception):
        os.write(2, f"{announce(what)}\n".encode())
    if _clean_ups:
        cleaning = threading.Thread(target=_clean_up, daemon=True)
        cleaning.start()
        cleaning.join(SECONDS_TO_CLEAN_UP)
    os._exit(INTERRUPTED if is_interrupt else TERMINATED)


def _clean_up() -> None:
    for clean_up in reversed(_clean_ups):
        with suppress(Exception):
            clean_up()
