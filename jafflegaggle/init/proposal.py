"""What is proposed for a source: where it is, its mapping, and what is not sure."""

import re
from dataclasses import dataclass, field

from jafflegaggle.expression_words import KEYWORDS
from jafflegaggle.expressions import Expression
from jafflegaggle.init.sample import Sample, SampleColumn
from jafflegaggle.staging import SOURCES, SourceSpec
from jafflegaggle.text import quoted


@dataclass
class Proposal:
    """A source as it is proposed.

    Attributes:
        name: which source.
        sample: what was looked at.
        columns: from each canonical column to its own name, or what it is computed from.
        formats: how cells are written.
        null_values: further spellings of "no value".
        where: which rows are read.
        doubts: what is decided, and not sure, by the key where it stands.
        open: what is not decided, by the key.
        hints: lines that may be wanted, as comments.
        has_no_zone: whether some of its times name no zone.
        only_warns: whether many of its rows are quarantined on purpose.
    """

    name: str
    sample: Sample
    columns: dict[str, str | Expression] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    null_values: tuple[str, ...] = ()
    where: str = ""
    doubts: list[tuple[str, str]] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    has_no_zone: bool = False
    only_warns: bool = False

    @property
    def spec(self) -> SourceSpec:
        """Its declaration."""
        return SOURCES[self.name]

    def cells_of(self, column: str) -> SampleColumn | None:
        """The cells of a canonical column that is read as it stands."""
        own = self.columns.get(column)
        return self.sample.columns.get(own) if isinstance(own, str) else None

    def unused(self) -> list[str]:
        """The columns of the export that nothing reads."""
        used = {own for own in self.columns.values() if isinstance(own, str)}
        used |= {
            name
            for own in self.columns.values()
            if isinstance(own, Expression)
            for name in own.columns
        }
        return [name for name in self.sample.columns if name not in used]


def sql_name(name: str, is_flat: bool = True) -> str:
    """A column, as SQL names it.

    >>> sql_name("user_id"), sql_name("First Name"), sql_name("properties.$id", is_flat=False)
    ('user_id', '`First Name`', 'properties.`$id`')
    """
    parts = [name] if is_flat else name.split(".")
    return ".".join(
        part
        if re.fullmatch(r"[A-Za-z_]\w*", part) and part.lower() not in KEYWORDS
        else quoted(part)
        for part in parts
    )
