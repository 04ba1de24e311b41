"""What is written into a CRM: its fields, each with the column of ours that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from jafflegaggle.config import Config, Crm, CrmObject
from jafflegaggle.crm.systems import SYSTEMS
from jafflegaggle.crm.systems.spec import COMPANY, CONTACT, PLURALS
from jafflegaggle.errors import InputError
from jafflegaggle.models import TABLES
from jafflegaggle.models.marts.crm_links import Object

# Columns that `records` adds to a table.
ADDED: Mapping[str, tuple[str, ...]] = {
    "accounts": ("additional_domains",),
    "contacts": ("additional_emails",),
}
NO_CRM = (
    '[crm] is missing; expected system = "hubspot", "salesforce" or "generic" in that section of '
    "the configuration"
)


@dataclass(frozen=True)
class MappedField:
    """A field of the CRM.

    Attributes:
        theirs: its name in the CRM.
        ours: the column that it shows.
        column: the column of a change set that holds its value.
    """

    theirs: str
    ours: str
    column: str


@dataclass(frozen=True)
class ObjectSpec:
    """How one kind of records is written.

    Attributes:
        object: which kind.
        table: the table whose rows they are.
        own_key: the column with the key.
        key: the CRM's field that holds it.
        fields: the mapped fields, in order.
        when_null: what a NULL does to the value in the CRM.
    """

    object: Object
    table: str
    own_key: str
    key: str
    fields: tuple[MappedField, ...]
    when_null: Literal["keep", "clear"] = "keep"

    @property
    def names(self) -> str:
        """The fields in order with what they show, as one text: two same mappings are alike."""
        return ",".join(f"{field.theirs}={field.ours}" for field in self.fields)


@dataclass(frozen=True)
class CrmMapping:
    """How the records of a CRM are written.

    Attributes:
        system: which CRM.
        companies: its companies, or accounts.
        contacts: its contacts.
    """

    system: str
    companies: ObjectSpec
    contacts: ObjectSpec

    @property
    def keys(self) -> dict[str, str]:
        """The field that holds the key, by object."""
        return {spec.object: spec.key for spec in self.objects}

    @property
    def objects(self) -> tuple[ObjectSpec, ObjectSpec]:
        """Both, companies first."""
        return self.companies, self.contacts


def crm_settings(config: Config) -> Crm:
    """The settings of the CRM.

    Raises:
        InputError: there are none.
    """
    if config.crm is None:
        raise InputError(NO_CRM)
    return config.crm


def mapping_of(config: Config) -> CrmMapping:
    """The mapping that is configured, over the defaults of its system.

    Raises:
        InputError: no CRM is configured, or a field names a column that its table does not have.
    """
    crm = crm_settings(config)
    system = SYSTEMS[crm.system]
    further = config.sources["users"].extra if "users" in config.sources else ()
    contacts = system.contact_fields(crm.companies.key)
    return CrmMapping(
        crm.system,
        _spec(COMPANY, "accounts", crm.companies, system.company_key, system.companies, ()),
        _spec(CONTACT, "contacts", crm.contacts, system.contact_key, contacts, further),
    )


def fields_of(fields: Mapping[str, str]) -> tuple[MappedField, ...]:
    """The fields in order, with the columns of a change set.

    >>> [field.column for field in fields_of({"Name": "user_name", "E-mail": "email"})]
    ['value_0', 'value_1']
    """
    # Numbered: two fields may differ in case only from each other, or from a column beside them.
    return tuple(
        MappedField(theirs, ours, f"value_{at}") for at, (theirs, ours) in enumerate(fields.items())
    )


def _spec(
    object_: Object,
    table: str,
    settings: CrmObject,
    key: str,
    defaults: Mapping[str, str],
    further: Sequence[str],
) -> ObjectSpec:
    section = f"crm.{PLURALS[object_]}"
    there = [*TABLES[table].columns(), *ADDED[table], *further]
    for theirs, ours in settings.fields.items():
        if ours and ours not in there:
            near = get_close_matches(ours, there, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InputError(
                f"{section}.fields.{theirs}: {table} has no column {ours!r}{hint} "
                "(docs/tables.md lists them)"
            )
    fields = _over(defaults, settings.fields)
    own_key = TABLES[table].key[0]
    name = settings.key or key
    if name.casefold() in map(str.casefold, fields):
        raise InputError(
            f"{section}.fields.{name}: this field is the key, which holds {own_key}; "
            f"expected another field, or another {section}.key"
        )
    return ObjectSpec(object_, table, own_key, name, fields_of(fields), settings.when_null)


def _over(defaults: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The fields in the order of the defaults, then the others; CRMs do not look at the case."""
    spelt = {theirs.casefold(): theirs for theirs in own}
    named = {spelt.get(theirs.casefold(), theirs): ours for theirs, ours in defaults.items()}
    return {theirs: ours for theirs, ours in {**named, **own}.items() if ours}


__all__ = [
    "COMPANY",
    "CONTACT",
    "CrmMapping",
    "MappedField",
    "Object",
    "ObjectSpec",
    "crm_settings",
    "fields_of",
    "mapping_of",
]
