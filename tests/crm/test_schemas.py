"""Requests as the vendors' documents have them, and such as they refuse."""

from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest

from jafflegaggle.crm.files import Part
from jafflegaggle.crm.systems.hubspot import import_request
from jafflegaggle.crm.systems.salesforce import jobs
from jafflegaggle.crm.systems.spec import COMPANY, CONTACT, Loaded, Written
from tests.crm.fakes.schemas import IMPORT_REQUEST, JOB

WRITTEN = Written(
    "a load",
    {
        COMPANY: Loaded("key", ["name"], [Part("companies.csv", 2), Part("companies.2.csv", 1)]),
        CONTACT: Loaded("id", ["email", "key"], [Part("contacts.csv", 1)]),
    },
    parent="key",
)


def is_valid(document: Any, schema: Mapping[str, Any]) -> bool:
    jsonschema.Draft202012Validator.check_schema(schema)
    return bool(jsonschema.Draft202012Validator(schema).is_valid(document))


def test_documents_are_valid() -> None:
    request = import_request(WRITTEN)
    jsonschema.validate(request, IMPORT_REQUEST)
    names = [file["fileName"] for file in request["files"]]
    assert names == ["companies.csv", "companies.2.csv", "contacts.csv"]
    for job in jobs(WRITTEN).values():
        jsonschema.validate(job, JOB)


@pytest.mark.parametrize(
    "change",
    [
        {"dateFormat": "YYYY-MM-DD"},
        {"importOperations": {"contacts": "UPSERT"}},
        {"files": [{"fileName": "a.csv", "fileFormat": "CSV"}]},
        {"name": ""},
        {"columnMappings": []},
    ],
)
def test_a_request_that_is_refused(change: Mapping[str, Any]) -> None:
    assert not is_valid({**import_request(WRITTEN), **change}, IMPORT_REQUEST)


@pytest.mark.parametrize(
    "job",
    [
        {"object": "Account", "operation": "upsert"},
        {"object": "Account", "operation": "delete", "externalIdFieldName": "Id"},
        {"object": "Account", "operation": "delete", "lineEnding": "\n"},
        {"object": "Account", "operation": "merge"},
    ],
)
def test_a_job_that_is_refused(job: Mapping[str, Any]) -> None:
    assert not is_valid(job, JOB)
