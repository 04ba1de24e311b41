"""HubSpot's API: which path does what to the records of the fake."""

import json
from contextlib import AbstractContextManager
from typing import Any

from tests.crm.fakes.hubspot import TABLES, HubSpot, RefusedError
from tests.crm.fakes.serving import Answer, Request, multipart, served

BAD = (AssertionError, ValueError, RefusedError)
ONE = r"/crm/v3/objects/(\w+)/([^/]+)"
MERGED = {"primaryObjectId", "objectIdToMerge"}


class HubSpotApi:
    """Imports, and a record at a time."""

    def __init__(self, crm: HubSpot) -> None:
        self.crm = crm
        self.imports: dict[str, list[str]] = {}

    def served(self) -> AbstractContextManager[str]:
        """Serve it; give the address."""
        routes = [
            ("POST", r"/crm/v3/imports/?", self.start),
            ("GET", r"/crm/v3/imports/(\d+)", self.state),
            ("GET", r"/crm/v3/imports/(\d+)/errors", self.errors),
            ("POST", r"/crm/v3/objects/(\w+)/merge", self.merge),
            ("GET", ONE, self.get),
            ("PATCH", ONE, self.update),
            ("DELETE", ONE, self.archive),
        ]
        return served(routes, BAD)

    def start(self, request: Request) -> Answer:
        form = multipart(request)
        ((_, wanted),) = form["importRequest"]
        files = dict(form.get("files", []))
        assert len(files) == len(form.get("files", [])), "a file twice"
        before = len(self.crm.errors)
        self.crm.import_files(json.loads(wanted), files)
        number = str(len(self.imports) + 1)
        self.imports[number] = self.crm.errors[before:]
        return Answer(200, {"id": number, "state": "STARTED"})

    def state(self, request: Request) -> Answer:
        counters = {"ERROR_ROWS": len(self.imports[request.parts[0]])}
        return Answer(200, {"state": "DONE", "metadata": {"counters": counters}})

    def errors(self, request: Request) -> Answer:
        found = [{"errorMessage": why} for why in self.imports[request.parts[0]]]
        return Answer(200, {"numErrors": len(found), "results": found})

    def get(self, request: Request) -> Answer:
        type_, found = self._record(request)
        return Answer(200, {"id": found, "properties": self.crm.records[type_][found]})

    def update(self, request: Request) -> Answer:
        type_, found = self._record(request)
        given: dict[str, Any] = request.json["properties"]
        unknown = {*given} - {*self.crm.properties[type_]}
        assert not unknown, f"PROPERTY_DOESNT_EXIST {unknown}"
        self.crm.update(type_, found, given)
        return Answer(200, {"id": found})

    def merge(self, request: Request) -> Answer:
        body = request.json
        assert set(body) == MERGED, f"unknown keys {body}"
        type_ = TABLES[request.parts[0]]
        self.crm.merge(type_, body["primaryObjectId"], body["objectIdToMerge"])
        return Answer(200, {"id": body["primaryObjectId"]})

    def archive(self, request: Request) -> Answer:
        self.crm.archive(*self._record(request))
        return Answer(204)

    def _record(self, request: Request) -> tuple[str, str]:
        type_, given = TABLES[request.parts[0]], request.parts[1]
        found: str | None = given
        if unique := request.query.get("idProperty"):
            found = self.crm.find(type_, unique, given)
        if found not in self.crm.records[type_]:
            raise KeyError(given)
        return type_, str(found)
