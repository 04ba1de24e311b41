"""The registrable domains of many domains: the engine's half of `public_suffixes.py`."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import as_string, local_table
from jafflegaggle.public_suffixes import Suffix, public_suffixes


def with_registrable_domain(
    domains: DataFrame, suffixes: Sequence[Suffix] | None = None
) -> DataFrame:
    """Add what the Public Suffix List says of each domain, as `Registrable` does.

    Every end of a domain is looked up among the rules, so that it is one join.

    Args:
        domains: rows with a column `domain`, normalized, each once.
        suffixes: the rules; those of the package if None.

    Returns:
        The rows with `registrable_domain`, `label`, `public_suffix`, `is_listed` and
        `is_shared_host`.
    """
    rules = local_table(
        domains.sparkSession,
        {"suffix": "string", "added": "bigint", "is_private": "boolean"},
        list(public_suffixes() if suffixes is None else suffixes),
    )
    labels = F.split("domain", r"\.")
    number = F.size("labels")
    ends = (
        domains.select("domain", labels.alias("labels"))
        .withColumn("length", F.explode(F.sequence(F.lit(1), number)))
        .withColumn("suffix", _last("length"))
    )
    icann, private = _length(is_private=False), _length(is_private=True)
    lengths = (
        ends.join(F.broadcast(rules), on="suffix", how="inner")
        .where(F.col("length") + F.col("added") <= number)
        .groupBy("domain")
        .agg(icann.alias("icann"), private.alias("private"))
    )
    length = F.coalesce(F.nullif("icann", F.lit(0)), F.lit(1)).cast("int")
    found = (
        domains.join(lengths, on="domain", how="left")
        .withColumns({"labels": labels, "length": length})
        .withColumn("has_label", number > F.col("length"))
    )
    registrable = F.when(F.col("has_label"), _last("length", 1))
    return found.select(
        *(F.col(name) for name in domains.columns),
        registrable.alias("registrable_domain"),
        as_string(F.substring_index(registrable, ".", 1)).alias("label"),
        _last("length").alias("public_suffix"),
        F.coalesce(F.col("icann") > F.lit(0), F.lit(False)).alias("is_listed"),
        F.coalesce(F.col("private") > F.col("icann"), F.lit(False)).alias("is_shared_host"),
    )


def _last(length: str, more: int = 0) -> Column:
    """The last labels of a domain, so many and some more."""
    number = F.col(length) + F.lit(more)
    start = F.greatest(F.size("labels") - number + F.lit(1), F.lit(1))
    return F.array_join(F.slice("labels", start, number), ".")


def _length(*, is_private: bool) -> Column:
    """How many labels the public suffix has by the rules of a section; 0: none covers it."""
    is_of_section = F.col("is_private") == F.lit(is_private)
    found = F.col("length") + F.col("added")
    of_exception = F.max(F.when(is_of_section & (F.col("added") < F.lit(0)), found))
    of_others = F.max(F.when(is_of_section & (F.col("added") >= F.lit(0)), found))
    return F.coalesce(of_exception, of_others, F.lit(0))
