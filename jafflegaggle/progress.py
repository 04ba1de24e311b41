"""A line per step as it runs, and a bar where the terminal can show one."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BAR_WIDTH = 24


def tell(line: str) -> None:
    """Tell a person a line on standard error; a run goes on where nobody reads it any more."""
    with suppress(BrokenPipeError):
        print(line, file=sys.stderr)


class Progress:
    """Tells a person on standard error what the job is doing.

    Attributes:
        steps: how many steps the run has, for the bar.
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.done = 0
        self.shows_bar = sys.stderr.isatty()

    @contextmanager
    def step(self, name: str) -> Iterator["Step"]:
        """Time a step; the block says how many rows it made."""
        self._show_bar(name)
        started = time.monotonic()
        step = Step()
        try:
            yield step
        finally:
            self._clear_bar()
        self.done += 1
        rows = "" if step.rows is None else f"{step.rows:,} rows"
        tell(f"  {name:<20}{rows:>18}{time.monotonic() - started:>9.2f} s")

    def _show_bar(self, name: str) -> None:
        if self.shows_bar:
            filled = BAR_WIDTH * self.done // max(self.steps, self.done + 1)
            bar = "#" * filled + "-" * (BAR_WIDTH - filled)
            print(f"  [{bar}] {name}", end="\r", file=sys.stderr, flush=True)

    def _clear_bar(self) -> None:
        if self.shows_bar:
            print("\x1b[2K", end="", file=sys.stderr, flush=True)


class Step:
    """A step that runs; `rows` is what it made."""

    rows: int | None = None
