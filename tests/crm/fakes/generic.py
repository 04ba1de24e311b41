"""Any other tool: it takes rows of CSV or of JSON lines by their key."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.crm.fakes.loading import listed
from tests.crm.fakes.strict_csv import read_csv

KEYS = {"company": "corporate_email", "contact": "user_id"}
FILES = {"company": "companies", "contact": "contacts"}


class Generic:
    """Records by kind and key, each with its values as texts; one that is cleared is not there."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in KEYS}
        self.writes = 0

    def rows(self, kind: str) -> list[dict[str, str]]:
        """The records, each with its key as `key`."""
        return [{**row, "key": key} for key, row in self.held[kind].items()]

    def load(self, folder: Path) -> None:
        """Load an export, where a NULL clears a value."""
        for row in listed(folder, "rekeys.csv"):
            held = self.held[row["object"]]
            assert row["key"] not in held
            held[row["key"]] = held.pop(row["previous_key"])
        for kind, key in KEYS.items():
            for given in self._upserts(folder, kind):
                record = self.held[kind].setdefault(given.pop(key), {})
                record.update({name: value for name, value in given.items() if value is not None})
                for name in [name for name, value in given.items() if value is None]:
                    record.pop(name, None)
                self.writes += 1
        for row in listed(folder, "merges.csv"):
            held = self.held[row["object"]]
            assert row["merged_into"] in held
            del held[row["key"]]
        for row in listed(folder, "deletes.csv"):
            del self.held[row["object"]][row["key"]]

    def _upserts(self, folder: Path, kind: str) -> Iterator[dict[str, Any]]:
        lines = folder / f"{FILES[kind]}.jsonl"
        if lines.exists():
            for line in lines.read_text(encoding="utf-8").split("\n")[:-1]:
                found = json.loads(line).items()
                yield {name: None if one is None else _text(one) for name, one in found}
            return
        header, *rows = read_csv((folder / f"{FILES[kind]}.csv").read_bytes().decode())
        for cells in rows:
            yield {name: cell or None for name, cell in zip(header, cells, strict=True)}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
