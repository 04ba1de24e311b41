"""What has changed between the records that a CRM holds, as acknowledged, and those of a snapshot.

Of a key of the baseline that is gone its users tell what became of it: the contact that the former
survivor is in now takes the record over.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.crm.columns import (
    DELETE,
    INSERT,
    MERGE,
    REKEY,
    UNCHANGED,
    UPDATE,
)
from jafflegaggle.crm.mapping import COMPANY, ObjectSpec
from jafflegaggle.crm.records import STRINGS, Tables, company_targets, external_users
from jafflegaggle.crm.row_hash import other_fields

BEFORE = "before_"
LAST = 2**63 - 1  # where a user without a time of sign-up is among others


def changes(
    spec: ObjectSpec, now: DataFrame, baseline: DataFrame, tables: Tables, send_all: bool = False
) -> DataFrame:
    """One row per record of the snapshot or of the baseline, with its operation.

    Args:
        spec: which records.
        now: those of the snapshot, as `records` gives them.
        baseline: what was acknowledged, of all kinds.
        tables: those of the snapshot.
        send_all: whether unchanged records are updates, too.

    Returns:
        The columns of `CHANGE_SET_COLUMNS`, `is_regrouped` (an unchanged record that has other
        users or another e-mail), and the values (NULL where the record is gone).
    """
    before = baseline.where(F.col("object") == F.lit(spec.object))
    gone = before.join(now.select("key"), on="key", how="left_anti")
    if spec.object == COMPANY:
        moves = company_moves(gone, now, company_targets(tables["merge_report"]))
    else:
        moves = contact_moves(gone, before, now, external_users(tables))
    there = _there(spec, now, _under_new_keys(before, moves), send_all)
    types = {field.name: field.dataType for field in now.schema}
    values = [F.lit(None).cast(types[field.column]).alias(field.column) for field in spec.fields]
    return there.unionByName(_no_more(spec, moves, values))


def company_moves(gone: DataFrame, now: DataFrame, targets: DataFrame) -> DataFrame:
    """What became of companies that are gone: `key, operation, merged_into`.

    Args:
        gone: the rows of the baseline.
        now: the records of the snapshot.
        targets: where a list merges domains.
    """
    there = now.select(F.col("key").alias("merged_into"))
    led = targets.select(F.col("domain").alias("key"), F.col("target").alias("merged_into"))
    reached = led.join(there, on="merged_into", how="left_semi")
    return _with_operation(gone.select("key").join(reached, on="key", how="left"), F.lit(MERGE))


def contact_moves(
    gone: DataFrame, before: DataFrame, now: DataFrame, users: DataFrame
) -> DataFrame:
    """What became of contacts that are gone: `key, operation, merged_into`.

    Several may lead to one contact that has no record yet: one takes its key, and the others are
    merged into it.

    Args:
        gone: the rows of the baseline.
        before: all of them.
        now: the records of the snapshot.
        users: `user`, `contact` and more of each user who is left.
    """
    heirs = _heirs(gone, users)
    recorded = before.select(F.col("key").alias("merged_into"), F.lit(True).alias("is_recorded"))
    emails = now.select(F.col("key").alias("merged_into"), F.col("email").alias("email_now"))
    led = heirs.join(recorded, on="merged_into", how="left").join(
        emails, on="merged_into", how="inner"
    )
    # The record with the e-mail first: a CRM has none twice.
    rank = F.struct(
        (~F.coalesce(F.col("email") == F.col("email_now"), F.lit(False))).cast("int").alias("rank"),
        "created",
        "user_id",
        "key",
    )
    fresh = led.where(F.col("is_recorded").isNull())
    first = fresh.groupBy("merged_into").agg(F.min(rank).getField("key").alias("first"))
    ranked = led.join(first, on="merged_into", how="left")
    is_first = F.coalesce(F.col("key") == F.col("first"), F.lit(False))
    operation = F.when(is_first, F.lit(REKEY)).otherwise(F.lit(MERGE))
    moved = ranked.select("key", "merged_into", operation.alias("moved"))
    return _with_operation(gone.select("key").join(moved, on="key", how="left"), F.col("moved"))


def _heirs(gone: DataFrame, users: DataFrame) -> DataFrame:
    """The contact that takes over each record, where any of its users is left.

    It is that of the former survivor; else of the user with the record's e-mail; else of the one
    who signed up first.
    """
    theirs = gone.select(
        "key", F.col("email").alias("record_email"), F.explode("users").alias("user")
    )
    found = theirs.join(
        users.select("user", "user_id", "contact", "created_at", F.col("email").alias("own_email")),
        on="user",
        how="inner",
    )
    has_email = F.coalesce(F.col("own_email") == F.col("record_email"), F.lit(False))
    created = F.coalesce(F.unix_micros("created_at"), F.lit(LAST))
    rank = F.struct(
        (F.col("user") != F.col("key")).cast("int").alias("is_other"),
        (~has_email).cast("int").alias("is_other_email"),
        created.alias("created"),
        "user_id",
        F.col("contact").alias("contact"),
        F.col("record_email").alias("email"),
    )
    best = found.groupBy("key").agg(F.min(rank).alias("best"))
    return best.select(
        "key",
        F.col("best.contact").alias("merged_into"),
        F.col("best.created").alias("created"),
        F.col("best.user_id").alias("user_id"),
        F.col("best.email").alias("email"),
    )


def _with_operation(moved: DataFrame, operation: Column) -> DataFrame:
    is_moved = F.col("merged_into").isNotNull()
    return moved.select(
        "key",
        F.when(is_moved, operation).otherwise(F.lit(DELETE)).alias("operation"),
        "merged_into",
    )


def _under_new_keys(before: DataFrame, moves: DataFrame) -> DataFrame:
    """The rows of the baseline by the keys that they have now, with `before_` in their names."""
    rekeyed = moves.where(F.col("operation") == F.lit(REKEY))
    new_keys = rekeyed.select("key", F.col("merged_into").alias("new_key"))
    keyed = before.join(new_keys, on="key", how="left")
    names = ("row_hash", "fields", "field_hashes", "users", "email")
    return keyed.select(
        F.coalesce("new_key", "key").alias("key"),
        F.when(F.col("new_key").isNotNull(), F.col("key")).alias("previous_key"),
        *(F.col(name).alias(f"{BEFORE}{name}") for name in names),
    )


def _there(spec: ObjectSpec, now: DataFrame, before: DataFrame, send_all: bool) -> DataFrame:
    """The records of the snapshot."""
    both = now.join(before, on="key", how="left")
    is_other = F.col("row_hash") != F.col(f"{BEFORE}row_hash")
    operation = (
        F.when(F.col(f"{BEFORE}row_hash").isNull(), F.lit(INSERT))
        .when(F.col("previous_key").isNotNull(), F.lit(REKEY))
        .when(F.lit(True) if send_all else is_other, F.lit(UPDATE))
        .otherwise(F.lit(UNCHANGED))
    )
    names = [field.theirs for field in spec.fields]
    is_remapped = F.col("fields") != F.col(f"{BEFORE}fields")
    others = other_fields(names, F.col("field_hashes"), F.col(f"{BEFORE}field_hashes"))
    all_fields = F.array(*map(F.lit, names)).cast(STRINGS)
    changed = F.when(is_remapped, all_fields).when(operation.isin(REKEY, UPDATE), others)
    users_now, users_before = (F.concat_ws(",", name) for name in ("users", f"{BEFORE}users"))
    is_regrouped = (users_now != users_before) | ~F.col("email").eqNullSafe(F.col(f"{BEFORE}email"))
    return both.select(
        F.lit(spec.object).alias("object"),
        "key",
        operation.alias("operation"),
        F.lit(None).cast("string").alias("merged_into"),
        "previous_key",
        changed.alias("changed_fields"),
        "row_hash",
        "fields",
        "field_hashes",
        "users",
        "email",
        (is_regrouped & (operation == F.lit(UNCHANGED))).alias("is_regrouped"),
        *(field.column for field in spec.fields),
    )


def _no_more(spec: ObjectSpec, moves: DataFrame, values: list[Column]) -> DataFrame:
    """The records of the baseline that are merged or deleted."""
    text = F.lit(None).cast("string")
    return moves.where(F.col("operation") != F.lit(REKEY)).select(
        F.lit(spec.object).alias("object"),
        "key",
        "operation",
        "merged_into",
        text.alias("previous_key"),
        F.lit(None).cast(STRINGS).alias("changed_fields"),
        *(text.alias(name) for name in ("row_hash", "fields", "field_hashes")),
        F.lit(None).cast(STRINGS).alias("users"),
        text.alias("email"),
        F.lit(False).alias("is_regrouped"),
        *values,
    )
