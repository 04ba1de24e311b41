"""Lists of domains: those that come with the package, and those that people keep in a file."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from jafflegaggle.errors import InputError
from jafflegaggle.text import MAX_NAME, is_well_formed_domain, listed, normalize_domain

Preset = Literal["common", "playbook", "none"]
PLAYBOOK = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com")
COMMENT = "#"


@cache
def preset_domains(preset: Preset) -> tuple[str, ...]:
    """The domains of a preset, normalized."""
    if preset == "none":
        return ()
    if preset == "playbook":
        return PLAYBOOK
    # Through the importer: the package may be a zip.
    text = files("jafflegaggle").joinpath("personal_domains.txt").read_text(encoding="utf-8")
    return tuple(domain for _, domain in _lines(text))


def read_domains(text: str, place: str) -> tuple[str, ...]:
    r"""The domains of a file with one per line; comments after `#` and blank lines are passed over.

    >>> read_domains("# free mail\n @AOL.example # AOL\n\n", "more.txt")
    ('aol.example',)

    Args:
        text: the text of the file.
        place: the file, for messages.

    Raises:
        InputError: naming every line that holds anything else.
    """
    domains, wrong = [], []
    for number, written in _lines(text):
        domain = normalize_domain(written)
        if domain and is_well_formed_domain(domain):
            domains.append(domain)
        else:
            wrong.append(f"line {number} ({written[:MAX_NAME]!r})")
    if wrong:
        raise InputError(
            f"{place}: no domain: {listed(wrong)}; expected one per line, such as gmail.com: "
            "a comment stands behind a #, and every subdomain in a line of its own"
        )
    return tuple(domains)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers, without comments."""
    for number, line in enumerate(text.splitlines(), 1):
        if written := line.partition(COMMENT)[0].strip():
            yield number, written
