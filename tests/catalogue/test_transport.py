"""Where events go, and that no collector can stop a run."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from jafflegaggle.catalogue.run_events import RunEvents
from jafflegaggle.catalogue.snapshot import Snapshot
from jafflegaggle.catalogue.transport import send
from jafflegaggle.config import from_toml
from jafflegaggle.config.settings import OpenLineage
from jafflegaggle.errors import CheckError, InputError
from tests.catalogue.conftest import CHECKS

EVENT = {"eventType": "START"}
# Nothing listens there.
DEAD = "http://127.0.0.1:9"


@contextmanager
def collector(status: int = 201) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A collector, and the path, the key and the body of each request so far."""
    taken: list[tuple[str, str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken.append((self.path, self.headers.get("Authorization", ""), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()


def test_a_file_has_one_event_per_line(tmp_path: Path) -> None:
    file = tmp_path / "new" / "events.jsonl"
    send(EVENT, OpenLineage(file=str(file)))
    send(EVENT, OpenLineage(file=str(file)))
    assert [json.loads(line) for line in file.read_text().splitlines()] == [EVENT, EVENT]


def test_a_collector_gets_the_event_and_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLINEAGE_API_KEY", "k-1")
    with collector() as (url, taken):
        send(EVENT, OpenLineage(url=f"{url}/"))
    assert taken == [("/api/v1/lineage", "Bearer k-1", EVENT)]


def test_the_url_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with collector() as (url, taken):
        monkeypatch.setenv("OPENLINEAGE_URL", url)
        send(EVENT, OpenLineage())
        assert taken == []
        send(EVENT, OpenLineage(url_env="OPENLINEAGE_URL"))
    assert len(taken) == 1


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (DEAD, DEAD),
        ("http://me:pa:ss@127.0.0.1:9", "http://***@127.0.0.1:9"),
        ("http://nowhere.invalid", "http://nowhere.invalid"),
        ("ftp://host/", "ftp://host"),
        ("http://host:port", "http://host:port"),
    ],
)
def test_a_dead_collector_is_a_warning(
    url: str, shown: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("URL", url)
    with caplog.at_level(logging.WARNING):
        send(EVENT, OpenLineage(url_env="URL", timeout=1))
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(
        f"openlineage: {shown}/api/v1/lineage: the event is lost ("
    )
    assert "pa:ss" not in caplog.text


def test_a_collector_that_refuses_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with collector(status=500) as (url, _), caplog.at_level(logging.WARNING):
        send(EVENT, OpenLineage(url=url))
    assert len(caplog.messages) == 1


def test_a_file_that_cannot_be_written_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        send(EVENT, OpenLineage(file=str(tmp_path)))
    assert "the event is lost" in caplog.text


def sent(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InputError("users: no such file\nsee s3://K:SECRET@b/x"), "users: no such file"),
        (InputError("no such file: s3://K:SECRET@b/x"), "no such file: s3://***@b/x"),
        (
            CheckError("nothing was published:\ncontacts: ann@rams.la"),
            "nothing was published; checks failed: contacts.unique_email",
        ),
    ],
)
def test_a_run_that_fails_says_so(
    error: Exception, message: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    file = tmp_path / "events.jsonl"
    vars(snapshot.config)["openlineage"] = OpenLineage(file=str(file))
    failed = {**CHECKS[0], "table": "contacts", "status": "fail"}

    def run() -> None:
        with RunEvents(snapshot.config).sent() as events:
            events.checks = [failed]
            raise error

    with pytest.raises(type(error)):
        run()
    start, fail = sent(file)
    assert [start["eventType"], fail["eventType"]] == ["START", "FAIL"]
    assert start["run"]["runId"] == fail["run"]["runId"]
    assert fail["run"]["facets"]["errorMessage"]["message"] == message
    assert "ann@rams.la" not in file.read_text()


def test_a_failure_after_publishing_is_no_failure(snapshot: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    vars(snapshot.config)["openlineage"] = OpenLineage(file=str(file))
    written: dict[str, str] = {}

    def run() -> None:
        with RunEvents(snapshot.config).sent() as events:
            written.update(events.documents(snapshot.manifest, {}))
            events.complete()
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        run()
    assert [one["eventType"] for one in sent(file)] == ["START", "COMPLETE"]
    assert written["openlineage.jsonl"] == file.read_text()


def test_a_url_with_a_password_is_refused() -> None:
    sources = {name: {"path": f"{name}.csv"} for name in ("users", "gaggles", "events")}
    table = {
        "sources": sources,
        "output": {"path": "out"},
        "openlineage": {"url": "https://me:secret@host"},
    }
    with pytest.raises(InputError, match=r"openlineage\.url: expected a URL without") as caught:
        from_toml(table)
    assert "secret" not in str(caught.value)
