"""`jafflegaggle suggest`: lines that the merge lists may be missing."""

import argparse
from pathlib import Path

from jafflegaggle.commands.options import (
    OF_SNAPSHOT,
    Commands,
    add_command,
    add_config,
    add_snapshot_date,
    config_of,
    positive,
    show,
    text,
)


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command; return its parser."""
    command = add_command(commands, "suggest", "suggest lines for the merge lists", _suggest)
    add_config(command)
    add_snapshot_date(command, OF_SNAPSHOT)
    command.add_argument(
        "--to",
        "--output-folder",
        type=text,
        default="suggestions",
        metavar="PATH",
        help="the folder for merged_user.csv and merged_company_domain.csv (default: suggestions)",
    )
    command.add_argument(
        "--limit",
        type=positive,
        default=0,
        metavar="N",
        help="look at the first N candidate pairs of each list (default: 10,000)",
    )
    command.add_argument("--json", action="store_true", help="show JSON, not tables")
    return command


def _suggest(called: argparse.Namespace) -> None:
    from jafflegaggle.suggest.command import suggest_lines

    config = config_of(called)
    shown = suggest_lines(
        config, called.engine, called.snapshot_date, Path(called.to), called.limit, called.json
    )
    show(shown)
