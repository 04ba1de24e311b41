"""`jafflegaggle explain`: say why a contact, a domain or a gaggle is as it is."""

import argparse

from jafflegaggle.commands.options import (
    Commands,
    add_command,
    add_config,
    add_snapshot_date,
    output_of,
    show,
    text,
)

KINDS = ("email", "user", "domain", "gaggle")


def add(commands: Commands) -> argparse.ArgumentParser:
    """Declare the command."""
    summary = "say why a contact, a domain or a gaggle is as it is"
    command = add_command(commands, "explain", summary, _explain)
    command.add_argument(
        "key", type=text, metavar="KEY", help="an e-mail, a user id, a domain or a gaggle id"
    )
    command.add_argument(
        "--as", dest="kind", choices=KINDS, help="what KEY is, where it could be several"
    )
    command.add_argument("--json", action="store_true", help="print JSON in place of a tree")
    add_config(command, required=False)
    add_snapshot_date(command, "which snapshot (default: the last one that is published)")
    return command


def _explain(called: argparse.Namespace) -> None:
    from jafflegaggle import engine
    from jafflegaggle.explain import as_json, as_tree, explain
    from jafflegaggle.publish import use_snapshot

    output = output_of(called, "explain")
    with (
        engine.open_session(called.engine) as session,
        use_snapshot(session, output, called.snapshot_date) as snapshot,
    ):
        explanation = explain(snapshot, called.key, called.kind)
    show(as_json(explanation) if called.json else as_tree(explanation))
