"""The log: what each format shows of the same records."""

import io
import json
import logging
import re
import sys
from collections.abc import Callable

import pytest

from jafflegaggle import signals
from jafflegaggle.report.log import here, log_failure, logging_to_stderr
from jafflegaggle.report.progress import Progress

RUN = "20211201T100000.000000Z-1a2b3c4d"


class Terminal(io.StringIO):
    """Standard error where a person looks on."""

    def isatty(self) -> bool:
        return True


def a_run() -> None:
    """A run of two steps that warns, and fails in the third."""
    log = logging.getLogger("jafflegaggle.job")
    log.info("%s, snapshot %s", "Sail 0.7.2", "2021-12-01")
    progress = Progress(4)
    with progress.step("sources"):
        pass
    here.run = RUN
    with progress.step("people") as step:
        step.rows = 1404
    log.warning("_runs: left behind\nat a second line, \x1b[31mred")
    try:
        with progress.step("checks"):
            raise ValueError("token=S3CRET")
    except ValueError:
        log_failure("nothing was published:\n  users: \u202e", is_traced=True)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    def show(log_format: str, level: int = logging.INFO, *, on_terminal: bool = False) -> list[str]:
        stream = Terminal() if on_terminal else io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        with logging_to_stderr(log_format, level):
            a_run()
            stream.write(signals.announce("interrupted") + "\n")
        return re.sub(r"0\.0\d s|\d{4}-\d\d-\d\dT[\d:.]+Z", "_", stream.getvalue()).split("\n")

    return show


def without_trace(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith(("Traceback", "  File", "    "))]


def test_text_for_files(shown: Callable[..., list[str]]) -> None:
    lines = shown("text")
    assert lines[:6] == [
        "_ INFO - -: Sail 0.7.2, snapshot 2021-12-01",
        "_ INFO - sources: _",
        f"_ INFO {RUN} people: 1,404 rows in _",
        f"_ WARNING {RUN} -: _runs: left behind",
        "    at a second line, \\x1b[31mred",
        "Traceback (most recent call last):",
    ]
    assert without_trace(lines)[4:] == [
        "ValueError: token=***",
        "jafflegaggle: nothing was published:",
        "  users: \\u202e",
        "jafflegaggle: interrupted",
        "",
    ]


def test_text_for_a_terminal(shown: Callable[..., list[str]]) -> None:
    text = "\n".join(shown("text", on_terminal=True))
    lines = re.split(r"[\r\n]+", text.replace("\r\x1b[2K", ""))
    assert lines[:9] == [
        "Sail 0.7.2, snapshot 2021-12-01",
        f"  [{'-' * 24}] sources",
        "  sources                                    _",
        f"  [{'#' * 6}{'-' * 18}] people",
        "  people                      1,404 rows     _",
        "  warning: _runs: left behind",
        "    at a second line, \\x1b[31mred",
        f"  [{'#' * 12}{'-' * 12}] checks",
        "Traceback (most recent call last):",
    ]


def test_json(shown: Callable[..., list[str]]) -> None:
    *lines, end = shown("json")
    records = [json.loads(line) for line in lines]
    assert end == ""
    assert all(record.pop("time") == "_" for record in records)
    assert [(r["level"], r["run"], r["step"]) for r in records] == [
        ("INFO", None, None),
        ("INFO", None, "sources"),
        ("INFO", RUN, "people"),
        ("WARNING", RUN, None),
        ("ERROR", RUN, "checks"),
        ("ERROR", RUN, "checks"),
    ]
    assert (records[2]["rows"], records[2]["seconds"] < 1) == (1404, True)
    assert records[4]["message"] == "nothing was published:\n  users: \\u202e"
    assert records[4]["exception"].endswith("ValueError: token=***")
    assert records[5]["message"] == "interrupted"


@pytest.mark.parametrize(
    ("level", "levels"),
    [
        (logging.WARNING, ["WARNING", "ERROR", "ERROR"]),
        (logging.DEBUG, [*["INFO"], *["DEBUG", "INFO"] * 2, "WARNING", "DEBUG", "ERROR", "ERROR"]),
    ],
    ids=["quiet", "verbose"],
)
def test_levels(shown: Callable[..., list[str]], level: int, levels: list[str]) -> None:
    *lines, _ = shown("json", level)
    assert [json.loads(line)["level"] for line in lines] == levels


def test_quiet_shows_no_bar(shown: Callable[..., list[str]]) -> None:
    assert "[" not in shown("text", logging.WARNING, on_terminal=True)[0]


def test_everything_is_as_it_was_afterwards() -> None:
    package, root = logging.getLogger("jafflegaggle"), logging.getLogger()
    before = [(package.handlers[:], package.level, package.propagate), root.handlers[:]]
    with logging_to_stderr("json", logging.DEBUG):
        pass
    assert [(package.handlers, package.level, package.propagate), root.handlers] == before
    assert signals.announce("x") == "jafflegaggle: x"
