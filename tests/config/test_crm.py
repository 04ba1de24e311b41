"""The section [crm]."""

from pathlib import Path

import pytest

from jafflegaggle.config import Crm, from_toml
from jafflegaggle.config.load import load
from jafflegaggle.crm.mapping import mapping_of
from jafflegaggle.errors import InputError

SOURCES = {name: {"path": f"{name}.csv"} for name in ("users", "gaggles", "events")}
MINIMAL = {
    "sources": SOURCES,
    "output": {"path": "out"},
}


def crm_of(section: object) -> Crm:
    crm = from_toml({**MINIMAL, "crm": section}).crm
    assert crm is not None
    return crm


def test_no_section_is_no_crm() -> None:
    assert from_toml(MINIMAL).crm is None


def test_an_empty_section_has_the_defaults() -> None:
    assert crm_of({}) == Crm()


def test_fields_are_written_over_the_defaults() -> None:
    section = {
        "system": "generic",
        "contacts": {
            "key": "external_id",
            "fields": {"Full Name": "user_name", "user_name": "", "email": "email"},
            "when_null": "clear",
        },
    }
    config = from_toml({**MINIMAL, "crm": section})
    contacts = mapping_of(config).contacts
    assert (contacts.own_key, contacts.key, contacts.when_null) == (
        "user_id",
        "external_id",
        "clear",
    )
    assert [field.theirs for field in contacts.fields][:3] == ["first_name", "last_name", "email"]
    assert (contacts.fields[-1].theirs, contacts.fields[-1].ours) == ("Full Name", "user_name")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"system": "zoho"}, "crm.system: expected hubspot or salesforce or generic, found 'zoho'"),
        ({"max_deleted_fraction": 2}, "crm.max_deleted_fraction: expected a number from 0 to 1"),
        ({"contact": {}}, "crm.contact: unknown key; expected one of system, output"),
        ({"contacts": {"when_null": "x"}}, "crm.contacts.when_null: expected keep or clear"),
        ({"contacts": {"fields": {"a": 1}}}, "crm.contacts.fields.a: expected text, found 1"),
        ({"contacts": {"fields": "a"}}, "crm.contacts.fields: expected a table, found"),
        (
            {"companies": {"fields": {"Name": "is_paying", "name": "is_paying"}}},
            "crm.companies.fields.name: the same field as Name, in another case",
        ),
    ],
)
def test_a_mistake_is_named(section: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        crm_of(section)
    assert str(error.value).startswith(f"the configuration: {message}")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            {"contacts": {"fields": {"Name": "user_nam"}}},
            "crm.contacts.fields.Name: contacts has no column 'user_nam'; did you mean user_name?",
        ),
        (
            {"contacts": {"fields": {"User_ID": "email"}}},
            "crm.contacts.fields.user_id: this field is the key, which holds user_id",
        ),
    ],
)
def test_a_field_that_cannot_be_is_named(section: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        mapping_of(from_toml({**MINIMAL, "crm": section}))
    assert str(error.value).startswith(message)


def test_a_further_column_of_users_can_be_mapped() -> None:
    sources: dict[str, object] = {**SOURCES, "users": {"path": "u.csv", "extra": ["phone"]}}
    section = {"contacts": {"fields": {"Phone": "phone"}}}
    config = from_toml({**MINIMAL, "sources": sources, "crm": section})
    assert mapping_of(config).contacts.fields[-1].ours == "phone"


def test_a_field_in_another_case_takes_the_place_of_a_default() -> None:
    section = {"contacts": {"fields": {"EMAIL": "user_name"}}}
    fields = mapping_of(from_toml({**MINIMAL, "crm": section})).contacts.fields
    assert [(one.theirs, one.ours) for one in fields][:4] == [
        ("user_name", "user_name"),
        ("first_name", "first_name"),
        ("last_name", "last_name"),
        ("EMAIL", "user_name"),
    ]
    assert "email" not in [one.theirs for one in fields]


def test_settings_of_the_command_line_are_text(tmp_path: Path) -> None:
    sources = [f'[sources.{name}]\npath = "x"\n' for name in SOURCES]
    file = tmp_path / "c.toml"
    file.write_text('output.path = "o"\n' + "".join(sources), encoding="utf-8")
    settings = ["crm.output=2021", "crm.contacts.key=7", "crm.contacts.fields.Id=1"]
    crm = load(str(file), settings).crm
    assert crm is not None
    assert (crm.output, crm.contacts.key, crm.contacts.fields) == ("2021", "7", {"Id": "1"})
