"""The command line of contestants in this package: `--output FOLDER`, which is created."""

import argparse
from pathlib import Path


def output_from_arguments() -> Path:
    """The folder to write to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, required=True)
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    return output
