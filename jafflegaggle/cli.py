"""The command `jafflegaggle`, and what spark-submit runs."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from jafflegaggle import __version__
from jafflegaggle.errors import InputError, JobError

INTERRUPTED = 130  # as a shell has it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: those of the call; the process's own if None.

    Returns:
        The exit status: 0 published, 1 a check failed, 2 the call or an input is wrong.
    """
    called = _parser().parse_args(arguments)
    try:
        called.command(called)
    except JobError as error:
        if called.verbose:
            traceback.print_exc()
        print(f"jafflegaggle: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("jafflegaggle: interrupted", file=sys.stderr, flush=True)
        os._exit(INTERRUPTED)  # at once: an engine's threads would wait for each other
    except Exception as error:  # noqa: BLE001 - the last resort: no stack trace for people
        if called.verbose:
            traceback.print_exc()
        what = f"{type(error).__name__}: {error}"
        print(f"jafflegaggle: a slip of ours: {what} (--verbose shows where)", file=sys.stderr)
        return InputError.exit_status
    return 0


# Imported when they are called: `--help` and a slip in the call need no engine.
def _run(called: argparse.Namespace) -> None:
    from jafflegaggle.config import load
    from jafflegaggle.job import run

    config = load(called.config, called.set, called.snapshot_date, called.output)
    print(run(config, called.engine))


def _seed(called: argparse.Namespace) -> None:
    from jafflegaggle.engine import open_session
    from jafflegaggle.seeds import write_demo, write_scaled

    if called.scale == 1 and called.depth == 1:
        for name, rows in write_demo(Path(called.output)).items():
            print(f"{rows:>9,}  {Path(called.output) / name}")
        return
    with open_session(called.engine) as session:
        write_scaled(session, called.output, called.scale, called.depth)
    print(f"{called.output}: the demo {called.scale} times, {called.depth} times the events a user")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jafflegaggle",
        description="A customer 360 on Spark: contacts, gaggle facts and accounts.",
    )
    parser.add_argument("--version", action="version", version=f"jafflegaggle {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run_command = commands.add_parser("run", help="compute and publish the tables of a snapshot")
    run_command.add_argument("--config", required=True, metavar="FILE", help="the TOML file")
    run_command.add_argument(
        "--snapshot-date",
        default="",
        metavar="YYYY-MM-DD",
        help="the date of the snapshot (default: the configuration's, else today, UTC)",
    )
    run_command.add_argument("--output", default="", metavar="PATH", help="where to publish")
    run_command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="set any key of the configuration; repeatable",
    )
    run_command.set_defaults(command=_run)

    seed_command = commands.add_parser("seed", help="write the demo company")
    seed_command.add_argument("--output", default="seeds", metavar="PATH")
    seed_command.add_argument(
        "--scale", type=_positive, default=1, metavar="K", help="K times the company, as Parquet"
    )
    seed_command.add_argument(
        "--depth", type=_positive, default=1, metavar="D", help="D times as many events a user"
    )
    seed_command.set_defaults(command=_seed)

    for command in (run_command, seed_command):
        command.add_argument(
            "--engine",
            default="auto",
            metavar="ENGINE",
            help="auto (default), embedded, spark, or a Spark Connect URL sc://host:port",
        )
        command.add_argument(
            "--verbose", action="store_true", help="show the stack trace of an error"
        )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1 on, found {text}")
    return number
