"""The documents of a snapshot, by their file names."""

import json
from typing import Any

from jafflegaggle.catalogue.contract import data_contract
from jafflegaggle.catalogue.data_package import data_package
from jafflegaggle.catalogue.run_results import run_results
from jafflegaggle.catalogue.snapshot import Snapshot, to_json

DATA_PACKAGE = "datapackage.json"
CONTRACT = "contract.odcs.json"
RUN_RESULTS = "run_results.json"
EVENTS = "openlineage.jsonl"
NAMES = (DATA_PACKAGE, CONTRACT, RUN_RESULTS, EVENTS)


def documents(snapshot: Snapshot, *events: dict[str, Any]) -> dict[str, str]:
    """The text of each document.

    Args:
        snapshot: the snapshot.
        events: its OpenLineage events, one per line.
    """
    return {
        DATA_PACKAGE: to_json(data_package(snapshot)),
        CONTRACT: to_json(data_contract(snapshot)),
        RUN_RESULTS: to_json(run_results(snapshot)),
        EVENTS: "".join(f"{json.dumps(event, ensure_ascii=False)}\n" for event in events),
    }
