"""The call of a contestant that is written here: `--output FOLDER`, which is made."""

import argparse
from pathlib import Path


def output_of_the_call() -> Path:
    """The folder to write to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, required=True)
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    return output
