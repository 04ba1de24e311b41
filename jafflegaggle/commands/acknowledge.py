"""`jafflegaggle acknowledge`: say that an export was loaded into the CRM."""

import argparse

from jafflegaggle.commands.options import (
    Commands,
    add_command,
    add_config,
    add_wait,
    config_of,
    show,
    text,
)


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command; return its parser."""
    summary = "say that an export was loaded into the CRM"
    command = add_command(commands, "acknowledge", summary, _acknowledge)
    command.add_argument(
        "export", type=text, metavar="EXPORT", help="the name of the export, or its folder"
    )
    add_config(command)
    command.add_argument(
        "--failed",
        type=text,
        default="",
        metavar="FILE",
        help="a CSV with the records that the CRM has not taken: object and key, or its own field "
        "of the key; they are sent again",
    )
    add_wait(command)
    return command


def _acknowledge(called: argparse.Namespace) -> None:
    from jafflegaggle.crm.command import acknowledge_export

    show(acknowledge_export(config_of(called), called.engine, called.export, called.failed))
