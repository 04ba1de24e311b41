"""What a setting is: a field of a dataclass with a default and a description.

The loader, the types of `--set`, the accepted values and the documentation follow from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

SETTING = "setting"


@dataclass(frozen=True)
class Setting:
    """The description of a setting.

    Attributes:
        doc: what it means, for people.
        section: its section in the configuration file, if not that of its dataclass.
    """

    doc: str
    section: str = ""


def setting(default: Any, doc: str, section: str = "") -> Any:
    """Declare a field of a dataclass as a setting; its type hint determines the accepted values."""
    metadata = {SETTING: Setting(doc, section)}
    if isinstance(default, type) or callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def settings_of(section: type) -> Iterator[tuple[str, Any, Any, Setting]]:
    """The settings of a dataclass: name, type, default and description."""
    hints = get_type_hints(section)
    for one in fields(section):
        if SETTING in one.metadata:
            default = one.default_factory() if callable(one.default_factory) else one.default
            yield one.name, hints[one.name], default, one.metadata[SETTING]
