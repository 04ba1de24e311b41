"""The events, read by the classes of the OpenLineage client."""

import datetime as dt
import importlib
import pkgutil
from typing import Any

import attr
import pytest
from openlineage.client import generated
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState

from jafflegaggle.catalogue.openlineage import (
    EVENT_SCHEMA,
    complete_event,
    fail_event,
    start_event,
)
from jafflegaggle.catalogue.snapshot import Snapshot
from tests.catalogue.conftest import CHECKS, UUID

NOW = dt.datetime(2021, 12, 2, tzinfo=dt.UTC)


def facet_classes() -> dict[str, Any]:
    """The classes of facets by the address of their schema."""
    found = {}
    for module in pkgutil.iter_modules(generated.__path__):
        of = importlib.import_module(f"{generated.__name__}.{module.name}")
        for one in vars(of).values():
            if isinstance(one, type) and one.__name__.endswith("Facet"):
                found[one._get_schema()] = one  # type: ignore[attr-defined]
    return found


FACETS = facet_classes()


def problems(event: dict[str, Any]) -> list[str]:
    """What the client's classes refuse: facets of unknown versions, fields that they lack."""
    found = []
    holders = [event["run"], event["job"], *event["inputs"], *event["outputs"]]
    for holder in holders:
        for key in ("facets", "inputFacets", "outputFacets"):
            for name, facet in holder.get(key, {}).items():
                kind = FACETS.get(facet["_schemaURL"])
                if kind is None:
                    found.append(f"{name}: {facet['_schemaURL']} is no facet of the client")
                    continue
                fields = {one.name: one for one in attr.fields(kind)}
                given = {k: v for k, v in facet.items() if k not in ("_producer", "_schemaURL")}
                found += [f"{name}: {k} is unknown" for k in given if k not in fields]
                kind(**{k: v for k, v in given.items() if k in fields})
    return found


def read(event: dict[str, Any]) -> RunEvent:
    """The event as the client's own class, which checks ids, times and addresses."""
    return RunEvent(
        eventType=RunState[event["eventType"]],
        eventTime=event["eventTime"],
        run=Run(**event["run"]),
        job=Job(**event["job"]),
        inputs=[InputDataset(**one) for one in event["inputs"]],
        outputs=[OutputDataset(**one) for one in event["outputs"]],
        producer=event["producer"],
    )


def test_all_three_events_are_read_by_the_client(snapshot: Snapshot) -> None:
    events = [
        start_event(snapshot.config, snapshot.catalogue, UUID, NOW),
        complete_event(snapshot),
        fail_event(snapshot.config, snapshot.catalogue, UUID, NOW, "no such file", CHECKS),
    ]
    assert [problems(event) for event in events] == [[], [], []]
    states = [RunState.START, RunState.COMPLETE, RunState.FAIL]
    assert [read(event).eventType for event in events] == states
    assert RunEvent._get_schema() == EVENT_SCHEMA


def test_outputs_say_what_they_hold_and_how_many_rows(snapshot: Snapshot) -> None:
    event = complete_event(snapshot)
    contacts = next(one for one in event["outputs"] if one["name"] == "/out/contacts")
    facets = contacts["facets"]
    assert facets["schema"]["fields"][0] == {
        "name": "user_id",
        "type": "bigint",
        "description": "the user who survives",
    }
    assert facets["dataQualityAssertions"]["assertions"] == [
        {
            "assertion": "not_null",
            "success": True,
            "severity": "error",
            "name": "contacts.not_null_user_id",
            "actual": "0",
            "column": "user_id",
        }
    ]
    assert contacts["outputFacets"]["outputStatistics"]["rowCount"] == 7
    assert contacts["outputFacets"]["outputStatistics"]["fileCount"] == 2


def test_inputs_have_their_size_and_their_checks(snapshot: Snapshot) -> None:
    users = complete_event(snapshot)["inputs"][0]
    assert (users["namespace"], users["name"]) == ("file", "/data/users.csv")
    assert users["inputFacets"]["inputStatistics"]["size"] == 12
    assertions = users["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert [(one["name"], one["success"]) for one in assertions] == [("users.unique_email", False)]


def test_a_failure_says_why(snapshot: Snapshot) -> None:
    event = fail_event(snapshot.config, snapshot.catalogue, UUID, NOW, "no such file")
    assert event["run"]["facets"]["errorMessage"]["message"] == "no such file"


@pytest.mark.parametrize("kind", ["START", "FAIL"])
def test_what_is_not_published_has_no_outputs(snapshot: Snapshot, kind: str) -> None:
    make = {
        "START": lambda: start_event(snapshot.config, snapshot.catalogue, UUID, NOW),
        "FAIL": lambda: fail_event(snapshot.config, snapshot.catalogue, UUID, NOW, "why"),
    }
    assert make[kind]()["outputs"] == []
