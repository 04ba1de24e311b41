"""Follows plans of Spark Connect: which columns each column of a frame is made of.

The plans are those that are sent to an engine, in an open protocol: no engine has touched them. A
relation or an expression that is not known here is an error.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from jafflegaggle.catalogue.origins import together
from jafflegaggle.catalogue.records import Origin, Transformation

CUT = "table:"  # the alias of a table that is read, where following ends
Found: TypeAlias = frozenset[Origin]
NONE: Found = frozenset()

AGGREGATES = {
    "min", "max", "sum", "count", "bit_or", "max_by", "min_by", "collect_set", "collect_list",
    "first", "any_value", "bool_or", "bool_and", "count_distinct",
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """What the rows of a relation are made of.

    Attributes:
        columns: the origins of each column.
        rows: the origins of what decides which rows there are.
        is_local: whether it holds rows of the plan's own, whose columns have no origin.
    """

    columns: Mapping[str, Found]
    rows: Found = NONE
    is_local: bool = False

    def of(self, name: str) -> Found:
        """The origins of a column."""
        plain = name.rpartition(".")[2].strip("`")
        if plain not in self.columns and not self.is_local:
            raise KeyError(f"{name}: no such column among {', '.join(self.columns)}")
        return self.columns.get(plain, NONE)

    def all(self) -> Found:
        """The origins of all columns."""
        return frozenset().union(*self.columns.values())


def as_kind(origins: Iterable[Origin], kind: Transformation) -> Found:
    """The origins after one more transformation."""
    return frozenset(
        replace(one, transformation=together(one.transformation, kind)) for one in origins
    )


# Expressions -------------------------------------------------------------------------------------


def of_expression(expression: Any, among: Rows) -> Found:
    """The origins of the value of an expression."""
    kind = expression.WhichOneof("expr_type")
    inner = getattr(expression, kind)
    if kind == "unresolved_attribute":
        return among.of(inner.unparsed_identifier)
    if kind in ("literal", "unresolved_named_lambda_variable"):
        return NONE
    if kind in ("alias", "cast"):
        return of_expression(inner.expr, among)
    if kind == "sort_order":
        return of_expression(inner.child, among)
    if kind == "unresolved_extract_value":
        return as_kind(of_expression(inner.child, among), "transformation")
    if kind == "lambda_function":
        return of_expression(inner.function, among)
    if kind == "window":
        by = [*inner.partition_spec, *(one.child for one in inner.order_spec)]
        decides = as_kind(_of_all(by, among), "window")
        return of_expression(inner.window_function, among) | decides
    if kind in ("call_function", "unresolved_function"):
        return _of_function(inner.function_name, list(inner.arguments), among)
    raise TypeError(f"an expression of the kind {kind}, which docs/plans.py does not know")


def _of_function(name: str, arguments: Sequence[Any], among: Rows) -> Found:
    if name in ("when", "case", "if"):
        is_condition = [at % 2 == 0 and at + 1 < len(arguments) for at in range(len(arguments))]
        pairs = list(zip(arguments, is_condition, strict=True))
        decides = as_kind(_of_all([one for one, is_one in pairs if is_one], among), "conditional")
        values = _of_all([one for one, is_one in pairs if not is_one], among)
        return decides | values
    if name in ("max_by", "min_by"):
        value, by = arguments
        decides = as_kind(of_expression(by, among), "conditional")
        return decides | as_kind(of_expression(value, among), "aggregation")
    found = _of_all(arguments, among)
    if name == "count" and not found:  # of rows: it is what decides which there are
        return as_kind(among.rows, "conditional")
    kind: Transformation = "aggregation" if name in AGGREGATES else "transformation"
    return as_kind(found, kind)


def _of_all(expressions: Iterable[Any], among: Rows) -> Found:
    return frozenset().union(*(of_expression(one, among) for one in expressions))


def name_of(expression: Any) -> str:
    """What a selected expression is called."""
    kind = expression.WhichOneof("expr_type")
    if kind == "alias":
        return str(expression.alias.name[-1])
    if kind == "cast":
        return name_of(expression.cast.expr)
    if kind == "unresolved_attribute":
        return (
            str(expression.unresolved_attribute.unparsed_identifier).rpartition(".")[2].strip("`")
        )
    raise TypeError(f"a column of the kind {kind} without a name")


def selected(expressions: Iterable[Any], among: Rows) -> dict[str, Found]:
    """The columns that are selected from a relation."""
    found: dict[str, Found] = {}
    for one in expressions:
        if one.WhichOneof("expr_type") == "unresolved_star":
            found |= among.columns
        elif one.unresolved_function.function_name == "inline":
            for struct in one.unresolved_function.arguments[0].unresolved_function.arguments:
                for part, origins in selected(struct.unresolved_function.arguments, among).items():
                    found[part] = found.get(part, NONE) | origins
        else:
            found[name_of(one)] = of_expression(one, among)
    return found


# Relations ---------------------------------------------------------------------------------------


def of_relation(relation: Any, tables: Mapping[str, Rows]) -> Rows:
    """What the rows of a relation are made of.

    Args:
        relation: a relation of the protocol.
        tables: the tables where plans are cut, by name.
    """
    kind = relation.WhichOneof("rel_type")
    inner = getattr(relation, kind)
    if kind == "subquery_alias" and inner.alias.startswith(CUT):
        return tables[inner.alias.removeprefix(CUT)]
    if kind in ("local_relation", "cached_local_relation", "chunked_cached_local_relation"):
        return Rows({}, is_local=True)
    if kind == "join":
        left, right = (of_relation(side, tables) for side in (inner.left, inner.right))
        return _join(inner, left, right)
    if kind == "set_op":
        sides = (inner.left_input, inner.right_input)
        return _union(inner, *(of_relation(side, tables) for side in sides))
    if kind == "with_relations":
        return of_relation(inner.root, tables)
    if kind not in _STEPS:
        raise TypeError(f"a relation of the kind {kind}, which docs/plans.py does not know")
    return _STEPS[kind](inner, of_relation(inner.input, tables))


def _join(join: Any, left: Rows, right: Rows) -> Rows:
    both = Rows({**right.columns, **left.columns}, NONE, left.is_local or right.is_local)
    using = {name: left.of(name) | right.of(name) for name in join.using_columns}
    decides = frozenset().union(*using.values())
    if join.HasField("join_condition"):
        decides |= of_expression(join.join_condition, both)
    rows = left.rows | right.rows | as_kind(decides, "join")
    if join.join_type in (join.JOIN_TYPE_LEFT_ANTI, join.JOIN_TYPE_LEFT_SEMI):
        return Rows(left.columns, rows, left.is_local)
    if join.join_type == join.JOIN_TYPE_RIGHT_OUTER:
        using = {name: right.of(name) for name in using}
    elif join.join_type != join.JOIN_TYPE_FULL_OUTER:
        using = {name: left.of(name) for name in using}
    return Rows({**both.columns, **using}, rows, both.is_local)


def _union(operation: Any, one: Rows, other: Rows) -> Rows:
    rows, is_local = one.rows | other.rows, one.is_local or other.is_local
    names = dict.fromkeys([*one.columns, *other.columns])
    if not operation.by_name and not is_local:
        pairs = zip(one.columns, one.columns.values(), other.columns.values(), strict=True)
        return Rows({name: first | second for name, first, second in pairs}, rows)
    columns = {name: one.columns.get(name, NONE) | other.columns.get(name, NONE) for name in names}
    return Rows(columns, rows, is_local)


def _aggregate(aggregate: Any, among: Rows) -> Rows:
    groups = list(aggregate.grouping_expressions)
    columns = selected([*groups, *aggregate.aggregate_expressions], among)
    return Rows(columns, among.rows | as_kind(_of_all(groups, among), "group_by"))


def _deduplicate(deduplicate: Any, among: Rows) -> Rows:
    names = list(deduplicate.column_names)
    keys = frozenset().union(*(among.of(one) for one in names)) if names else among.all()
    return replace(among, rows=among.rows | as_kind(keys, "group_by"))


def _renamed(renamed: Any, among: Rows) -> Rows:
    names = dict(renamed.rename_columns_map)
    names |= {one.col_name: one.new_col_name for one in renamed.renames}
    return replace(among, columns={names.get(k, k): v for k, v in among.columns.items()})


def _drop(drop: Any, among: Rows) -> Rows:
    gone = {*drop.column_names, *(name_of(one) for one in drop.columns)}
    return replace(among, columns={k: v for k, v in among.columns.items() if k not in gone})


_STEPS: Mapping[str, Callable[[Any, Rows], Rows]] = {
    "project": lambda one, among: Rows(
        selected(one.expressions, among), among.rows, is_local=False
    ),
    "filter": lambda one, among: replace(
        among, rows=among.rows | as_kind(of_expression(one.condition, among), "filter")
    ),
    "sort": lambda one, among: replace(
        among, rows=among.rows | as_kind(_of_all((by.child for by in one.order), among), "sort")
    ),
    "with_columns": lambda one, among: replace(
        among,
        columns={
            **among.columns,
            **{a.name[-1]: of_expression(a.expr, among) for a in one.aliases},
        },
    ),
    "aggregate": _aggregate,
    "deduplicate": _deduplicate,
    "with_columns_renamed": _renamed,
    "drop": _drop,
    **dict.fromkeys(
        ("limit", "offset", "hint", "repartition", "repartition_by_expression", "subquery_alias"),
        lambda _one, among: among,
    ),
}
