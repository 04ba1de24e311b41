"""The command `jafflegaggle`, and what spark-submit runs."""

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jafflegaggle import __version__
from jafflegaggle.engine import engine_arguments, no_engine
from jafflegaggle.errors import INTERNAL, InputError, JobError
from jafflegaggle.report.log import FORMATS, log_failure, logging_to_stderr
from jafflegaggle.report.streams import open_closed_streams, printable, write
from jafflegaggle.signals import end_at_signals

if TYPE_CHECKING:
    from jafflegaggle.config import Config

# Most objects of a run, for example modules and plans, live until its end: collecting garbage as
# often as Python does by default (700) takes about 6 % of the demo's time.
OBJECTS_PER_COLLECTION = 100_000

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command-line arguments; those of the process if None.

    Returns:
        The exit status: 0 published; 1 a check failed; 2 the command, the configuration or an input
        is wrong; 4 another run holds the output; 70 internal error. A signal ends the process with
        130 or 143.
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
            called.command(called)
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
    return 0


def _is_of_an_engine(error: ImportError) -> bool:
    return (error.name or "").partition(".")[0] in ("pyspark", "py4j")


# Imports are local: `--help` and a wrong command need no engine.
def _run(called: argparse.Namespace) -> None:
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    from jafflegaggle.job import run

    config = replace(_config(called, called.keep), full_refresh=called.full_refresh)
    _show(run(config, called.engine))


def _snapshots(called: argparse.Namespace) -> None:
    from jafflegaggle.config import Output
    from jafflegaggle.engine import open_session
    from jafflegaggle.publish import open_store, published
    from jafflegaggle.report.summary import snapshots

    if called.config:
        # `keep` is passed to the store below: this command publishes nothing.
        output = _config(called, keep=None).output
    elif called.output:
        output = Output(path=called.output, wait=called.wait or 0)
    else:
        raise InputError("snapshots: --config FILE or --output PATH is needed")
    with open_session(called.engine) as session:
        if called.keep:
            with open_store(session, output) as store:
                for line in [*store.recovered, *map("removed {}".format, store.prune(called.keep))]:
                    log.info("%s", line)
        _show(snapshots(published(session, output), output.place))


def _show(text: str) -> None:
    write(sys.stdout, printable(f"{text}\n"))


def _config(called: argparse.Namespace, keep: int | None) -> "Config":
    from jafflegaggle.config import load

    # A command-line option wins over `--set`, as it does over the file.
    given = {"output.wait": called.wait, "output.keep": keep}
    settings = [f"{key}={value}" for key, value in given.items() if value is not None]
    return load(called.config, [*called.set, *settings], called.snapshot_date, called.output)


def _seed(called: argparse.Namespace) -> None:
    from jafflegaggle.seeds import write_demo

    written = write_demo(Path(called.output)).items()
    _show("\n".join(f"{rows:>9,}  {Path(called.output) / name}" for name, rows in written))


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

    run_command = commands.add_parser("run", help="compute and publish the tables of a snapshot")
    run_command.add_argument(
        "--config", type=_text, required=True, metavar="FILE", help="the TOML file"
    )
    run_command.add_argument(
        "--snapshot-date",
        default="",
        metavar="YYYY-MM-DD",
        help="the date of the snapshot (default: the configuration's, else today, UTC)",
    )
    run_command.add_argument(
        "--full-refresh",
        action="store_true",
        help="read all events again, ignoring the state of earlier runs",
    )
    run_command.set_defaults(command=_run)

    snapshots_command = commands.add_parser("snapshots", help="list what is published")
    snapshots_command.add_argument(
        "--config", type=_text, default="", metavar="FILE", help="the TOML file"
    )
    snapshots_command.set_defaults(command=_snapshots, snapshot_date="")

    for command in (run_command, snapshots_command):
        _add_output_options(command)

    seed_command = commands.add_parser("seed", help="write the demo company")
    seed_command.add_argument("--output", type=_text, default="seeds", metavar="PATH")
    seed_command.set_defaults(command=_seed)

    for command in (run_command, snapshots_command):
        command.add_argument(
            "--engine",
            default="auto",
            metavar="ENGINE",
            help=f"{engine_arguments()} (default: auto)",
        )
    for command in (run_command, snapshots_command, seed_command):
        _add_log_options(command)
    return parser


def _add_log_options(command: argparse.ArgumentParser) -> None:
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


def _add_output_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--output", type=_text, default="", metavar="PATH", help="where to publish"
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="set any key of the configuration; repeatable",
    )
    command.add_argument(
        "--wait",
        type=int,
        metavar="SECONDS",
        help="wait for another run to finish (default: refuse)",
    )
    command.add_argument(
        "--keep",
        type=_positive,
        metavar="N",
        help="remove all snapshots but those of the last N dates",
    )


def _text(text: str) -> str:
    if "\0" in text:
        raise argparse.ArgumentTypeError("expected text without NUL bytes")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, found {text}")
    return int(text)
