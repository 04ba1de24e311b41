"""`jafflegaggle seed`: write the demo company."""

import argparse
from pathlib import Path

from jafflegaggle.commands.options import Commands, add_command, show, text


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    command = add_command(commands, "seed", "write the demo company", _seed)
    command.add_argument("--output", type=text, default="", metavar="PATH")
    command.add_argument(
        "--labelled",
        action="store_true",
        help="write another company, of which it is known who is one, to measure suggestions",
    )
    return command


def _seed(called: argparse.Namespace) -> None:
    from jafflegaggle.seeds import write_demo
    from jafflegaggle.seeds.labelled import write_labelled

    write, usual = (write_labelled, "labelled") if called.labelled else (write_demo, "seeds")
    output = Path(called.output or usual)
    show("\n".join(f"{rows:>9,}  {output / name}" for name, rows in write(output).items()))
