"""Standard output and error: what leaves there is safe to show, and never fails a run."""

import os
import sys
from contextlib import suppress
from typing import TextIO

from jafflegaggle.secrets import hide_secrets

# Control characters (C0 but for tabs and line breaks, DEL, C1), other line breaks, what reorders
# text (bidi controls), and halves of surrogate pairs, which names of files may hold.
_ESCAPED = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (
        *(code for code in range(0x20) if chr(code) not in "\t\n"),
        *range(0x7F, 0xA0),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    )
}


def printable(text: str) -> str:
    r"""A text that a terminal shows and does not obey, without secrets.

    >>> printable("Ann\x1b[2J\u202e")
    'Ann\\x1b[2J\\u202e'
    """
    return hide_secrets(text).translate(_ESCAPED)


def write(stream: TextIO, text: str) -> None:
    """Write a text as it is, at once; what a full disk or a closed pipe refuses is lost.

    What was done is done, whether or not somebody can read of it (`| head`, `> /dev/full`).
    """
    try:
        encoding = getattr(stream, "encoding", None) or "utf-8"  # a notebook's has none
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except (OSError, ValueError):  # a closed one is the latter
        # What it still holds, Python would try to write at its end, and make that the status.
        with suppress(AttributeError, OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed_streams() -> None:
    """Let the null device stand for standard streams that are closed (`2>&-`).

    Otherwise the next file that is opened is standard error to all code of the process.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, "w", closefd=False))
