"""Reads settings by their declared types."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args, get_origin

from jafflegaggle.config.section import Section
from jafflegaggle.config.settings import SECTIONS, Crm, CrmObject, Jdbc, Source
from jafflegaggle.setting import Setting, settings_of


class Declared(NamedTuple):
    """A setting, and the dataclass that declares it."""

    home: type
    name: str
    type: Any
    default: Any
    said: Setting


def declared_in(section: str) -> list[Declared]:
    """The settings of a section of the file."""
    return [
        Declared(one, *setting)
        for home, one in SECTIONS.items()
        for setting in settings_of(one)
        if (setting[-1].section or home) == section
    ]


def declared_by(one: type) -> list[Declared]:
    """The settings of a dataclass."""
    return [Declared(one, *setting) for setting in settings_of(one)]


def read_sections(top: Section) -> dict[type, dict[str, Any]]:
    """The values of all sections that a dataclass declares, by the dataclass.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    values: dict[type, dict[str, Any]] = {one: {} for one in SECTIONS.values()}
    for section in SECTIONS:
        settings = declared_in(section)
        reader = top.section_of(section, [one.name for one in settings])
        for one in settings:
            if one.name != "snapshot_date":  # a date is read by itself
                values[one.home][one.name] = read_value(reader, one)
    return values


def read_value(reader: Section, one: Declared) -> Any:
    """The value of a setting, of the type that it is declared with."""
    if get_origin(one.type) is Literal:
        return reader.text(one.name, one.default, get_args(one.type))
    readers: dict[Any, Callable[[str, Any], Any]] = {
        str: reader.text,
        bool: reader.flag,
        int: reader.number,
        float: reader.fraction,
        tuple[str, ...]: reader.strings,
    }
    return readers[one.type](one.name, one.default)


def is_text(keys: Sequence[str]) -> bool:
    """Whether a value of `--set` is a string, so that `output.path=2021` needs no quotes."""
    match keys:
        case (
            ("sources", _, "columns" | "options" | "formats", _)
            | (
                "sources",
                _,
                "columns",
                _,
                "expr",
            )
            | ("crm", _, "fields", _)
        ):
            return True
        case ("sources", _, "jdbc", *rest):
            settings = declared_by(Jdbc)
        case ("sources", _, *rest):
            settings = declared_by(Source)
        case ("crm", _, *rest) if rest:
            settings = declared_by(CrmObject)
        case ("crm", *rest):
            settings = declared_by(Crm)
        case (section, *rest):
            settings = declared_in(section)
        case _:
            return False
    types: Mapping[str, Any] = {one.name: one.type for one in settings}
    kind = types.get(rest[-1]) if rest else None
    return kind is str or get_origin(kind) is Literal
