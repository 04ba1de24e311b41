"""Loads the files of an export as docs/crm.md says, with readers that are not this project's."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from jafflegaggle.crm.cells import as_read
from tests.crm.fakes.hubspot import COMPANIES, CONTACTS, HubSpot
from tests.crm.fakes.salesforce import Salesforce

KINDS = ("contact", "company")


def listed(folder: Path, name: str, object_: str = "") -> Iterator[dict[str, str]]:
    """The rows of a list, of one kind of records or of both."""
    with (folder / name).open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text, strict=True):
            if row["object"] == object_ or not object_:
                yield {column: as_read(cell) for column, cell in row.items()}


def load_hubspot(folder: Path, crm: HubSpot) -> None:
    """Load an export into HubSpot."""
    types = {"company": COMPANIES, "contact": CONTACTS}
    keys = {"company": "jafflegaggle_account", "contact": "jafflegaggle_user_id"}

    def record(object_: str, key: str) -> str:
        found = crm.find(types[object_], keys[object_], key)
        assert found, (object_, key)
        return found

    def merge(object_: str) -> None:
        for row in listed(folder, "merges.csv", object_):
            into, merged = (record(object_, row[name]) for name in ("merged_into", "key"))
            crm.merge(types[object_], into, merged)

    def delete(object_: str) -> None:
        for row in listed(folder, "deletes.csv", object_):
            crm.archive(types[object_], record(object_, row["key"]))

    for row in listed(folder, "rekeys.csv"):
        object_ = row["object"]
        found = record(object_, row["previous_key"])
        crm.update(types[object_], found, {keys[object_]: row["key"]})
    merge("contact")
    delete("contact")
    request = json.loads((folder / "import_request.json").read_text(encoding="utf-8"))
    names = [file["fileName"] for file in request["files"]]
    crm.import_files(request, {name: (folder / name).read_bytes() for name in names})
    merge("company")
    for row in listed(folder, "clears.csv"):
        object_ = row["object"]
        crm.update(types[object_], record(object_, row["key"]), {row["field"]: ""})
    delete("company")


def load_salesforce(folder: Path, crm: Salesforce) -> None:
    """Load an export into Salesforce."""
    names = {"company": "Account", "contact": "Contact"}

    def record(object_: str, key: str) -> str:
        found = crm.find(names[object_], key)
        assert found, (object_, key)
        return found

    def merge(object_: str) -> None:
        for row in listed(folder, "merges.csv", object_):
            into, merged = (record(object_, row[name]) for name in ("merged_into", "key"))
            crm.merge(names[object_], into, merged)

    for row in listed(folder, "rekeys.csv"):
        object_ = row["object"]
        crm.rekey(names[object_], record(object_, row["previous_key"]), row["key"])
    merge("contact")
    for name in ("Account", "Contact"):
        job = json.loads((folder / f"{name}.upsert.job.json").read_text(encoding="utf-8"))
        for file in sorted(folder.glob(f"{name}.upsert*.csv")):
            crm.run(job, file.read_bytes())
    merge("company")
    for name in ("Contact", "Account"):
        job = json.loads((folder / f"{name}.delete.job.json").read_text(encoding="utf-8"))
        crm.run(job, (folder / f"{name}.delete.csv").read_bytes())
    for row in listed(folder, "deletes.csv"):
        if row["note"] == "needs id":
            crm.delete(names[row["object"]], record(row["object"], row["key"]))
