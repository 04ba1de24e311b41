"""Looking at a path: its files, their form, and some of their rows."""

import codecs
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from jafflegaggle.config import Source
from jafflegaggle.engine import local_path
from jafflegaggle.errors import InputError
from jafflegaggle.init.csv_text import read_csv
from jafflegaggle.init.json_text import as_cell, flat, is_by_line, objects
from jafflegaggle.init.parquet import add_parquet
from jafflegaggle.init.sample import MAX_FILES, MAX_ROWS, Sample, spread
from jafflegaggle.object_store import StoredFile, is_object_store
from jafflegaggle.sources.files import LocalFile, files_on_store, is_pattern, local_files
from jafflegaggle.sources.packed import opened_bytes, what_starts
from jafflegaggle.sources.parts import folder_values
from jafflegaggle.sources.table_formats import check_no_table

# How much of a file is decoded, and how much of that is read as rows.
BYTES, TEXT = 2**26, 2**23
GUESSED = "windows-1252"  # what programs of Windows write that do not write UTF-8
# Formats that the job leaves to an engine, by what their files are.
OTHERS = {"Avro": "avro"}

Files = Sequence[LocalFile | StoredFile]
Folders = dict[str, str | None]


def look_at(path: str) -> Sample:
    """Look at what lies at a path.

    Raises:
        InputError: there is nothing, or it cannot be read.
    """
    files, path = _files(path)
    sample = Sample(path)
    if not is_object_store(path) and not is_pattern(path):
        try:
            check_no_table(Source("table", path))
        except InputError as error:
            sample.problem = str(error).partition(": ")[2]
            sample.format = "delta" if "Delta" in sample.problem else "iceberg"
            return sample
    with_bytes = [file for file in files if file.size]
    if not with_bytes:
        raise InputError(f"{path}: a file of zero bytes")
    chosen = [with_bytes[at] for at in spread(with_bytes)]
    for file in chosen:
        _add(sample, file, MAX_ROWS // min(len(chosen), MAX_FILES))
        if sample.problem:
            break
    sample.is_whole &= len(chosen) == len(with_bytes)
    return sample


def _files(path: str) -> tuple[Files, str]:
    """The files at a path, and the path that means them for an engine.

    Raises:
        InputError: there is none.
    """
    if is_object_store(path):
        stored = files_on_store(path)
        if not stored:
            raise InputError(f"{path}: no such file or folder, or an empty one")
        return stored, path
    found = local_files(path)
    if not found:
        raise InputError(f"{path}: no such file or folder, or an empty one")
    root = local_path(path)
    if root.is_dir():
        path = _pattern(path.rstrip("/"), [file.relative_to(root) for file in found])
    return [_listed(file) for file in found], path


def _listed(file: Path) -> LocalFile:
    stat = file.stat()
    return LocalFile(file, stat.st_size, stat.st_mtime_ns)


def _pattern(path: str, files: Sequence[Path]) -> str:
    """A folder as a source names it: engines see only subfolders that are partitions."""
    plain = [file for file in files if not all("=" in part for part in file.parts[:-1])]
    depths = {len(file.parts) for file in files}
    if not plain:
        return path
    if len(depths) > 1:
        raise InputError(
            f"{path}: files in folders of different depth; give them by a pattern such as "
            f"{path}/*/*"
        )
    return "/".join([path, *["*"] * depths.pop()])


def _add(sample: Sample, file: LocalFile | StoredFile, limit: int) -> None:
    """Add some rows of a file."""
    try:
        with opened_bytes(file) as content:
            start = content.read(BYTES)
            is_whole = not content.read(1)
    except InputError as error:
        sample.problem = str(error)
        return
    what, way_out = what_starts(start)
    folders = folder_values(Source("table", sample.path), file)
    if what == "Parquet":
        add_parquet(sample, file, folders, limit)
    elif what in OTHERS:
        sample.format = OTHERS[what]
        sample.problem = f"{file}: this is {what}, into which only an engine can look"
    elif what and "UTF-16" not in what:
        sample.problem = f"{file}: this is {what}; {way_out}"
    else:
        text = _decoded(sample, file, start, is_whole)
        add = _add_json if text.lstrip()[:1] in ("{", "[") else _add_csv
        add(sample, str(file), text[:TEXT], is_whole and len(text) <= TEXT, folders, limit)


def _decoded(sample: Sample, file: LocalFile | StoredFile, start: bytes, is_whole: bool) -> str:
    encoding = _encoding(start, is_whole)
    if encoding == GUESSED:
        sample.doubts.append(f"{file}: not UTF-8; read as {GUESSED}, which is a guess")
    if encoding != "utf-8":
        sample.encoding = encoding
        sample.options["encoding"] = encoding
    text = start.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    return text.lstrip("\ufeff")


def _encoding(start: bytes, is_whole: bool) -> str:
    r"""How text is written, by its bytes.

    >>> [_encoding(text, True) for text in (b"a", "a".encode("utf-16"), b"caf\xe9")]
    ['utf-8', 'utf-16', 'windows-1252']
    """
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    head = start[:1_000]
    if head.count(0) > len(head) / 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(start, final=is_whole)
    except UnicodeDecodeError:
        return GUESSED
    return "utf-8"


def _add_csv(
    sample: Sample, place: str, text: str, is_whole: bool, folders: Folders, limit: int
) -> None:
    if not is_whole:
        text = text[: text.rfind("\n") + 1]
    found = read_csv(text, place, is_whole, limit)
    sample.options |= found.options
    sample.doubts += [doubt for doubt in found.doubts if doubt not in sample.doubts]
    sample.problem = found.problem
    sample.has_excel_line |= found.has_excel_line
    sample.is_whole &= is_whole and len(found.records) <= limit
    rows = (
        dict(zip(found.names, map(_cell, row), strict=False)) | folders
        for row in found.records[:limit]
        if any(row)
    )
    sample.add_rows(rows)
    sample.add_names([*found.names, *folders])


def _add_json(
    sample: Sample, place: str, text: str, is_whole: bool, folders: Folders, limit: int
) -> None:
    sample.format = "json"
    if not is_by_line(text):
        sample.options["multiLine"] = "true"
    rows: list[dict[str, str | None]] = []
    try:
        for value, _ in islice(objects(text), limit + 1):
            rows.append({name: _cell(as_cell(inner)) for name, inner in flat(value)} | folders)
    except ValueError as error:
        if is_whole or not rows:
            sample.problem = f"{place}: not JSON objects ({error})"
            return
    sample.is_whole &= is_whole and len(rows) <= limit
    sample.add_rows(rows[:limit])


def _cell(text: str | None) -> str | None:
    return text if text and text.strip() else None
