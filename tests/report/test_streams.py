"""What leaves for standard output and error, and what becomes of it where it cannot be written."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jafflegaggle.report.streams import printable, write
from tests.small_company import write_company

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann,\tBüro 7\n", "Ann,\tBüro 7\n"),
        ("\x1b]0;title\x07\x08\r\x00", r"\x1b]0;title\x07\x08\x0d\x00"),
        ("\x7f\x85\x9b31m", r"\x7f\x85\x9b31m"),
        ("\u202abc\u202e\u2066\u2069\u2028", r"\u202abc\u202e\u2066\u2069\u2028"),
        ("a name \udcff", r"a name \udcff"),
        ("s3://KEY:SECRET@bucket", "s3://***@bucket"),
    ],
)
def test_a_terminal_shows_a_text_and_does_not_obey_it(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_what_an_encoding_lacks_is_escaped() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    write(stream, "Büro")
    assert stream.buffer.getvalue() == rb"B\xfcro"


@pytest.mark.engine("embedded")
@pytest.mark.parametrize(
    "streams", [">/dev/full 2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-", "2>&1 | head -c 1"]
)
def test_a_run_that_published_ends_with_0_whoever_reads_it(tmp_path: Path, streams: str) -> None:
    config = write_company(tmp_path)
    run = f'"{sys.executable}" -m jafflegaggle run --config "{config}"'
    shell = f'({run}; echo $? > "{tmp_path}/status") {streams}'
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(["sh", "-c", shell], env=environ, capture_output=True, check=False)
    assert (tmp_path / "status").read_text() == "0\n"
    assert list((tmp_path / "out" / "_manifests").iterdir())
