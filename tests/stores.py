"""Object stores on this machine: real servers on loopback, of which a test can see each request."""

import base64
import datetime as dt
import hmac
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from jafflegaggle.object_store import stored_files, write_bytes

AZURITE = "azurite@3.35.0"
# What every Azurite has, as its documentation says.
ACCOUNT = "devstoreaccount1"
PUBLIC_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)

Before = Callable[["Request"], None]


@dataclass(frozen=True)
class Request:
    """A request as the server sees it: its method, its path with what is asked, and the answer."""

    method: str
    path: str
    sent: int = 0

    @property
    def is_change(self) -> bool:
        """Whether it writes or removes something."""
        return self.method in {"PUT", "POST", "DELETE"}


@dataclass
class Watched:
    """A server's requests, and what happens before each.

    Attributes:
        app: the server itself.
        requests: all that came, until somebody empties the list.
        before: is called with each request before the server sees it.
    """

    app: WSGIApplication
    requests: list[Request] = field(default_factory=list)
    before: Before | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"] + (
            f"?{environ['QUERY_STRING']}" * bool(environ["QUERY_STRING"])
        )
        asked = Request(environ["REQUEST_METHOD"], path)
        if self.before:
            self.before(asked)
        content = list(self.app(environ, start_response))
        self.requests.append(Request(asked.method, path, sum(map(len, content))))
        return content


@contextmanager
def s3_server() -> Iterator[tuple[Watched, dict[str, str]]]:
    """An S3 on this machine: what watches it, and the environment that leads there."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_told: object) -> None:
            pass

    application: Any = DomainDispatcherApplication(create_backend_app)
    watched = Watched(application)
    server = make_server("127.0.0.1", 0, watched, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield (
            watched,
            {
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "word",
                "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
                "AWS_ALLOW_HTTP": "true",
            },
        )
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def azure_server(folder: Path) -> Iterator[dict[str, str]]:
    """An Azure Blob store on this machine; gives the environment that leads there.

    Args:
        folder: where the server's program is, or is to be installed to.

    Raises:
        UnavailableError: it cannot be had here; the text says why.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = ["--blobHost", "127.0.0.1", "--blobPort", str(port)]
    options = ["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"]
    with subprocess.Popen(
        [_azurite(folder), *place, *options], stdout=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port)
            yield {
                "AZURE_STORAGE_USE_EMULATOR": "true",
                "AZURITE_BLOB_STORAGE_URL": f"http://127.0.0.1:{port}",
                "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
                "AZURE_STORAGE_ACCOUNT_KEY": PUBLIC_KEY,
            }
        finally:
            server.terminate()


class UnavailableError(Exception):
    """A server that cannot be had on this machine."""


def _azurite(folder: Path) -> str:
    if found := shutil.which("azurite-blob"):
        return found
    program = folder / "node_modules" / ".bin" / "azurite-blob"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise UnavailableError("Azurite needs Node.js, and npm is not installed")
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), AZURITE]
        installed = subprocess.run(command, capture_output=True, text=True, check=False)
        if installed.returncode:
            raise UnavailableError(f"npm cannot install {AZURITE}: {installed.stderr[-200:]}")
    return str(program)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def make_container(environ: Mapping[str, str], name: str) -> None:
    """Make a container on the Azure Blob store that an environment leads to."""
    account, version = environ["AZURE_STORAGE_ACCOUNT_NAME"], "2021-08-06"
    now = dt.datetime.now(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    signed = (
        "PUT" + "\n" * 12 + f"x-ms-date:{now}\nx-ms-version:{version}\n"
        f"/{account}/{account}/{name}\nrestype:container"
    )
    key = base64.b64decode(environ["AZURE_STORAGE_ACCOUNT_KEY"])
    signature = base64.b64encode(hmac.digest(key, signed.encode(), "sha256")).decode()
    headers = {
        "x-ms-date": now,
        "x-ms-version": version,
        "Authorization": f"SharedKey {account}:{signature}",
    }
    place = f"{environ['AZURITE_BLOB_STORAGE_URL']}/{account}/{name}?restype=container"
    with urllib.request.urlopen(urllib.request.Request(place, method="PUT", headers=headers)):
        pass


def make_bucket(environ: Mapping[str, str], name: str) -> None:
    """Make a bucket on the S3 that an environment leads to."""
    request = urllib.request.Request(f"{environ['AWS_ENDPOINT_URL']}/{name}", method="PUT")
    with urllib.request.urlopen(request):
        pass


def upload(folder: Path, place: str) -> None:
    """Put the files of a folder on a store."""
    for file in folder.rglob("*"):
        if file.is_file():
            write_bytes(f"{place}/{file.relative_to(folder)}", file.read_bytes())


def download(place: str, folder: Path) -> Path:
    """Put what lies on a store into a folder; give that."""
    for file in stored_files(place):
        target = folder / file.place.removeprefix(f"{place}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as content:
            target.write_bytes(content.read())
    return folder
