"""The command `jafflegaggle`, and what spark-submit runs."""

import argparse
import logging
import sys
from collections.abc import Sequence
from typing import Any

from jafflegaggle import __version__
from jafflegaggle.commands import COMMANDS
from jafflegaggle.commands.options import add_log_options
from jafflegaggle.engine import no_engine
from jafflegaggle.errors import INTERNAL, InputError, JobError
from jafflegaggle.report.log import log_failure, logging_to_stderr
from jafflegaggle.report.streams import open_closed_streams, printable, write
from jafflegaggle.signals import end_at_signals


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command-line arguments; those of the process if None.

    Returns:
        The exit status: 0 done; 1 a check failed; 2 the command, the configuration or an input is
        wrong; 3 a plan has changes, where that is asked; 4 another run holds the output, or has
        removed or replaced the snapshot that a command reads; 70 internal error. A signal ends the
        process with 130 or 143.
    """
    open_closed_streams()
    with end_at_signals():
        try:
            return _call(arguments)
        finally:  # flushing here: not being able to write `--help` is no failure either
            write(sys.stdout, "")
            write(sys.stderr, "")


def _call(arguments: Sequence[str] | None) -> int:
    called = _parser().parse_args(arguments)
    is_verbose = called.level == logging.DEBUG
    with logging_to_stderr(called.log_format, called.level):
        try:
            return int(called.command(called) or 0)
        except JobError as error:
            log_failure(str(error), is_traced=is_verbose)
            return error.exit_status
        except Exception as error:  # noqa: BLE001 - the last resort: no stack trace for people
            if isinstance(error, ImportError) and _is_of_an_engine(error):
                log_failure(no_engine(), is_traced=is_verbose)
                return InputError.exit_status
            hint = "" if is_verbose else "; --verbose shows where"
            what = f"{type(error).__name__}: {error}"
            log_failure(f"internal error (please report it{hint}): {what}", is_traced=is_verbose)
            return INTERNAL


def _is_of_an_engine(error: ImportError) -> bool:
    return (error.name or "").partition(".")[0] in ("pyspark", "py4j")


class _Parser(argparse.ArgumentParser):
    """Escapes control characters and hides secrets of the arguments, as elsewhere."""

    def _print_message(self, message: str, file: Any = None) -> None:
        write(file or sys.stderr, printable(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="jafflegaggle",
        description="A customer 360 on PySpark: contacts, gaggle facts and accounts.",
    )
    parser.add_argument("--version", action="version", version=f"jafflegaggle {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        add_log_options(command.add(commands))
    return parser
