"""`jafflegaggle validate`: what a run would stop at, by some rows of each source."""

import argparse

from jafflegaggle.commands.options import (
    OF_RUN,
    Commands,
    add_command,
    add_config,
    add_snapshot_date,
    config_of,
    show,
)


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command; return its parser."""
    summary = "report what a run would stop at, by a thousand rows of each source"
    command = add_command(commands, "validate", summary, _validate)
    add_config(command)
    add_snapshot_date(command, OF_RUN)
    return command


def _validate(called: argparse.Namespace) -> None:
    from jafflegaggle.validate.command import validate

    shown, error = validate(config_of(called), called.engine)
    show(shown)
    if error:
        raise error
