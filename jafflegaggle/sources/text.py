"""Bytes that must be text: reading files to their end, and finding what their encoding has not.

The engines put U+FFFD in the place of such bytes and report nothing. Two people whose e-mails
differ in one of them would then be one, so every file is read to its end.
"""

import codecs
import io
from collections.abc import Iterable, Iterator, Mapping

from jafflegaggle.errors import InputError
from jafflegaggle.sources.file import File
from jafflegaggle.sources.packed import check_start, opened_bytes

CHUNK = 2**20  # fits a processor's cache; larger ones are slower


def encoding_of(options: Mapping[str, str]) -> str:
    """The encoding in the reader's options; UTF-8 by default."""
    given = {name.lower(): value for name, value in options.items()}
    return given.get("encoding", given.get("charset", "utf-8"))


def is_utf8(encoding: str) -> bool:
    """Whether an encoding is UTF-8, however it is spelled.

    >>> [is_utf8(name) for name in ("UTF-8", "utf8", "utf_8", "latin-1")]
    [True, True, True, False]
    """
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8")


def decoded(file: File, encoding: str) -> Iterator[str]:
    """The text of a file in pieces, each decoded once.

    A gigabyte takes about a second, gzip two: little compared with the engine's work.

    Raises:
        InputError: naming the file, the line and the bytes that are no text, or saying that the
            file is truncated.
    """
    with opened_bytes(file) as binary:
        # Some programs write a byte order mark before UTF-8, which is not part of the text.
        decoder = codecs.getincrementaldecoder("utf-8-sig" if is_utf8(encoding) else encoding)()
        read = 0
        try:
            while chunk := binary.read(CHUNK):
                if not read:
                    check_start(file, chunk, encoding)
                read += len(chunk)
                yield decoder.decode(chunk)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            # The decoded piece may start with bytes left over from the previous one.
            line = _line_at(file, encoding, read - len(error.object) + error.start)
            raise _not_text(file, encoding, error, line) from None


def whole_lines(pieces: Iterable[str]) -> Iterator[str]:
    r"""The same text in pieces that end where a line does; the last one, where the text does.

    >>> list(whole_lines(["a\nb", "c", "\r", "\nd\n"]))
    ['a\n', 'bc\r\nd\n']
    """
    rest: list[str] = []
    for piece in pieces:
        # A two-character line break may be split between pieces, so the last line has to wait.
        end = piece.rfind("\n") + 1 or piece.rfind("\r", 0, -1) + 1
        if end:
            yield "".join([*rest, piece[:end]])
            rest = []
        rest.append(piece[end:])
    if last := "".join(rest):
        yield last


def lines_of(pieces: Iterable[str]) -> Iterator[str]:
    """The lines of pieces that end at line ends, with their line breaks unchanged."""
    for piece in pieces:
        yield from io.StringIO(piece, newline="")


def file_lines(file: File, encoding: str) -> Iterator[str]:
    """The lines of a file."""
    return lines_of(whole_lines(decoded(file, encoding)))


def check_text(files: Iterable[File], encoding: str) -> None:
    """Check that every file is valid in its encoding.

    Raises:
        InputError: naming the file, the line and the bytes, or saying that it is truncated.
    """
    for file in files:
        for _ in decoded(file, encoding):
            pass


def _line_at(file: File, encoding: str, offset: int) -> int:
    """The number of the line of a byte; counted only once a file has failed."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    line = 1
    with opened_bytes(file) as binary:
        while chunk := binary.read(min(CHUNK, offset)):
            offset -= len(chunk)
            line += decoder.decode(chunk).count("\n")
    return line


def _not_text(file: File, encoding: str, error: UnicodeDecodeError, line: int) -> InputError:
    around = error.object[max(0, error.start - 20) : error.end + 10]
    return InputError(
        f"{file}, line {line}: not {encoding} ({error.reason} in {around!r}); "
        "name its encoding in options.encoding"
    )
