"""What the commands of change sets do: they open the engine, and say what they found."""

from jafflegaggle import engine
from jafflegaggle.config import Config
from jafflegaggle.crm.acknowledge import acknowledge
from jafflegaggle.crm.current import current_change_set, too_many_deletes
from jafflegaggle.crm.mapping import crm_settings
from jafflegaggle.crm.report import Shown, first_rows
from jafflegaggle.publish import naming_reader, use_snapshot


def find_changes(config: Config, engine_name: str, snapshot_date: str = "") -> Shown:
    """What `changes` shows.

    Args:
        config: the configuration, with a CRM.
        engine_name: the value of `--engine`.
        snapshot_date: the date of the snapshot; the last one if empty.

    Raises:
        InputError: no CRM is configured, or there is no such snapshot.
        OutputHeldError: a run has removed or replaced it meanwhile.
    """
    fraction = crm_settings(config).max_deleted_fraction
    with (
        engine.open_session(engine_name) as session,
        use_snapshot(session, config.output, snapshot_date) as snapshot,
    ):
        change_set = current_change_set(session, config, snapshot)
        counts = change_set.counts()
        stopped = too_many_deletes(counts, change_set.baseline, fraction)
        return Shown(change_set, counts, first_rows(change_set), stopped)


def acknowledge_export(config: Config, engine_name: str, export: str, failed: str) -> str:
    """Acknowledge an export.

    Args:
        config: the configuration, with a CRM.
        engine_name: the value of `--engine`.
        export: the export's name, or its folder.
        failed: a CSV with records that the CRM has not taken; '' for none.

    Returns:
        What was done, for people.
    """
    with (
        engine.open_session(engine_name) as session,
        naming_reader(session, config.output.place),
    ):
        return acknowledge(session, config, export, failed)
