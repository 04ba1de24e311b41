"""Standard output and error: what is written there is safe to show, and never fails a run."""

import os
import sys
from contextlib import suppress
from typing import TextIO

from jafflegaggle.secrets import hide_secrets

# Control characters (C0 except tabs and line breaks, DEL, C1), other line breaks, characters that
# reorder text (bidi controls), and lone surrogates, which file names may contain.
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
    r"""A text without secrets that a terminal displays and does not interpret.

    >>> printable("Ann\x1b[2J\u202e")
    'Ann\\x1b[2J\\u202e'
    """
    return hide_secrets(text).translate(_ESCAPED)


def write(stream: TextIO, text: str) -> None:
    """Write a text unchanged and flush it; what a full disk or a closed pipe refuses is lost.

    Being unable to report a result (`| head`, `> /dev/full`) does not change it.
    """
    try:
        encoding = getattr(stream, "encoding", None) or "utf-8"  # a notebook's stream has none
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except (OSError, ValueError):  # the latter for a closed stream
        # Python would flush the rest at exit, and turn a failure of that into the exit status.
        with suppress(AttributeError, OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed_streams() -> None:
    """Open the null device for standard streams that are closed (`2>&-`).

    Otherwise the next file to be opened would become the process's standard error.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # gets the lowest free descriptor
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, "w", closefd=False))
