"""The fakes as servers on this machine: the paths of the vendors' APIs, in front of the records."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "secret"


class Answer(NamedTuple):
    """A status, and a body: JSON, or the text of a CSV."""

    status: int
    body: Any = None


class Request(NamedTuple):
    """What was asked: the groups of the path, the query, headers and body."""

    parts: tuple[str, ...]
    query: Mapping[str, str]
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Route = tuple[str, str, Callable[[Request], Answer]]


def multipart(request: Request) -> dict[str, list[tuple[str, bytes]]]:
    """The parts of a form by name: each with its file name ('' for none) and content."""
    form = Message()
    form["Content-Type"] = request.headers["Content-Type"]
    boundary = form.get_boundary()
    if form.get_content_type() != "multipart/form-data" or not boundary:
        raise ValueError("expected multipart/form-data")
    found: dict[str, list[tuple[str, bytes]]] = {}
    # Not by the parser of e-mails, which may change line ends.
    _, *parts, _ = (b"\r\n" + request.body).split(f"\r\n--{boundary}".encode())
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        headers = BytesParser().parsebytes(head.lstrip() + b"\r\n\r\n")
        name = headers.get_param("name", header="content-disposition")
        found.setdefault(str(name), []).append((headers.get_filename() or "", content))
    return found


@contextmanager
def served(routes: Sequence[Route], refused: tuple[type[Exception], ...]) -> Iterator[str]:
    """Serve while the body runs; give the address. One request at a time reaches the records.

    Args:
        routes: method, pattern of the whole path, and what answers.
        refused: what is answered with status 400; a KeyError is with 404.
    """
    lock = Lock()

    def answer(method: str, handler: BaseHTTPRequestHandler) -> Answer:
        url = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        if handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Answer(401, {"message": "no token"})
        for known, pattern, call in routes:
            match = re.fullmatch(pattern, url.path)
            if known != method or not match:
                continue
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            parts = tuple(map(unquote, match.groups()))
            with lock:
                try:
                    return call(Request(parts, query, handler.headers, body))
                except refused as error:
                    return Answer(400, {"message": f"{type(error).__name__}: {error}"})
                except KeyError as error:
                    return Answer(404, {"message": f"not found: {error}"})
        return Answer(404, {"message": f"no {method} {url.path}"})

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            given = answer(self.command, self)
            is_csv = isinstance(given.body, str)
            content = given.body if is_csv else json.dumps(given.body)
            sent = b"" if given.body is None else content.encode()
            self.send_response(given.status)
            self.send_header("Content-Type", "text/csv" if is_csv else "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Nothing: tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
