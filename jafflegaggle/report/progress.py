"""The progress of a run: its steps, and the time left by what they took the last time."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from jafflegaggle.report.log import here, show_bar, shows_bar

# A run that took no longer than this needs no time left.
SHORT_SECONDS = 5.0
TICK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Progress:
    """Logs each step with its rows and its time, and shows a progress bar on a terminal.

    Attributes:
        steps: how many steps the run has, for the bar.
        seconds: how long each step took.
        expected: how long each step took in the last run, if there was one.
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.seconds: dict[str, float] = {}
        self.expected: Mapping[str, float] = {}

    def expect(self, seconds: Mapping[str, float]) -> None:
        """Tell how long each step took the last time; nothing is known of the others."""
        self.expected = seconds if sum(seconds.values()) > SHORT_SECONDS else {}

    def rounded(self) -> dict[str, float]:
        """How long each step took, in milliseconds' precision."""
        return {name: round(seconds, 3) for name, seconds in self.seconds.items()}

    @contextmanager
    def step(self, name: str) -> Iterator["Step"]:
        """Time a step; the block sets the number of its rows."""
        here.step = name
        log.debug("started")
        started = time.monotonic()
        step = Step()
        with self._shown(name, started):
            yield step
        self.seconds[name] = seconds = time.monotonic() - started
        rows = "" if step.rows is None else f"{step.rows:,} rows in "
        fields = {"rows": step.rows, "seconds": round(seconds, 3)}
        log.info("%s%.2f s", rows, seconds, extra={"fields": fields})
        here.step = ""

    @contextmanager
    def _shown(self, name: str, started: float) -> Iterator[None]:
        """Show the bar, and again each second if the time left is known."""
        self._show(name, 0)
        if not (self.expected and shows_bar()):
            yield
            return
        ended = threading.Event()

        def tick() -> None:
            while not ended.wait(TICK_SECONDS):
                self._show(name, time.monotonic() - started)

        clock = threading.Thread(target=tick, daemon=True)
        clock.start()
        try:
            yield
        finally:
            ended.set()
            clock.join()

    def _show(self, name: str, elapsed: float) -> None:
        if not self.expected:
            done = len(self.seconds)
            show_bar(done / max(self.steps, done + 1), name)
            return
        fraction, left = self.estimate(name, elapsed)
        is_known = name in self.expected
        show_bar(fraction, f"{name}, about {duration(left)} left" if is_known else name)

    def estimate(self, name: str, elapsed: float) -> tuple[float, float]:
        """Which fraction of the run is done, and how many seconds are left.

        Steps are expected to take what they took the last time, but for the pace of those that are
        done: on twice the rows, all of them take longer.

        Args:
            name: the current step.
            elapsed: for how many seconds it has been running.
        """
        known = {step: self.expected[step] for step in self.seconds if step in self.expected}
        done = sum(known.values())
        took = sum(self.seconds[step] for step in known)
        pace = took / done if took and done else 1.0
        of_step = self.expected.get(name, 0.0)
        within = min(elapsed / pace, of_step)
        total = sum(self.expected.values())
        rest = max(total - done - within, 0.0)
        return (total - rest) / total, rest * pace


class Step:
    """The current step; `rows` is the number of rows it produced."""

    rows: int | None = None


def duration(seconds: float) -> str:
    """A time, rounded, for people.

    >>> [duration(one) for one in (0.2, 41, 71, 3700)]
    ['1 s', '40 s', '1 min', '62 min']
    """
    if seconds < 60:
        return f"{max(round(seconds, -1) if seconds > 10 else round(seconds), 1):.0f} s"
    return f"{seconds / 60:.0f} min"
