"""Writes the report of a snapshot: what the commands call."""

import datetime as dt
from importlib.util import find_spec
from pathlib import Path

from jafflegaggle import engine
from jafflegaggle.config import Output
from jafflegaggle.errors import InputError

LIBRARIES = {"jinja2": "Jinja2", "vl_convert": "vl-convert-python"}


def assert_libraries() -> None:
    """Refuse where what draws a report is not installed.

    Raises:
        InputError: which libraries are missing, and how to install them.
    """
    missing = [name for module, name in LIBRARIES.items() if find_spec(module) is None]
    if missing:
        needs = f"a report needs {' and '.join(missing)}"
        raise InputError(f"{needs}: pip install 'jafflegaggle[report]'")


def write_report(
    output: Output, engine_name: str, snapshot_date: str, file: str, are_people_shown: bool
) -> str:
    """Write the report of a published snapshot.

    Args:
        output: where it is published.
        engine_name: the value of `--engine`.
        snapshot_date: the date of the snapshot; '': the last one.
        file: the HTML file; '': `report-DATE.html` in the current folder.
        are_people_shown: whether names and e-mails are shown; else they are masked.

    Returns:
        What to show.

    Raises:
        InputError: a library is missing, there is no such snapshot, or the file cannot be written.
        OutputHeldError: the snapshot was removed or replaced meanwhile.
    """
    assert_libraries()
    from jafflegaggle.html_report.page import page
    from jafflegaggle.html_report.reading import Reader
    from jafflegaggle.publish import use_snapshot

    with (
        engine.open_session(engine_name) as session,
        use_snapshot(session, output, snapshot_date) as snapshot,
    ):
        text = page(Reader(snapshot.among, snapshot.manifest), are_people_shown)
    name = file or f"report-{snapshot.manifest.snapshot_date}.html"
    return _write(Path(name), text, are_people_shown)


def _write(path: Path, text: str, are_people_shown: bool) -> str:
    """Write the file at once or not at all."""
    written = path.with_name(f".{path.name}.{dt.datetime.now(dt.UTC):%H%M%S%f}")
    content = text.encode()
    try:
        written.write_bytes(content)
        written.replace(path)
    except OSError as error:
        written.unlink(missing_ok=True)
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    masked = "" if are_people_shown else "; people are masked, --with-people shows them"
    return f"Report     {path} ({len(content) / 1_000:,.0f} kB{masked})"
