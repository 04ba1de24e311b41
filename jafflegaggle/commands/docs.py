"""`jafflegaggle docs`: write the catalogue as a page, without data."""

import argparse
from pathlib import Path

from jafflegaggle.commands.options import Commands, add_command, show, text
from jafflegaggle.errors import InputError


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    command = add_command(commands, "docs", "write the catalogue as a page, without data", _docs)
    command.add_argument(
        "--output", type=text, required=True, metavar="FOLDER", help="where to write index.html"
    )
    command.add_argument(
        "--config",
        type=text,
        default="",
        metavar="FILE",
        help="the TOML file: its sources, severities and further columns (default: all, as usual)",
    )
    return command


def _docs(called: argparse.Namespace) -> None:
    from jafflegaggle.catalogue import catalogue
    from jafflegaggle.catalogue.site import site
    from jafflegaggle.catalogue.snapshot import catalogue_of
    from jafflegaggle.config import load

    shown = catalogue_of(load(called.config)) if called.config else catalogue()
    file = Path(called.output, "index.html")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(site(shown), encoding="utf-8")
    except OSError as error:
        raise InputError(f"--output {called.output}: cannot be written ({error})") from error
    show(f"{len(shown.tables)} tables and sources  {file}")
