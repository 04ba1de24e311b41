"""SQL of a configuration: which columns it names, and what it may not hold."""

import re

import pytest

from jafflegaggle.expressions import Expression


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("deleted_at IS NULL", ["deleted_at"]),
        ("amount_cents / 100", ["amount_cents"]),
        ("properties.userId is not null and lower(plan) in ('a')", ["properties.userId", "plan"]),
        ("`$id` = `a``b`.`c.d`", ["$id", "a`b.c.d"]),
        ("a = 'b = c' -- d\n and e /* f */", ["a", "e"]),
        ("CAST(a AS decimal(18, 2)) > b", ["a", "b"]),
        ("cast(a as struct<x:int,y:array<string>>).x + b", ["a", "b"]),
        ("try_cast(a as date) < date '2021-01-01' - interval 3 days", ["a"]),
        ("a::string = b", ["a", "b"]),
        ("extract(day FROM day) = 1 and datediff(month, a, b) > 2", ["day", "a", "b"]),
        ("case when a then b else c end", ["a", "b", "c"]),
        ("filter(tags, x -> x > n)", ["tags", "n"]),
        ("tags[0].name = date", ["tags", "date"]),
        ("user = 'x' and timestamp >= :snapshot_date and a is not distinct from a",
         ["user", "timestamp", "a"]),
        ("trim(both 'x' from y) || r'\\d'", ["y"]),
        ("unix_timestamp(a) > 1.5e3", ["a"]),
        ("exists(tags, t -> t = 'max(')", ["tags"]),
    ],
)  # fmt: skip
def test_columns(sql: str, columns: list[str]) -> None:
    expression = Expression(sql)
    expression.check()
    assert list(expression.columns) == columns


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("max(a)", "max() is refused: an aggregate"),
        ("SUM\n(a)", "SUM() is refused: an aggregate"),
        ("a /* x */ > count /* y */ (*)", "count() is refused: an aggregate"),
        ("coalesce(a, `max`(b))", "`max`() is refused: an aggregate"),
        ("any_value(a)", "any_value() is refused"),
        ("rank() over (order by a)", "rank() is refused: a window"),
        ("a over (partition by b)", "over is refused: a window"),
        ("a in (select b from c)", "select is refused: a subquery"),
        ("exists (SELECT 1)", "SELECT is refused: a subquery"),
        ("rand() < 0.1", "rand() is refused: it gives another value in each run"),
        ("uuid() = a", "uuid() is refused"),
        ("a < now()", "now() is refused: it gives another value in each run; :snapshot_date"),
        ("a < CURRENT_DATE", "CURRENT_DATE is refused"),
        ("unix_timestamp() > a", "unix_timestamp() is refused"),
        ("cast(max(a) as int)", "max() is refused"),
        ("struct(a as b, max(c))", "max() is refused"),
        ("a as b, max(c)", "max() is refused"),
        ("explode(a)", "explode() is refused: it makes several rows"),
        ("a < :date", ":date is unknown; there is :snapshot_date"),
        ("a; drop table b", "cannot be read from '; drop table b' on"),
        ("'a", 'cannot be read from "\'a" on'),
        (" -- all of it", "is empty"),
    ],
)
def test_what_is_no_value_of_a_row_is_refused(sql: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}"):
        Expression(sql).check()


def test_for_an_engine() -> None:
    """Names in backticks, text in single quotes, no comments, the date in the place of its name."""
    sql = """A.b = 'it''s' and c = "x'y" /* no */ and d < :snapshot_date and 'max(' = e"""
    columns = {"A.b": "a.b", "c": "c", "d": "d", "e": "e"}
    assert Expression(sql).for_engine(columns, "2021-12-01") == (
        r"""`a.b` = 'it\'s' and `c` = 'x\'y'   and `d` < DATE'2021-12-01' and 'max(' = `e`"""
    )
