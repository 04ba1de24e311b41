"""Names of people, made comparable."""

import unicodedata

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.text import BLANKS

# Letters with a mark, and the letter below it.
_MARKED = {
    chr(code): base
    for code in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code) and base.isascii()
}
# Nearly all names: lower case is all that they need.
USUAL = r"^[A-Za-z]+(?: [A-Za-z]+)*\z"
_LETTERS, _BASES = "".join(_MARKED), "".join(_MARKED.values())
# What programs write where they know no name.
PLACEHOLDERS = ("first last", "new user", "no name", "test user", "unknown user", "user name")


def normalize_name(name: Column) -> Column:
    r"""A name in lower case, without marks, points and apostrophes, its family name last.

    >>> given = ["  José  O'Hara ", "Lee, Ann", "Anna-Lena\tLee", "Ann", "", None]
    >>> names = make_df({"name": given}, "name string")
    >>> [row.name for row in names.select(normalize_name(F.col("name")).alias("name")).collect()]
    ['jose ohara', 'ann lee', 'anna lena lee', 'ann', None, None]
    """
    plain = F.translate(F.lower(F.regexp_replace(name, r"\p{M}", "")), _LETTERS, _BASES)
    bare = F.regexp_replace(plain, "[.'`\u2018\u2019\u02bc\"]", "")
    turned = F.regexp_replace(bare, r"^([^,]+),([^,]+)\z", "$2 $1")
    words = F.regexp_replace(turned, f"[{BLANKS},\\-\u2010\u2011]+", " ")
    odd = F.nullif(F.trim(words), F.lit(""))
    return F.when(name.rlike(USUAL), F.lower(name)).otherwise(odd)


def has_two_words(name: Column) -> Column:
    """Whether a normalized name has two words at least, and is no placeholder.

    >>> names = make_df({"name": ["ann lee", "ann", "test user", None]}, "name string")
    >>> [row[0] for row in names.select(has_two_words(F.col("name"))).collect()]
    [True, False, False, False]
    """
    return F.coalesce(F.contains(name, F.lit(" ")) & ~name.isin(*PLACEHOLDERS), F.lit(False))


def contradict(name: Column, other: Column, local: Column) -> Column:
    """Whether two normalized names are those of two people with one local part.

    They have two words or more each, and none in common but what is the local part itself:
    ann@acme.com and ann@acme.co.uk may be Ann Lee and Ann Fox.

    >>> given = [
    ...     ("ann lee", "bob fox", "af"),
    ...     ("ann lee", "ann fox", "ann"),
    ...     ("ann lee", "ann fox", "annl"),
    ...     ("ann", "bob", "ab"),
    ...     (None, "ann lee", "ann"),
    ... ]
    >>> names = make_df(given, "one string, other string, local string")
    >>> found = names.select(contradict(F.col("one"), F.col("other"), F.col("local")).alias("is"))
    >>> [row[0] for row in found.collect()]
    [True, True, False, False, False]
    """
    shared = F.array_intersect(F.split(name, " "), F.split(other, " "))
    explained = F.when(F.array_contains(shared, local), F.lit(1)).otherwise(F.lit(0))
    are_two = (name != other) & (F.size(shared) == explained)
    return F.coalesce(has_two_words(name) & has_two_words(other) & are_two, F.lit(False))
