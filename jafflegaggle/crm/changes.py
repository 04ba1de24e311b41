"""What has changed between the records that a CRM holds, as acknowledged, and those of a snapshot.

Of a key of the baseline that is gone its users tell what became of it: the contact that the former
survivor is in now takes the record over.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.crm.columns import UNCHANGED
from jafflegaggle.crm.mapping import COMPANY, ObjectSpec
from jafflegaggle.crm.records import (
    STRINGS,
    Tables,
    company_targets,
    external_users,
    record_keys,
)
from jafflegaggle.crm.row_hash import other_fields
from jafflegaggle.models.audit.crm_changes import DELETE, INSERT, MERGE, REKEY, UPDATE

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
    # Not those of `now`: the plan would hold all that makes them several times.
    keys = record_keys(spec, tables)
    gone = before.join(keys, on="key", how="left_anti")
    if spec.object == COMPANY:
        moves = company_moves(gone, keys, company_targets(tables["merge_report"]))
    else:
        moves = contact_moves(gone, before, external_users(tables))
    return _compared(spec, now, _under_new_keys(before, moves), send_all)


def first_changes(spec: ObjectSpec, now: DataFrame) -> DataFrame:
    """The same as `changes`, where nothing was acknowledged: every record is an insert.

    Args:
        spec: which records.
        now: those of the snapshot, as `records` gives them.
    """
    text = F.lit(None).cast("string")
    return now.select(
        F.lit(spec.object).alias("object"),
        "key",
        F.lit(INSERT).alias("operation"),
        text.alias("merged_into"),
        text.alias("previous_key"),
        F.lit(None).cast(STRINGS).alias("changed_fields"),
        "row_hash",
        "fields",
        "field_hashes",
        "users",
        "email",
        F.lit(False).alias("is_regrouped"),
        *(field.column for field in spec.fields),
    )


def company_moves(gone: DataFrame, keys: DataFrame, targets: DataFrame) -> DataFrame:
    """What became of companies that are gone: `key, moved, into`.

    Args:
        gone: the rows of the baseline.
        keys: the keys of the snapshot.
        targets: where a list merges domains.
    """
    led = targets.select(F.col("domain").alias("key"), F.col("target").alias("into"))
    there = keys.select(F.col("key").alias("into"))
    reached = led.join(there, on="into", how="left_semi")
    return (
        gone.select("key")
        .join(reached, on="key", how="left")
        .select("key", _unless_deleted(F.lit(MERGE)).alias("moved"), "into")
    )


def contact_moves(gone: DataFrame, before: DataFrame, users: DataFrame) -> DataFrame:
    """What became of contacts that are gone: `key, moved, into`.

    Several may lead to one contact that has no record yet: one takes its key, and the others are
    merged into it.

    Args:
        gone: the rows of the baseline.
        before: all of them.
        users: who is left, as `external_users` gives them.
    """
    recorded = before.select(F.col("key").alias("into"), F.lit(True).alias("is_recorded"))
    led = _heirs(gone, users).join(recorded, on="into", how="left")
    # The record with the e-mail first: a CRM has none twice.
    order = ("is_other_email", "created", "user_id", "key")
    number = F.row_number().over(Window.partitionBy("into").orderBy(*order))
    is_rekey = F.col("is_recorded").isNull() & (F.col("number") == F.lit(1))
    operation = F.when(is_rekey, F.lit(REKEY)).otherwise(F.lit(MERGE))
    return led.withColumn("number", number).select(
        "key", _unless_deleted(operation).alias("moved"), "into"
    )


def _heirs(gone: DataFrame, users: DataFrame) -> DataFrame:
    """The contact that takes over each record, `into`; NULL where none of its users is left.

    It is that of the former survivor; else of the user with the record's e-mail; else of the one
    who signed up first.
    """
    theirs = gone.select(
        "key", F.col("email").alias("record_email"), F.explode("users").alias("user")
    )
    found = theirs.join(users, on="user", how="left")
    rank = F.struct(
        (F.col("user") != F.col("key")).cast("int").alias("is_other"),
        _is_other("own_email").alias("is_other_user_email"),
        F.coalesce(F.unix_micros("created_at"), F.lit(LAST)).alias("created"),
        F.col("user_id").alias("user_id"),
        F.col("contact").alias("into"),
        _is_other("contact_email").alias("is_other_email"),
    )
    is_left = F.col("contact").isNotNull()
    best = found.groupBy("key").agg(F.min(F.when(is_left, rank)).alias("best"))
    names = ("into", "is_other_email", "created", "user_id")
    return best.select("key", *(F.col("best").getField(name).alias(name) for name in names))


def _is_other(email: str) -> Column:
    is_same = F.coalesce(F.col(email) == F.col("record_email"), F.lit(False))
    return F.when(is_same, F.lit(0)).otherwise(F.lit(1))


def _unless_deleted(operation: Column) -> Column:
    return F.when(F.col("into").isNotNull(), operation).otherwise(F.lit(DELETE))


def _under_new_keys(before: DataFrame, moves: DataFrame) -> DataFrame:
    """The rows of the baseline with the keys that they have now, and what became of them."""
    is_rekey = F.col("moved") == F.lit(REKEY)
    names = ("row_hash", "fields", "field_hashes", "users", "email")
    return before.join(moves, on="key", how="left").select(
        F.when(is_rekey, F.col("into")).otherwise(F.col("key")).alias("key_then"),
        F.when(is_rekey, F.col("key")).alias("previous_key"),
        "moved",
        F.when(F.col("moved") == F.lit(MERGE), F.col("into")).alias("merged_into"),
        *(F.col(name).alias(f"{BEFORE}{name}") for name in names),
    )


def _compared(spec: ObjectSpec, now: DataFrame, before: DataFrame, send_all: bool) -> DataFrame:
    """The records of the snapshot, and those of the baseline that are no more."""
    both = now.join(before, on=F.col("key") == F.col("key_then"), how="full")
    is_remapped = F.col("fields") != F.col(f"{BEFORE}fields")
    is_changed = is_remapped | (F.col("row_hash") != F.col(f"{BEFORE}row_hash"))
    is_other = F.lit(True) if send_all else is_changed
    operation = (
        F.when(F.col("key_then").isNull(), F.lit(INSERT))
        .when(F.col("moved").isNotNull(), F.col("moved"))
        .when(is_other, F.lit(UPDATE))
        .otherwise(F.lit(UNCHANGED))
    )
    names = [field.theirs for field in spec.fields]
    others = other_fields(names, F.col("field_hashes"), F.col(f"{BEFORE}field_hashes"))
    all_fields = F.array(*map(F.lit, names)).cast(STRINGS)
    changed = F.when(is_remapped, all_fields).otherwise(others)
    is_sent_anew = F.col("operation").isin(REKEY, UPDATE)
    users_now, users_before = (F.concat_ws(",", name) for name in ("users", f"{BEFORE}users"))
    is_regrouped = (users_now != users_before) | ~F.col("email").eqNullSafe(F.col(f"{BEFORE}email"))
    return both.withColumn("operation", operation).select(
        F.lit(spec.object).alias("object"),
        F.coalesce("key", "key_then").alias("key"),
        "operation",
        "merged_into",
        "previous_key",
        F.when(is_sent_anew, changed).alias("changed_fields"),
        "row_hash",
        "fields",
        "field_hashes",
        "users",
        # By the e-mail that a record had, the CRM's own record of it is found.
        F.when(F.col("row_hash").isNull(), F.col(f"{BEFORE}email"))
        .otherwise(F.col("email"))
        .alias("email"),
        ((F.col("operation") == F.lit(UNCHANGED)) & is_regrouped).alias("is_regrouped"),
        *(field.column for field in spec.fields),
    )
