"""Suggestions for people and programs: a table on the screen, JSON, and files."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from jafflegaggle.errors import InputError
from jafflegaggle.report.layout import TERMINAL, cut, one_line, section
from jafflegaggle.staging import SOURCES
from jafflegaggle.suggest.choice import Suggestion
from jafflegaggle.suggest.run import Suggestions
from jafflegaggle.suggest.spec import COMPANIES, PEOPLE

SHOWN = 20
MAX_KEY = 30  # so that a line fits
FURTHER = ("rule", "confidence", "evidence", "users", "events", "orders")


def by_list(found: Suggestions) -> dict[str, Sequence[Suggestion]]:
    """The suggestions by the list that they are for."""
    return {PEOPLE: found.people, COMPANIES: found.companies}


def write_lists(found: Suggestions, folder: Path) -> list[Path]:
    """Write a file per list in the form of the merge lists, with further columns behind.

    Args:
        found: the suggestions.
        folder: where; it is made.

    Returns:
        The files.

    Raises:
        InputError: they cannot be written there.
    """
    files = {folder / f"{name}.csv": name for name in (PEOPLE, COMPANIES)}
    suggestions = by_list(found)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, name in files.items():
            with file.open("w", encoding="utf-8", newline="") as text:
                writer = csv.writer(text, lineterminator="\n")
                writer.writerow([*SOURCES[name].column_names, *FURTHER])
                writer.writerows(_cells(one) for one in suggestions[name])
    except OSError as error:
        raise InputError(f"--to {folder}: cannot be written ({error.strerror})") from error
    return list(files)


def _cells(one: Suggestion) -> tuple[object, ...]:
    further = (one.rule.name, one.rule.confidence, one.evidence)
    return (one.old, one.new, *further, one.users, one.events, one.orders)


def to_json(found: Suggestions) -> str:
    """The suggestions as a JSON document."""
    document: Mapping[str, Any] = {
        "snapshot_date": found.snapshot_date,
        "suggestions": [
            {"list": name, **dict(zip(("old", "new", *FURTHER), _cells(one), strict=True))}
            for name, suggestions in by_list(found).items()
            for one in suggestions
        ],
        "personal_domains": [vars(one) for one in found.misspelt],
        "notes": list(found.notes),
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def to_text(found: Suggestions, files: Sequence[Path]) -> str:
    """The suggestions as tables within 100 columns: the first ones of each list."""
    return "\n\n".join(_sections(found, files))


def _sections(found: Suggestions, files: Sequence[Path]) -> Iterator[str]:
    yield f"Suggestions by the snapshot of {found.snapshot_date}"
    for (name, suggestions), file in zip(by_list(found).items(), files, strict=True):
        more = len(suggestions) - SHOWN
        noun = "suggestion" if len(suggestions) == 1 else "suggestions"
        title = f"{name}: {len(suggestions):,} {noun}"
        title += f", the first {SHOWN} of them" if more > 0 else ""
        header = ("old", "new", "rule", "confidence", "orders")
        rows = [
            (
                *(cut(one_line(key), MAX_KEY) for key in (one.old, one.new)),
                one.rule.name,
                one.rule.confidence,
                one.orders,
            )
            for one in suggestions[:SHOWN]
        ]
        yield section(title, header, rows) if rows else f"{name}: no suggestions"
        if rows:
            yield f"All of them, with the evidence: {file}"
    if found.misspelt:
        yield section(
            "Misspelt providers, for rules.personal_domains",
            ("domain", "meant is", "contacts"),
            [
                (cut(one_line(one.domain), MAX_KEY), cut(one.provider, MAX_KEY), one.users)
                for one in found.misspelt[:SHOWN]
            ],
        )
    yield from (fill(note, TERMINAL) for note in found.notes)
