"""`jafflegaggle run`: compute and publish the tables of a snapshot."""

import argparse
import gc
from dataclasses import replace

from jafflegaggle.commands.options import (
    Commands,
    add_command,
    add_config,
    add_output_options,
    add_snapshot_date,
    config_of,
    show,
    text,
)
from jafflegaggle.commands.report import add_with_people

# Most objects of a run, for example modules and plans, live until its end: collecting garbage as
# often as Python does by default (700) takes about 6 % of the demo's time.
OBJECTS_PER_COLLECTION = 100_000


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    command = add_command(commands, "run", "compute and publish the tables of a snapshot", _run)
    add_config(command)
    add_snapshot_date(
        command, "the date of the snapshot (default: the configuration's, else today, UTC)"
    )
    command.add_argument(
        "--full-refresh",
        action="store_true",
        help="read all events again, ignoring the state of earlier runs",
    )
    add_output_options(command)
    command.add_argument(
        "--report",
        nargs="?",
        type=text,
        const="",
        metavar="FILE",
        help="then write the snapshot as one HTML file (default: report-DATE.html)",
    )
    add_with_people(command)
    return command


def _run(called: argparse.Namespace) -> None:
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    from jafflegaggle.job import run

    config = replace(config_of(called, called.keep), full_refresh=called.full_refresh)
    if called.report is None:
        show(run(config, called.engine))
        return
    from jafflegaggle.html_report.report import assert_libraries, write_report

    assert_libraries()  # better before the run than after it
    show(run(config, called.engine))
    date = str(config.snapshot_date)
    show(write_report(config.output, called.engine, date, called.report, called.with_people))
