"""What `jafflegaggle suggest` does: it opens the engine, and writes what it found."""

from pathlib import Path

from jafflegaggle import engine
from jafflegaggle.config import Config
from jafflegaggle.publish import use_snapshot
from jafflegaggle.suggest.output import to_json, to_text, write_lists
from jafflegaggle.suggest.run import LIMIT, suggest


def suggest_lines(
    config: Config,
    engine_name: str,
    snapshot_date: str,
    folder: Path,
    limit: int = 0,
    is_json: bool = False,
) -> str:
    """Suggest lines for the merge lists, and write them to a folder.

    Args:
        config: the configuration.
        engine_name: the value of `--engine`.
        snapshot_date: the date of the snapshot; the last one if empty.
        folder: where the files go.
        limit: how many candidate pairs of each list are looked at; 0: the default.
        is_json: whether to return JSON.

    Returns:
        What to show.

    Raises:
        InputError: there is no such snapshot, or it cannot be read.
        OutputHeldError: a run has removed or replaced it meanwhile; nothing was written.
    """
    with (
        engine.open_session(engine_name) as session,
        use_snapshot(session, config.output, snapshot_date) as snapshot,
    ):
        found = suggest(session, config, snapshot, limit or LIMIT)
    files = write_lists(found, folder)
    return to_json(found) if is_json else to_text(found, files)
