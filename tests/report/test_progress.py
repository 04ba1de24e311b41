"""The progress of a run, and the time left by what the last run took."""

import io
import logging
import re
import sys
import time
from collections.abc import Mapping

import pytest

from jafflegaggle.report import progress
from jafflegaggle.report.log import logging_to_stderr
from jafflegaggle.report.progress import Progress
from tests.report.test_log import Terminal

LAST = {"sources": 2.0, "people": 10.0, "contacts": 8.0}


@pytest.mark.parametrize(
    ("done", "name", "elapsed", "fraction", "left"),
    [
        ({}, "sources", 0.0, 0.0, 20.0),
        ({"sources": 2.0}, "people", 5.0, 0.35, 13.0),
        # Twice as slow as the last time: so is the rest.
        ({"sources": 4.0}, "people", 10.0, 0.35, 26.0),
        # It takes longer than the last time, and nobody knows how much longer.
        ({"sources": 2.0}, "people", 60.0, 0.6, 8.0),
        # A step that the last run did not have moves nothing.
        ({"sources": 2.0, "state": 90.0}, "people", 0.0, 0.1, 18.0),
        ({"sources": 2.0, "people": 10.0}, "deals", 3.0, 0.6, 8.0),
        ({"sources": 2.0, "people": 10.0, "contacts": 8.0}, "publish", 1.0, 1.0, 0.0),
        ({"sources": 0.0}, "people", 0.0, 0.1, 18.0),
    ],
)
def test_time_left(
    done: Mapping[str, float], name: str, elapsed: float, fraction: float, left: float
) -> None:
    run = Progress(3)
    run.expect(LAST)
    run.seconds.update(done)
    assert run.estimate(name, elapsed) == pytest.approx((fraction, left))


def bars(run: Progress, monkeypatch: pytest.MonkeyPatch, *, on_terminal: bool = True) -> list[str]:
    """What a terminal shows while a step runs for a while."""
    stream = Terminal() if on_terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "TICK_SECONDS", 0.01)
    with logging_to_stderr("text", logging.INFO), run.step("people"):
        time.sleep(0.2)
    return re.findall(r"\[[#-]+\] ([^\r]*)\r", stream.getvalue())


def test_a_long_step_shows_the_time_left_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Progress(3)
    run.expect(LAST | {"people": 90.0})
    shown = bars(run, monkeypatch)
    assert len(shown) > 3
    assert set(shown) == {"people, about 2 min left"}


@pytest.mark.parametrize(
    ("last", "on_terminal", "shown"),
    [
        ({}, True, ["people"]),
        ({"people": 4.0}, True, ["people"]),  # a short run needs no time left
        (LAST, False, []),
    ],
)
def test_without_a_long_last_run_or_somebody_who_looks_on_nothing_moves(
    monkeypatch: pytest.MonkeyPatch, last: Mapping[str, float], on_terminal: bool, shown: list[str]
) -> None:
    run = Progress(3)
    run.expect(last)
    assert bars(run, monkeypatch, on_terminal=on_terminal) == shown


def test_a_step_that_the_last_run_did_not_have_shows_no_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Progress(3)
    run.expect({"sources": 60.0})
    assert set(bars(run, monkeypatch)) == {"people"}


def test_the_clock_ends_with_a_step_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(sys, "stderr", Terminal())
    run = Progress(3)
    run.expect(LAST)
    before = threading.active_count()
    with pytest.raises(ValueError, match="no"), logging_to_stderr("text"), run.step("people"):
        raise ValueError("no")
    assert threading.active_count() == before
