"""`jafflegaggle changes`: what the CRM has to change, held against what it holds."""

import argparse
import sys

from jafflegaggle.commands.options import (
    OF_SNAPSHOT,
    Commands,
    add_command,
    add_config,
    add_snapshot_date,
    config_of,
    show,
)


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command; return its parser."""
    summary = "show what has changed for the CRM since the last acknowledged export"
    command = add_command(commands, "changes", summary, _changes)
    add_config(command)
    add_snapshot_date(command, OF_SNAPSHOT)
    add_allow_deletes(command)
    command.add_argument("--json", action="store_true", help="show JSON, not tables")
    return command


def add_allow_deletes(command: argparse.ArgumentParser) -> None:
    """Add `--allow-deletes`, of commands that stop before a wave of them."""
    command.add_argument(
        "--allow-deletes",
        action="store_true",
        help="let more deletes through than crm.max_deleted_fraction",
    )


def _changes(called: argparse.Namespace) -> None:
    from jafflegaggle.crm.command import find_changes
    from jafflegaggle.crm.current import STOPPED
    from jafflegaggle.crm.report import to_json, to_text
    from jafflegaggle.errors import CheckError

    found = find_changes(config_of(called), called.engine, called.snapshot_date)
    show(to_json(found) if called.json else to_text(found))
    sys.stdout.flush()
    if found.stopped and not called.allow_deletes:
        raise CheckError("\n".join([*found.stopped, STOPPED]))
