"""`jafflegaggle init`: a first configuration, from a look at your exports."""

import argparse
import sys

from jafflegaggle.commands.options import Commands, add_command, show, text

# All sources: `--help` needs no engine, which their declarations do.
SOURCES = (
    "users",
    "gaggles",
    "events",
    "merged_user",
    "merged_company_domain",
    "not_same_user",
    "not_same_company",
    "deals",
    "subscriptions",
    "crm_companies",
    "crm_contacts",
)
FILE, OUTPUT = "jafflegaggle.toml", "output"


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command; return its parser."""
    summary = "write a first configuration, from a look at your exports"
    command = add_command(commands, "init", summary, _init)
    command.add_argument(
        "folder",
        nargs="?",
        type=text,
        default="",
        metavar="FOLDER",
        help="look for sources here, by the names and columns of files",
    )
    for name in SOURCES:
        command.add_argument(
            f"--{name.replace('_', '-')}",
            type=text,
            default="",
            metavar="PATH",
            help=f"{name}: a file, a folder or a pattern",
        )
    command.add_argument(
        "--empty",
        action="append",
        default=[],
        choices=SOURCES[:3],
        help="a required source that there is none of: write an empty file for it; repeatable",
    )
    command.add_argument(
        "--config", type=text, default=FILE, metavar="FILE", help=f"what to write (default: {FILE})"
    )
    command.add_argument(
        "--output",
        type=text,
        default="",
        metavar="PATH",
        help=f"where runs are to publish (default: {OUTPUT}); a name in .toml is that of --config",
    )
    command.add_argument(
        "--date-order",
        choices=("mdy", "dmy"),
        default="",
        help="whether 01/02 is January 2 or February 1, where no date shows it",
    )
    command.add_argument(
        "--convert",
        type=text,
        default="",
        metavar="FOLDER",
        help="write copies in UTF-8, one JSON object per line, of files that are not so",
    )
    command.add_argument("--force", action="store_true", help="overwrite the file")
    return command


def _init(called: argparse.Namespace) -> None:
    from jafflegaggle.errors import InputError
    from jafflegaggle.init.ask import ask
    from jafflegaggle.init.command import Wanted, init

    given = vars(called)
    paths = {name: given[name] for name in SOURCES if given[name]}
    is_file = called.output.endswith(".toml")
    wanted = Wanted(
        file=called.output if is_file else called.config,
        output=OUTPUT if is_file or not called.output else called.output,
        folder=called.folder,
        paths=paths,
        empty=called.empty,
        date_order=called.date_order,
        copies=called.convert,
        is_forced=called.force,
    )
    if not (paths or called.folder):
        if not sys.stdin.isatty():
            raise InputError(
                "init: give a folder to look in, or --users PATH --gaggles PATH --events PATH"
            )
        wanted = ask(wanted)
    show(init(wanted))
