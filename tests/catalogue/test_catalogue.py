from jafflegaggle.catalogue import catalogue
from jafflegaggle.config.checks import default_severities


def test_a_table_shows_its_grain_its_columns_and_what_checks_make_sure() -> None:
    accounts = catalogue().by_name["accounts"]
    key = accounts.column("corporate_email")
    user = accounts.column("first_user_id")
    assert (accounts.layer, accounts.grain, accounts.key) == (
        "marts",
        "one row per company",
        ("corporate_email",),
    )
    assert (key.type, key.is_required, key.is_unique) == ("string", True, True)
    assert (user.type, user.references) == ("bigint", "contacts.user_id")


def test_ids_have_the_type_that_is_configured() -> None:
    contacts = catalogue(id_type="string").by_name["contacts"]
    assert contacts.column("user_id").type == "string"


def test_a_check_that_only_warns_makes_nothing_sure() -> None:
    severities = {name: dict(of) for name, of in default_severities().items()}
    severities["contacts"]["unique_email"] = "warn"
    contacts = catalogue(severities=severities).by_name["contacts"]
    assert not contacts.column("email").is_unique
    assert [one.severity for one in contacts.checks if one.key == "unique_email"] == ["warn"]


def test_a_value_that_only_some_rows_need_is_not_required() -> None:
    links = catalogue().by_name["crm_links"]
    assert not links.column("key").is_required
    assert links.column("status").values[:2] == ("linked", "missing")


def test_every_table_stands_behind_what_it_reads() -> None:
    tables = catalogue().tables
    names = [table.name for table in tables]
    late = [
        (table.name, name)
        for at, table in enumerate(tables)
        for name in table.upstream
        if names.index(name) >= at
    ]
    assert late == []


def test_further_columns_of_sources_are_there() -> None:
    contacts = catalogue(extra={"users": ["phone"]}).by_name["contacts"]
    assert contacts.columns[-1].name == "phone"


def test_sources_that_are_not_configured_are_not_there() -> None:
    found = catalogue(sources=["users", "gaggles", "events"])
    assert [table.name for table in found.of_layer("source")] == ["users", "gaggles", "events"]
    assert "deals" not in found.by_name["deal_accounts"].upstream
