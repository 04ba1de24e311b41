"""docs/crm.md is correct: its commands run one after the other, its fields are those declared."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from jafflegaggle.config import load
from jafflegaggle.crm.systems import SYSTEMS
from jafflegaggle.models import TABLES
from tests.crm.fakes.setup import fields_to_set_up

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "crm.md").read_text(encoding="utf-8")
# These need the CRM itself.
VENDORS = ("cd ", "curl ", "sf ", "-F ", "python hubspot_lists.py", "#")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """The commands of the page that call no CRM, in order."""
    lines = [line.strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if not line.startswith(VENDORS)]


@pytest.mark.usefixtures("any_engine")
def test_its_commands_are_one_sitting(tmp_path: Path) -> None:
    for name in ("seeds", "conf"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "failed.csv").write_text("object,key\ncompany,rams.la\n", encoding="utf-8")
    exports = tmp_path / "output" / "_exports"
    shown = []
    for command in commands():
        first, *_ = sorted(path.name for path in exports.iterdir()) if exports.exists() else [""]
        shown.append(run(command.replace("EXPORT", first), tmp_path))

    assert [command.split()[1] for command in commands()] == [
        *("run", "changes", "export", "acknowledge", "changes", "export")
    ]
    before, after = counts(shown[1]), counts(shown[4])
    # Records: insert, rekey, merge, update, delete, unchanged.
    assert before == {"company": [594, 0, 0, 0, 0, 0], "contact": [5810, 0, 0, 0, 0, 0]}
    # What failed, and the four with an e-mail that HubSpot would refuse.
    assert after == {"company": [1, 0, 0, 0, 0, 593], "contact": [4, 0, 0, 0, 0, 5806]}
    _, everything = sorted(exports.iterdir())
    assert len((everything / "companies.csv").read_text(encoding="utf-8").splitlines()) == 595


def counts(shown: str) -> dict[str, list[int]]:
    """The counts that `changes` shows, by object."""
    found = re.findall(r"^  (company|contact) ((?: +[\d,]+){6})$", shown, re.MULTILINE)
    return {kind: [int(n.replace(",", "")) for n in cells.split()] for kind, cells in found}


def run(command: str, folder: Path) -> str:
    """Run a command as a person would; return what it shows."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ended = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_its_settings_are_valid(tmp_path: Path) -> None:
    (shown,) = blocks("toml")
    demo = (ROOT / "conf" / "demo.toml").read_text(encoding="utf-8")
    config = tmp_path / "demo.toml"
    config.write_text(demo.replace('[crm]\nsystem = "hubspot"\n', shown), encoding="utf-8")
    crm = tomllib.loads(shown)["crm"]

    loaded = load(str(config)).crm

    assert loaded is not None
    assert (loaded.system, loaded.output) == (crm["system"], crm["output"])
    assert loaded.contacts.fields == crm["contacts"]["fields"]


TYPES = {
    "hubspot": {
        "key": "text, unique",
        "bigint": "number",
        "timestamp": "datetime",
        "date": "date",
        "boolean": "checkbox",
    },
    "salesforce": {
        "key": "Text(255), external id",
        "string": "Long Text(32000)",
        "bigint": "Number",
        "timestamp": "DateTime",
        "date": "Date",
        "boolean": "Checkbox",
    },
}


@pytest.mark.parametrize(
    ("system", "heading", "companies", "contacts"),
    [
        ("hubspot", "HubSpot", "companies", "contacts"),
        ("salesforce", "Salesforce", "Account", "Contact"),
    ],
)
def test_its_fields_to_set_up_are_those_of_the_defaults(
    system: str, heading: str, companies: str, contacts: str
) -> None:
    spec, types = SYSTEMS[system], TYPES[system]
    further = {"additional_domains": "string"}  # a column of the load files alone
    expected = {
        (companies, spec.company_key): types["key"],
        (contacts, spec.contact_key): types["key"],
    }
    for object_, table, fields in (
        (companies, "accounts", spec.companies),
        (contacts, "contacts", spec.contacts),
    ):
        kinds = {field.name: field.type for field in TABLES[table].fields} | further
        expected |= {
            (object_, theirs): types[kinds[ours]]
            for theirs, ours in fields.items()
            if theirs.casefold().startswith("jafflegaggle_")
        }
    assert fields_to_set_up(heading) == expected
