"""`jafflegaggle export`: write what has changed as files that the CRM's own import takes."""

import argparse

from jafflegaggle.commands.changes import add_allow_deletes
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
    summary = "write what has changed as files that the CRM's own import takes"
    command = add_command(commands, "export", summary, _export)
    add_config(command)
    add_snapshot_date(command, OF_SNAPSHOT)
    command.add_argument("--all", action="store_true", help="send what has not changed, too")
    command.add_argument(
        "--allow-skipped",
        action="store_true",
        help="export although lines of merge lists that counted before were skipped",
    )
    add_allow_deletes(command)
    return command


def _export(called: argparse.Namespace) -> None:
    from jafflegaggle.crm.export_command import Allowed, export_files
    from jafflegaggle.crm.export_report import to_text

    allowed = Allowed(called.allow_skipped, called.allow_deletes)
    exported = export_files(
        config_of(called), called.engine, called.snapshot_date, called.all, allowed
    )
    show(to_text(exported))
