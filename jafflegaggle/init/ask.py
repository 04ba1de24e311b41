"""Questions on a terminal, where nothing was said on the command line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jafflegaggle.errors import InputError
from jafflegaggle.init.command import Wanted, check_target, propose_all
from jafflegaggle.init.folder import find_sources
from jafflegaggle.init.look import look_at
from jafflegaggle.staging import SOURCES

Answer = Callable[[str], str]


def ask(wanted: Wanted, answer: Answer = input) -> Wanted:
    """Ask for what a configuration needs; an empty answer takes what stands in brackets.

    Args:
        wanted: what is known.
        answer: how a question is answered.

    Raises:
        InputError: nothing more is answered.
    """
    try:
        return _ask(wanted, answer)
    except EOFError:
        raise InputError("init: no answer; nothing was written") from None


def _ask(wanted: Wanted, answer: Answer) -> Wanted:
    file = answer(f"Configuration to write [{wanted.file}]: ").strip() or wanted.file
    wanted = replace(wanted, file=file)
    check_target(wanted)
    folder = answer("Folder with your exports [.]: ").strip() or "."
    found = find_sources(folder) if Path(folder).is_dir() else None
    paths, empty = {}, []
    for name, spec in SOURCES.items():
        seen = found.samples[name].path if found and name in found.samples else ""
        if not (spec.is_required or seen):
            continue
        shown = seen or ("made of users" if name == "gaggles" else "none")
        path = _path(f"{name}, {spec.grain} [{shown}]: ", seen, answer)
        if path:
            paths[name] = path
        elif spec.is_required and name != "gaggles":
            empty.append(name)
    output = answer(f"Folder to publish to [{wanted.output}]: ").strip() or wanted.output
    wanted = replace(wanted, paths=paths, empty=empty, output=output)
    return _details(wanted, answer)


def _path(question: str, seen: str, answer: Answer) -> str:
    """A path at which something can be looked at; '-' for none."""
    while True:
        path = answer(question).strip() or seen
        if path in ("", "-"):
            return ""
        try:
            look_at(path)
        except InputError as error:
            answer(f"{error}; press Enter to try again ")
            continue
        return path


def _details(wanted: Wanted, answer: Answer) -> Wanted:
    samples = {name: look_at(path) for name, path in wanted.paths.items()}
    if any(sample.needs_copy for sample in samples.values()):
        question = (
            "Some files are not in UTF-8, or not one object per line. Folder for copies [-]: "
        )
        copies = answer(question).strip()
        wanted = replace(wanted, copies="" if copies == "-" else copies)
    proposals = propose_all(samples, wanted)
    if any("--date-order" in why for one in proposals.values() for _, why in one.open):
        order = ""
        while order not in ("mdy", "dmy", "-"):
            order = answer("Dates such as 01/02/2021: mdy, dmy, or - to leave it open: ").strip()
        wanted = replace(wanted, date_order="" if order == "-" else order)
    return wanted
