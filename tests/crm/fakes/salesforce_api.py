"""Salesforce's API: which path does what to the records of the fake."""

import csv
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from tests.crm.fakes.salesforce import Failed, RefusedError, Salesforce
from tests.crm.fakes.serving import Answer, Request, served

VERSION = "/services/data/v66.0"
JOBS, ONE = rf"{VERSION}/jobs/ingest", rf"{VERSION}/sobjects/(\w+)/([^/]+)"
OPEN = "Open"


@dataclass
class Job:
    """A job of the Bulk API."""

    form: Any
    content: bytes | None = None
    state: str = OPEN
    failed: Sequence[Failed] = ()
    why: str = ""


class SalesforceApi:
    """Jobs of the Bulk API 2.0, and a record at a time."""

    def __init__(self, crm: Salesforce) -> None:
        self.crm = crm
        self.jobs: dict[str, Job] = {}

    def served(self) -> AbstractContextManager[str]:
        """Serve it; give the address."""
        routes = [
            ("POST", JOBS, self.create),
            ("PUT", rf"{JOBS}/(\w+)/batches", self.upload),
            ("PATCH", rf"{JOBS}/(\w+)", self.close),
            ("GET", rf"{JOBS}/(\w+)", self.info),
            ("GET", rf"{JOBS}/(\w+)/failedResults", self.failed_results),
            ("GET", rf"{ONE}/([^/]+)", self.get),
            ("PATCH", ONE, self.update),
            ("DELETE", ONE, self.delete),
        ]
        return served(routes, (AssertionError, ValueError, RefusedError))

    def create(self, request: Request) -> Answer:
        number = f"750{len(self.jobs)}"
        self.jobs[number] = Job(request.json)
        url = f"{JOBS}/{number}/batches".removeprefix("/")
        return Answer(200, {"id": number, "state": OPEN, "contentUrl": url})

    def upload(self, request: Request) -> Answer:
        job = self.jobs[request.parts[0]]
        assert request.headers["Content-Type"].startswith("text/csv"), "expected text/csv"
        assert (job.state, job.content) == (OPEN, None), "one upload per job"
        job.content = request.body
        return Answer(201)

    def close(self, request: Request) -> Answer:
        job = self.jobs[request.parts[0]]
        assert request.json == {"state": "UploadComplete"}, "expected UploadComplete"
        assert job.state == OPEN, "is closed"
        assert job.content is not None, "nothing was uploaded"
        try:
            job.failed = self.crm.run(job.form, job.content)
            job.state = "JobComplete"
        except RefusedError as error:
            job.state, job.why = "Failed", str(error)
        return Answer(200, {"id": request.parts[0], "state": "UploadComplete"})

    def info(self, request: Request) -> Answer:
        job = self.jobs[request.parts[0]]
        found = {"numberRecordsFailed": len(job.failed), "errorMessage": job.why}
        return Answer(200, {"state": job.state, **found})

    def failed_results(self, request: Request) -> Answer:
        """As the API gives them: the columns of the file behind `sf__Id` and `sf__Error`."""
        failed = self.jobs[request.parts[0]].failed
        out = io.StringIO(newline="")
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(["sf__Id", "sf__Error", *(failed[0].row if failed else ())])
        writer.writerows(["", why, *row.values()] for row, why in failed)
        return Answer(200, out.getvalue())

    def get(self, request: Request) -> Answer:
        object_, field, key = request.parts
        assert field == self.crm.external_ids[object_], f"no external id: {field}"
        found = self.crm.find(object_, key)
        if found is None:
            raise KeyError(key)
        return Answer(200, {"Id": found})

    def update(self, request: Request) -> Answer:
        object_, record = self._record(request)
        ((field, key),) = request.json.items()
        assert field == self.crm.external_ids[object_], f"no external id: {field}"
        self.crm.rekey(object_, record, key)
        return Answer(204)

    def delete(self, request: Request) -> Answer:
        self.crm.delete(*self._record(request))
        return Answer(204)

    def _record(self, request: Request) -> tuple[str, str]:
        object_, record = request.parts
        if record not in self.crm.records[object_]:
            raise KeyError(record)
        return object_, record
