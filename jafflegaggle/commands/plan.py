"""`jafflegaggle plan`: what a run would change, without one."""

import argparse
from pathlib import Path

from jafflegaggle.commands.options import (
    OF_RUN,
    Commands,
    add_command,
    add_config,
    add_snapshot_date,
    config_of,
    show,
    text,
)

CHANGES = 3  # the exit status with --detailed-exitcode


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command; return its parser."""
    command = add_command(commands, "plan", "show what a run would change, without one", _plan)
    add_config(command)
    add_snapshot_date(command, OF_RUN)
    command.add_argument(
        "--try",
        action="append",
        default=[],
        dest="tried",
        type=text,
        metavar='"OLD,NEW"',
        help="add a line to merged_user or, of two domains, merged_company_domain; repeatable",
    )
    command.add_argument(
        "--full-refresh",
        action="store_true",
        help="read all events again, ignoring the state of earlier runs",
    )
    command.add_argument(
        "--json", type=text, default="", metavar="FILE", help="write the plan to a file, too"
    )
    command.add_argument(
        "--detailed-exitcode",
        action="store_true",
        help=f"end with status {CHANGES} if anything changes",
    )
    command.add_argument(
        "--work",
        type=text,
        default="",
        metavar="PATH",
        help="where steps lie until the end (default: the system's temporary folder)",
    )
    return command


def _plan(called: argparse.Namespace) -> int:
    from dataclasses import replace

    from jafflegaggle.errors import CheckError, InputError
    from jafflegaggle.plan.run import plan
    from jafflegaggle.plan.text import to_text
    from jafflegaggle.plan.tried import tried_lines

    config = replace(config_of(called), full_refresh=called.full_refresh)
    found = plan(config, called.engine, tried_lines(called.tried), called.work)
    if called.json == "-":
        show(found.to_json())
    else:
        show(to_text(found))
    if called.json not in ("", "-"):
        try:
            Path(called.json).write_text(found.to_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"--json {called.json}: cannot be written ({error})") from error
    if found.failed:
        raise CheckError("\n".join(["nothing would be published:", *found.failed]))
    return CHANGES if called.detailed_exitcode and found.has_changes else 0
