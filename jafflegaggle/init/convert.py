"""Copies of files that not every engine reads: in UTF-8, and of JSON one object per line."""

import re
from pathlib import Path

from jafflegaggle.errors import InputError
from jafflegaggle.init.json_text import objects
from jafflegaggle.init.look import look_at
from jafflegaggle.init.sample import Sample
from jafflegaggle.sources.files import local_files
from jafflegaggle.sources.packed import opened_bytes


def convert(name: str, sample: Sample, folder: Path, is_forced: bool = False) -> Sample:
    """Copy the files of a source where that is needed, and look at the copies.

    Args:
        name: the source.
        sample: the source as it is.
        folder: where copies go, into a folder of the source's name.
        is_forced: whether copies that are there already are replaced.

    Raises:
        InputError: a file cannot be read, a copy not be written, or one is there already.
    """
    if not sample.needs_copy or sample.problem:
        return sample
    target = folder / name
    suffix = ".jsonl" if sample.format == "json" else ".csv"
    before = local_files(str(target))
    if before and not is_forced:
        raise InputError(
            f"{target}: has files already, which would be read, too; --force removes them"
        )
    try:
        for file in before:
            file.unlink()
        target.mkdir(parents=True, exist_ok=True)
        for number, file in enumerate(local_files(sample.path)):
            with opened_bytes(file) as content:
                text = content.read().decode(sample.encoding).lstrip("\ufeff")
            (target / f"{number:05}{suffix}").write_text(
                _copy(text, sample), encoding="utf-8", newline=""
            )
    except (OSError, UnicodeError) as error:
        raise InputError(f"{target}: cannot be written ({error})") from None
    copied = look_at(str(target))
    guesses = [doubt for doubt in sample.doubts if "guess" in doubt]
    copied.doubts += [f"a copy of {sample.path}", *guesses]
    return copied


def _copy(text: str, sample: Sample) -> str:
    if sample.format != "json":
        return re.sub(r"(?i)^sep=.*\r?\n", "", text, count=1)
    # A line break stands between values only: within a string it is escaped.
    lines = (re.sub(r"[\r\n]+", " ", own) for _, own in objects(text))
    return "".join(f"{line}\n" for line in lines)
