"""`jafflegaggle seed`: write the demo company."""

import argparse
from pathlib import Path

from jafflegaggle.commands.options import Commands, add_command, show, text


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    command = add_command(commands, "seed", "write the demo company", _seed)
    command.add_argument("--output", type=text, default="seeds", metavar="PATH")
    return command


def _seed(called: argparse.Namespace) -> None:
    from jafflegaggle.seeds import write_demo

    written = write_demo(Path(called.output)).items()
    show("\n".join(f"{rows:>9,}  {Path(called.output) / name}" for name, rows in written))
