"""Follows the origins of columns back to the sources."""

from typing import TypeAlias

from jafflegaggle.catalogue.records import DIRECT, Catalogue, Origin, Transformation

Place: TypeAlias = tuple[str, str]


class SourceOrigins:
    """The columns of sources that columns and rows are made of, through all steps."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._tables = catalogue.by_name
        self._order = {table.name: at for at, table in enumerate(catalogue.tables)}
        self._origins = {
            (table.name, column.name): column.origins
            for table in catalogue.tables
            for column in table.columns
        }
        self._found: dict[Place, tuple[Origin, ...]] = {}
        self._rows: dict[str, tuple[Origin, ...]] = {}

    def of_column(self, table: str, column: str) -> tuple[Origin, ...]:
        """The origins of a column, in the order of the sources.

        A value that is only copied from step to step is an identity; what decides anywhere on the
        way which value it is, decides in the end.
        """
        place = (table, column)
        if place not in self._found:
            self._found[place] = self._resolved(self._origins.get(place, ()))
        return self._found[place]

    def of_rows(self, table: str) -> tuple[Origin, ...]:
        """The origins of what decides which rows a table has, and those that it reads.

        A group of an earlier step decides about values, too: whose events are summed.
        """
        if table not in self._rows:
            of = self._tables[table]
            steps = [name for name in of.upstream if self._tables[name].layer != "source"]
            found = {one for name in steps for one in self.of_rows(name)}
            self._rows[table] = self._ordered({*found, *self._resolved(of.origins)})
        return self._rows[table]

    def _resolved(self, origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
        found: set[Origin] = set()
        for one in origins:
            if self._tables[one.table].layer == "source":
                found.add(one)
                continue
            for earlier in self.of_column(one.table, one.column):
                kind = together(earlier.transformation, one.transformation)
                found.add(Origin(earlier.table, earlier.column, kind))
        return self._ordered(found)

    def _ordered(self, found: set[Origin]) -> tuple[Origin, ...]:
        return tuple(
            sorted(found, key=lambda o: (self._order[o.table], o.column, o.transformation))
        )


def together(first: Transformation, then: Transformation) -> Transformation:
    """What two transformations in a row are.

    >>> together("identity", "aggregation"), together("aggregation", "identity")
    ('aggregation', 'aggregation')
    >>> together("join", "identity"), together("aggregation", "filter")
    ('join', 'filter')
    """
    for one in (then, first):
        if one not in DIRECT:
            return one
    return DIRECT[max(DIRECT.index(first), DIRECT.index(then))]
