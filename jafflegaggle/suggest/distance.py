"""Texts at a Damerau-Levenshtein distance of 1, found by joins: never all pairs but of few rows.

Two texts at that distance share one of their deletion variants: the text itself, and the text with
one letter left out, for each. Where the letters were left out tells whether it is one typo.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

OTHER = "other_"
_VARIANT, _POSITION, _LETTER = "variant", "position", "letter"
_PARTS = (_VARIANT, _POSITION, _LETTER)


def near_pairs(rows: DataFrame, others: DataFrame, text: str) -> DataFrame:
    """The pairs of a row and another whose texts are one typo apart.

    That is a letter too many, too few, or another, or two that changed places.

    Args:
        rows: rows with distinct texts.
        others: rows with the same columns; the smaller side.
        text: the column with the texts.

    Returns:
        The columns of the rows, and those of the others with `other_` before their names.
    """
    theirs = _with_variants(others, text)
    renamed = theirs.select(
        _VARIANT,
        *(F.col(name).alias(OTHER + name) for name in theirs.columns if name != _VARIANT),
    )
    met = renamed.join(_with_variants(rows, text), on=_VARIANT, how="inner")
    is_near = (F.col(text) != F.col(OTHER + text)) & _is_one_typo()
    # Of equal letters in a row each may be left out: one pair, met several times.
    return met.where(is_near).drop(*_PARTS, *(OTHER + part for part in _PARTS)).distinct()


def near_pairs_among(rows: DataFrame, text: str, within: tuple[str, ...]) -> DataFrame:
    """The pairs of rows of one small group whose texts are one typo apart, each pair once.

    In small groups all pairs are fewer than all variants, and a join keeps only its rows.

    Args:
        rows: rows, distinct in these columns.
        text: the column with the texts.
        within: the columns of a group.

    Returns:
        The columns of the group, the text that comes first, and the other as `other_`.
    """
    others = rows.select(*within, F.col(text).alias(OTHER + text))
    met = rows.select(*within, text).join(others, on=list(within), how="inner")
    one, other = F.col(text), F.col(OTHER + text)
    return met.where((one < other) & _are_one_typo_apart(one, other)).distinct()


def _are_one_typo_apart(one: Column, other: Column) -> Column:
    """Whether two texts that differ are one typo apart."""
    distance = F.levenshtein(one, other)

    def is_moved(at: Column) -> Column:
        moved = (
            one.substr(F.lit(1), at - F.lit(1)),
            one.substr(at + F.lit(1), F.lit(1)),
            one.substr(at, F.lit(1)),
            one.substr(at + F.lit(2), F.length(one)),
        )
        return F.concat(*moved) == other

    places = F.sequence(F.lit(1), F.length(one) - F.lit(1))
    is_swap = (distance == F.lit(2)) & (F.length(one) == F.length(other))
    return (
        F.when(F.abs(F.length(one) - F.length(other)) > F.lit(1), F.lit(False))
        .when(distance == F.lit(1), F.lit(True))
        .when(is_swap, F.exists(places, is_moved))
        .otherwise(F.lit(False))
    )


def _with_variants(rows: DataFrame, text: str) -> DataFrame:
    whole, position = F.col(text), F.col(_POSITION)
    positions = rows.withColumn(_POSITION, F.explode(F.sequence(F.lit(0), F.length(text))))
    shorter = F.concat(
        whole.substr(F.lit(1), position - F.lit(1)),
        whole.substr(position + F.lit(1), F.length(text)),
    )
    return positions.withColumns(
        {
            _VARIANT: F.when(position == F.lit(0), whole).otherwise(shorter).cast("string"),
            _LETTER: F.when(position > F.lit(0), whole.substr(position, F.lit(1))).cast("string"),
        }
    )


def _is_one_typo() -> Column:
    """Whether two texts that share a variant, and differ, are one typo apart.

    One of them is the variant: a letter was added. Both lack a letter at one place: it is another
    one. Both lack the same letter at neighbouring places: it changed places with its neighbour.
    """
    mine, theirs = F.col(_POSITION), F.col(OTHER + _POSITION)
    is_added = (mine == F.lit(0)) | (theirs == F.lit(0))
    is_moved = (F.abs(mine - theirs) == F.lit(1)) & (F.col(_LETTER) == F.col(OTHER + _LETTER))
    return is_added | (mine == theirs) | is_moved


def differ_by_digits(text: Column, other: Column) -> Column:
    """Whether two texts are the same but for their digits: numbering, not a typo.

    >>> given = [("ann1", "ann2"), ("ann", "ann7"), ("ann", "anne")]
    >>> texts = make_df(given, "one string, other string")
    >>> [row[0] for row in texts.select(differ_by_digits(F.col("one"), F.col("other"))).collect()]
    [True, True, False]
    """
    return without_digits(text) == without_digits(other)


def without_digits(text: Column) -> Column:
    """A text but for its digits."""
    return F.regexp_replace(text, r"\p{Nd}", "")
