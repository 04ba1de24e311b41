"""Follows the origins of columns back to the sources."""

from dataclasses import dataclass, field
from typing import TypeAlias

from jafflegaggle.catalogue.records import DIRECT, Catalogue, Origin, Transformation

Place: TypeAlias = tuple[str, str]


@dataclass
class SourceOrigins:
    """The columns of sources that columns and rows are made of, through all steps.

    Attributes:
        catalogue: the catalogue.
    """

    catalogue: Catalogue
    _found: dict[Place, tuple[Origin, ...]] = field(default_factory=dict)

    def of_column(self, table: str, column: str) -> tuple[Origin, ...]:
        """The origins of a column, in the order of the sources.

        A value that is only copied from step to step is an identity; what decides anywhere on the
        way which value it is, decides in the end.
        """
        place = (table, column)
        if place not in self._found:
            self._found[place] = ()  # a step that carries its own rows forward adds nothing
            there = [one for one in self._table_columns(table) if one[0] == column]
            origins = there[0][1] if there else ()
            self._found[place] = self._resolved(origins)
        return self._found[place]

    def of_rows(self, table: str) -> tuple[Origin, ...]:
        """The origins of what decides which rows a table has."""
        return self._resolved(self.catalogue.by_name[table].origins)

    def _table_columns(self, table: str) -> list[tuple[str, tuple[Origin, ...]]]:
        return [(one.name, one.origins) for one in self.catalogue.by_name[table].columns]

    def _resolved(self, origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
        found: dict[Origin, None] = {}
        for one in origins:
            if self.catalogue.by_name[one.table].layer == "source":
                found[one] = None
                continue
            for earlier in self.of_column(one.table, one.column):
                kind = _together(earlier.transformation, one.transformation)
                found[Origin(earlier.table, earlier.column, kind)] = None
        order = {table.name: at for at, table in enumerate(self.catalogue.tables)}
        return tuple(sorted(found, key=lambda o: (order[o.table], o.column, o.transformation)))


def _together(first: Transformation, then: Transformation) -> Transformation:
    """What two transformations in a row are.

    >>> _together("identity", "aggregation"), _together("aggregation", "identity")
    ('aggregation', 'aggregation')
    >>> _together("join", "identity"), _together("aggregation", "filter")
    ('join', 'filter')
    """
    for one in (then, first):
        if one not in DIRECT:
            return one
    return DIRECT[max(DIRECT.index(first), DIRECT.index(then))]
