"""`jafflegaggle snapshots`: list what is published, and remove old dates."""

import argparse
import logging

from jafflegaggle.commands.options import (
    Commands,
    add_command,
    add_config,
    add_output_options,
    output_of,
    show,
)

log = logging.getLogger(__name__)


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    command = add_command(commands, "snapshots", "list what is published", _snapshots)
    add_config(command, required=False)
    add_output_options(command)
    return command


def _snapshots(called: argparse.Namespace) -> None:
    from jafflegaggle.engine import open_session
    from jafflegaggle.publish import open_store, published
    from jafflegaggle.report.summary import snapshots

    # `keep` is passed to the store below: this command publishes nothing.
    output = output_of(called, "snapshots")
    with open_session(called.engine) as session:
        if called.keep:
            with open_store(session, output) as store:
                for line in [*store.recovered, *map("removed {}".format, store.prune(called.keep))]:
                    log.info("%s", line)
        show(snapshots(published(session, output), output.place))
