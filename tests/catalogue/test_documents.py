"""The documents, held against the standards' own libraries and schemas."""

import json
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import open_data_contract_standard
import pytest
from open_data_contract_standard.model import OpenDataContractStandard

from jafflegaggle.catalogue.contract import data_contract
from jafflegaggle.catalogue.data_package import data_package
from jafflegaggle.catalogue.documents import NAMES, documents
from jafflegaggle.catalogue.run_results import run_results
from jafflegaggle.catalogue.snapshot import Snapshot
from tests.catalogue.run_results_schema import RUN_RESULTS

ODCS = Path(open_data_contract_standard.__file__).with_name("schema.json")
BOTH = pytest.mark.parametrize("place", ["snapshot", "in_a_schema"])


def resource(package: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in package["resources"] if one["name"] == name)
    return found


@BOTH
def test_the_package_is_a_data_package(place: str, request: pytest.FixtureRequest) -> None:
    package = data_package(request.getfixturevalue(place))
    read = frictionless.Package.from_descriptor(package)
    assert read.resource_names[:2] == ["crm_links", "contacts"]
    for one in package["resources"]:
        assert list(frictionless.Schema.metadata_validate(one["schema"])) == []


def test_the_package_says_what_checks_make_sure(snapshot: Snapshot) -> None:
    package = data_package(snapshot)
    contacts, bridge = (resource(package, name) for name in ("contacts", "gaggle_domains"))
    fields = {field["name"]: field for field in contacts["schema"]["fields"]}
    assert contacts["path"] == ["contacts/a.parquet", "contacts/b.parquet"]
    assert contacts["schema"]["primaryKey"] == ["user_id"]
    assert contacts["schema"]["uniqueKeys"] == [["email"]]
    assert fields["user_id"]["constraints"] == {"required": True, "unique": True}
    # NULL is a value of this key, which a primary key does not allow.
    assert "primaryKey" not in bridge["schema"]
    assert bridge["schema"]["foreignKeys"] == [
        {
            "fields": ["corporate_email"],
            "reference": {"resource": "accounts", "fields": ["corporate_email"]},
        }
    ]


def test_the_package_of_a_schema_names_its_tables(in_a_schema: Snapshot) -> None:
    contacts = resource(data_package(in_a_schema), "contacts")
    assert (contacts["path"], contacts["format"]) == ("main.c360.contacts", "delta")


@pytest.mark.parametrize(
    ("path", "server"),
    [
        ("/out", {"server": "output", "type": "local", "path": "/out", "format": "parquet"}),
        (
            "s3a://KEY:SECRET@bucket/out",
            {
                "server": "output",
                "type": "s3",
                "location": "s3a://***@bucket/out",
                "format": "parquet",
            },
        ),
        (
            "hdfs://host:8020/out",
            {
                "server": "output",
                "type": "custom",
                "customProperties": [{"property": "location", "value": "hdfs://host:8020/out"}],
            },
        ),
    ],
)
def test_the_contract_names_the_place(
    snapshot: Snapshot, path: str, server: dict[str, Any]
) -> None:
    vars(snapshot.config.output)["path"] = path
    contract = data_contract(snapshot)
    jsonschema.Draft201909Validator(json.loads(ODCS.read_text())).validate(contract)
    assert contract["servers"] == [server]


@BOTH
def test_the_contract_is_a_data_contract(place: str, request: pytest.FixtureRequest) -> None:
    contract = data_contract(request.getfixturevalue(place))
    jsonschema.Draft201909Validator(json.loads(ODCS.read_text())).validate(contract)
    read = OpenDataContractStandard.model_validate(contract)
    assert read.apiVersion == "v3.1.0"
    assert [one.name for one in read.schema_ or ()][:2] == ["crm_links", "contacts"]


@BOTH
def test_run_results_are_those_of_dbt(place: str, request: pytest.FixtureRequest) -> None:
    found = run_results(request.getfixturevalue(place))
    jsonschema.Draft202012Validator(RUN_RESULTS).validate(found)
    by_id = {one["unique_id"]: one for one in found["results"]}
    contacts = by_id["model.jafflegaggle.contacts"]
    unique = by_id["test.jafflegaggle.users.unique_email"]
    assert (contacts["status"], contacts["execution_time"]) == ("success", 1.5)
    assert (unique["status"], unique["failures"]) == ("warn", 2)


def test_no_document_holds_data(snapshot: Snapshot) -> None:
    written = documents(snapshot)
    assert tuple(written) == NAMES
    assert [name for name, text in written.items() if "ann@rams.la" in text] == []


def test_the_same_snapshot_has_the_same_documents(snapshot: Snapshot) -> None:
    assert documents(snapshot) == documents(snapshot)
