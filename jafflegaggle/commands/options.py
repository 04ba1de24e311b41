"""Options that several commands share, and what they have in common."""

import argparse
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jafflegaggle.engine import engine_arguments
from jafflegaggle.errors import InputError
from jafflegaggle.report.log import FORMATS
from jafflegaggle.report.streams import printable, write

if TYPE_CHECKING:
    from jafflegaggle.config import Config, Output

# What argparse calls the parsers of commands.
Commands = Any
Command = Callable[[argparse.Namespace], int | None]


def add_command(
    commands: Commands, name: str, summary: str, do: Command
) -> argparse.ArgumentParser:
    """Add a command."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=summary)
    command.set_defaults(command=do)
    return command


def add_config(
    command: argparse.ArgumentParser, *, required: bool = True, has_output: bool = True
) -> None:
    """Add `--config`, `--output`, `--set` and `--engine`: what to do it with, and where."""
    command.add_argument(
        "--config", type=text, required=required, default="", metavar="FILE", help="the TOML file"
    )
    if has_output:
        command.add_argument(
            "--output", type=text, default="", metavar="PATH", help="where to publish"
        )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="set any key of the configuration; repeatable",
    )
    command.add_argument(
        "--engine", default="auto", metavar="ENGINE", help=f"{engine_arguments()} (default: auto)"
    )


# What `--snapshot-date` means of commands that read a snapshot, and of those that make one.
OF_SNAPSHOT = "the date of the snapshot (default: the last one published)"
OF_RUN = "the date of the run (default: the configuration's, else today, UTC)"


def add_snapshot_date(command: argparse.ArgumentParser, meaning: str) -> None:
    """Add `--snapshot-date`."""
    command.add_argument("--snapshot-date", default="", metavar="YYYY-MM-DD", help=meaning)


def add_output_options(command: argparse.ArgumentParser) -> None:
    """Add `--wait` and `--keep`, of commands that change the output."""
    add_wait(command)
    command.add_argument(
        "--keep",
        type=positive,
        metavar="N",
        help="remove all snapshots but those of the last N dates",
    )


def add_wait(command: argparse.ArgumentParser) -> None:
    """Add `--wait`."""
    command.add_argument(
        "--wait",
        type=int,
        metavar="SECONDS",
        help="wait for another run to finish (default: refuse)",
    )


def add_log_options(command: argparse.ArgumentParser) -> None:
    """Add `--log-format`, `--quiet` and `--verbose`; every command has them."""
    command.add_argument(
        "--log-format",
        default="text",
        choices=FORMATS,
        help="format of the log on standard error: text (default) or json, one object per line",
    )
    levels = command.add_mutually_exclusive_group()
    levels.set_defaults(level=logging.INFO)
    levels.add_argument(
        "--quiet",
        action="store_const",
        dest="level",
        const=logging.WARNING,
        help="log warnings and errors only",
    )
    levels.add_argument(
        "--verbose",
        action="store_const",
        dest="level",
        const=logging.DEBUG,
        help="log more, including the stack trace of an error",
    )


def text(given: str) -> str:
    """An argument that is text; NUL bytes have no place in paths."""
    if "\0" in given:
        raise argparse.ArgumentTypeError("expected text without NUL bytes")
    return given


def positive(given: str) -> int:
    """An argument that is a number of at least 1."""
    if not given.isdecimal() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, found {given}")
    return int(given)


def config_of(called: argparse.Namespace, keep: int | None = None) -> "Config":
    """The configuration that a command was called with; its options win over `--set`."""
    from jafflegaggle.config import load

    options = {"output.wait": getattr(called, "wait", None), "output.keep": keep}
    settings = [f"{key}={value}" for key, value in options.items() if value is not None]
    date = getattr(called, "snapshot_date", "")
    return load(called.config, [*called.set, *settings], date, getattr(called, "output", ""))


def output_of(called: argparse.Namespace, name: str) -> "Output":
    """Where a command that only reads what is published finds it.

    Raises:
        InputError: neither `--config` nor `--output` was given.
    """
    from jafflegaggle.config import Output

    if called.config:
        return config_of(called).output
    if called.output:
        return Output(path=called.output, wait=getattr(called, "wait", None) or 0)
    raise InputError(f"{name}: --config FILE or --output PATH is needed")


def show(shown: str) -> None:
    """Write text to standard output."""
    write(sys.stdout, printable(f"{shown}\n"))
