"""`jafflegaggle report`: a snapshot as one HTML file, to look at."""

import argparse

from jafflegaggle.commands.options import Commands, add_command, add_config, config_of, show, text


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    summary = "write a snapshot as one HTML file, to look at"
    command = add_command(commands, "report", summary, _report)
    add_config(command, has_output=False)
    command.add_argument(
        "--date",
        "--snapshot-date",
        default="",
        dest="snapshot_date",
        metavar="YYYY-MM-DD",
        help="which snapshot (default: the last one that is published)",
    )
    command.add_argument(
        "--output",
        type=text,
        default="",
        dest="file",
        metavar="FILE",
        help="the file to write (default: report-DATE.html)",
    )
    add_with_people(command)
    return command


def add_with_people(command: argparse.ArgumentParser) -> None:
    """Add `--with-people`."""
    command.add_argument(
        "--with-people",
        action="store_true",
        help="show names and e-mails in the report (default: masked)",
    )


def _report(called: argparse.Namespace) -> None:
    from jafflegaggle.html_report.report import write_report

    output = config_of(called).output
    show(write_report(output, called.engine, called.snapshot_date, called.file, called.with_people))
