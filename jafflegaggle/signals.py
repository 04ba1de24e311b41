"""Ctrl-C, SIGTERM and SIGHUP: they end the process at once, whatever the engine's threads do."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143  # as a shell has it
SECONDS_TO_CLEAN_UP = 1.0
# Windows has no SIGHUP.
SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

# What the last line is; a log of another form sets its own.
announce: Callable[[str], str] = "jafflegaggle: {}".format

_clean_ups: list[Callable[[], None]] = []


@contextmanager
def end_at_signals() -> Iterator[None]:
    """Let signals end the process while the block runs: one line on standard error, 130 or 143.

    No exception is raised: an engine in this process takes SIGINT for its own end, and whoever
    waits for it would go on waiting. A shell that starts a command in the background lets it ignore
    Ctrl-C; whoever sends the signal all the same means it. `nohup` means its SIGHUP, too: that one
    stays ignored. Outside the main thread, where a process may not set this, nothing changes.
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
    except KeyboardInterrupt:  # of a handler that PySpark has set, see `keep_handler`
        _end(signal.SIGINT, None)
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def keep_handler() -> Iterator[None]:
    """Put the handler of `end_at_signals` back after the block: PySpark sets its own."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if handler is _end:
            signal.signal(signal.SIGINT, _end)


@contextmanager
def clean_up_at_signals(clean_up: Callable[[], None]) -> Iterator[None]:
    """Call this first if a signal ends the process while the block runs: for a second at most.

    For what the system does not free by itself, such as a lock that is a file elsewhere.
    """
    _clean_ups.append(clean_up)
    try:
        yield
    finally:
        _clean_ups.remove(clean_up)


def _end(number: int, _frame: FrameType | None) -> None:
    is_interrupt = number == signal.SIGINT
    what = "interrupted" if is_interrupt else "terminated"
    # The line first, by the system alone: Python's own streams may be locked by what was
    # interrupted, and an error of a closed one must not keep the process alive.
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
