"""Which files of a folder are which source: by their columns first, and by their names."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from jafflegaggle.errors import InputError
from jafflegaggle.init.look import look_at
from jafflegaggle.init.match import match_columns
from jafflegaggle.init.naming import is_named
from jafflegaggle.init.proposal import Proposal
from jafflegaggle.init.sample import Sample
from jafflegaggle.sources.files import is_hidden, local_files
from jafflegaggle.sources.packed import PACKED
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import listed

DATA = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".avro", ".xlsx")
NAME = 3  # columns that a file's name counts for


@dataclass
class Found:
    """What a folder holds.

    Attributes:
        samples: by source.
        notes: what is to be said of files, by source; '' for what is none.
    """

    samples: dict[str, Sample] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def find_sources(folder: str, without: Sequence[str] = (), own: Sequence[str] = ()) -> Found:
    """Find the sources in a folder.

    Args:
        folder: the folder.
        without: sources that are known already.
        own: folders that are written, and no sources.

    Raises:
        InputError: there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError(
            f"{folder}: no such folder; give files by --users, --gaggles, --events, ..."
        )
    found, samples = Found(), {}
    for path in _entries(root, {Path(one).resolve() for one in own}):
        try:
            samples[path] = look_at(path)
        except InputError as error:
            found.notes.append(("", str(error)))
    scores = [
        (score, source, path)
        for path, sample in samples.items()
        for source in SOURCES
        if source not in without and (score := _score(source, sample))
    ]
    _assign(found, samples, sorted(scores, key=lambda one: (-one[0], one[1], one[2])))
    return found


def _assign(
    found: Found, samples: Mapping[str, Sample], scores: Sequence[tuple[int, str, str]]
) -> None:
    used: dict[str, str] = {}
    for score, source, path in scores:
        if path in used.values():
            continue
        if source in used:
            note = f"{path} looks like {source}, too; read is {used[source]}"
            found.notes.append((source, note))
            continue
        used[source] = path
        found.samples[source] = samples[path]
        if not is_named(Proposal(source, samples[path]).spec, Path(path).name):
            found.notes.append((source, f"{path} is taken for {source} by its columns"))
        rival = next(
            (
                other
                for at, other, its in scores
                if its == path and other != source and score - at <= 1
            ),
            "",
        )
        if rival:
            found.notes.append((source, f"{path} could also be {rival}"))
    for path, sample in samples.items():
        if path not in used.values() and not any(path in note for _, note in found.notes):
            why = sample.problem or f"like no source, with {listed(list(sample.columns))}"
            found.notes.append(("", f"{path} is not read: {why}"))


def _score(source: str, sample: Sample) -> int:
    """How much a sample is like a source; 0 where it lacks what the source needs."""
    proposal = Proposal(source, sample)
    spec = proposal.spec
    has_name = is_named(spec, Path(sample.path).name)
    if sample.problem or not (has_name or spec.recognized_by):
        return NAME if has_name else 0  # of what cannot be read only the name is known
    needed = set(spec.recognized_by or spec.column_names) - set(spec.optional)
    match_columns(proposal)
    read = [name for name, own in proposal.columns.items() if isinstance(own, str)]
    if not needed <= set(read):
        return 0
    return len(read) + (NAME if has_name else 0)


def _entries(root: Path, own: Collection[Path]) -> list[str]:
    """The files and folders in a folder; files whose names differ in numbers are one pattern."""
    inside = sorted(
        path for path in root.iterdir() if not is_hidden(path.name) and path.resolve() not in own
    )
    files = [path for path in inside if path.is_file() and _suffix(path) in DATA]
    folders = [path for path in inside if path.is_dir() and _has_data(path)]
    if not files and len(folders) == 1 and "=" not in folders[0].name:
        deeper = [path for path in folders[0].iterdir() if not is_hidden(path.name)]
        if len({_shape(path) for path in deeper}) > 1:
            return _entries(folders[0], own)
    groups: dict[str, list[Path]] = {}
    for path in files:
        groups.setdefault(_shape(path), []).append(path)
    entries: list[str] = []
    for shape, members in groups.items():
        pattern = re.sub(r"#.*#|#", "*", shape)
        alike = [path for path in files if fnmatchcase(path.name, pattern)]
        is_one = len(members) > 1 and alike == members
        entries += [str(root / pattern)] if is_one else map(str, members)
    return [*entries, *map(str, folders)]


def _shape(path: Path) -> str:
    return re.sub(r"[0-9]+", "#", path.name)


def _suffix(path: Path) -> str:
    suffixes = [one.lower() for one in path.suffixes if one.lower() not in PACKED]
    return suffixes[-1] if suffixes else ""


def _has_data(folder: Path) -> bool:
    return any(_suffix(file) in DATA for file in local_files(str(folder)))
