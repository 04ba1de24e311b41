"""A person's name in two parts, as CRMs want it."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.frames import as_string
from jafflegaggle.text import BLANKS, WHITE_SPACE

# Nearly all names have single blanks between their words, and nothing around them; and most of them
# letters that are found several times as fast.
USUAL = r"^[A-Za-z.'-]+(?: [A-Za-z.'-]+)*\z"
ODD = r"[^\P{Z} ]|[\t-\r\x{85}\x{feff}]|  |^ | \z"
EDGES = rf"^[{BLANKS}]+|[{BLANKS}]+\z"


def first_and_last_name(name: Column, instead: Column) -> tuple[Column, Column]:
    """The words of a name but the last, and the last one.

    Args:
        name: the name; NULL: none.
        instead: the last name of who has one word, or no name.

    >>> given = ["Ann Lee", " Mary \u00a0 Ann  Lee ", "Ann", None]
    >>> names = make_df({"name": given}, "name string")
    >>> first, last = first_and_last_name(F.col("name"), F.lit("ann"))
    >>> rows = names.select(first.alias("first"), last.alias("last")).collect()
    >>> [(row.first, row.last) for row in rows]
    [('Ann', 'Lee'), ('Mary Ann', 'Lee'), ('Ann', 'ann'), (None, 'ann')]
    """
    blank = F.lit(" ")
    single = F.regexp_replace(F.regexp_replace(name, EDGES, ""), f"{WHITE_SPACE}+", " ")
    words = F.when(name.rlike(USUAL), name).when(name.rlike(ODD), single).otherwise(name)
    is_several = F.contains(words, blank)
    last = F.substring_index(words, " ", -1)
    before = words.substr(F.lit(1), F.length(words) - F.length(last) - F.lit(1))
    return (
        as_string(F.when(is_several, before).otherwise(words)),
        as_string(F.when(is_several, last).otherwise(instead)),
    )
