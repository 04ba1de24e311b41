"""Writes the labelled company: sources, their configuration, and what is known."""

from collections.abc import Sequence
from pathlib import Path

from jafflegaggle.seeds import clock
from jafflegaggle.seeds.labelled.company import Label, LabelledCompany, make_labelled
from jafflegaggle.seeds.write import csv_text

CONFIG = """\
# The labelled company, made by `jafflegaggle seed --labelled`.

[job]
snapshot_date = "2021-12-01"

[sources.users]
path = "{folder}/users.csv"

[sources.gaggles]
path = "{folder}/gaggles.csv"

[sources.events]
path = "{folder}/events.csv"

[output]
path = "{folder}/output"
"""
MINUTE = 60


def write_labelled(folder: Path) -> dict[str, int]:
    """Write the company to a folder, with `labels.csv` and `labelled.toml`.

    Returns:
        The number of rows of each file.
    """
    made = make_labelled()
    tables: dict[str, tuple[str, list[Sequence[object]]]] = {
        "users.csv": (
            "user_id,user_name,email,gaggle_id,created_at",
            [(*user, clock.text(at * MINUTE)) for at, user in enumerate(made.users)],
        ),
        "gaggles.csv": (
            "gaggle_id,gaggle_name,created_at",
            [(number, name, clock.text(0)) for number, name in enumerate(made.gaggles, 1)],
        ),
        "events.csv": ("event_id,user_id,event_name,timestamp", _events(made)),
        "labels.csv": (",".join(Label._fields), [*made.labels]),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in tables.items():
        (folder / name).write_bytes(csv_text(header, rows))
    config = CONFIG.format(folder=folder.as_posix())
    (folder / "labelled.toml").write_text(config, encoding="utf-8")
    return {name: len(rows) for name, (_, rows) in tables.items()}


def _events(made: LabelledCompany) -> list[Sequence[object]]:
    """A few events of each user, every fifth an order."""
    rows: list[Sequence[object]] = []
    for at, user in enumerate(made.users):
        for number in range(user.user_id % 4):
            name = "order_placed" if (at + number) % 5 == 0 else "recipe_viewed"
            time = clock.text((at + 1 + number) * MINUTE)
            rows.append((f"E{len(rows)}", user.user_id, name, time))
    return rows
