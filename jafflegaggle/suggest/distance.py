"""Texts at a Damerau-Levenshtein distance of 1, found by joins: never all pairs.

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

    Args:
        rows: rows, distinct in these columns.
        text: the column with the texts.
        within: the columns of a group.

    Returns:
        The columns of the group, the text that comes first, and the other as `other_`.
    """
    parts = (text, _POSITION, _LETTER)
    groups = (
        _with_variants(rows, text)
        .groupBy(*within, _VARIANT)
        .agg(F.collect_list(F.struct(*parts)).alias("all"))
        .where(F.size("all") > F.lit(1))
    )
    met = groups.withColumn("one", F.explode("all")).withColumn("other", F.explode("all"))
    pairs = met.select(
        *within,
        *(F.col(f"one.{part}").alias(part) for part in parts),
        *(F.col(f"other.{part}").alias(OTHER + part) for part in parts),
    )
    is_near = (F.col(text) < F.col(OTHER + text)) & _is_one_typo()
    return pairs.where(is_near).select(*within, text, OTHER + text).distinct()


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
    digits = r"\p{Nd}"
    return F.regexp_replace(text, digits, "") == F.regexp_replace(other, digits, "")
