"""The demo company in any size, as data frames that an engine computes in parallel.

Every cell is an expression over the row's number, so a row is the same on any engine, in any
partition and order, and no table needs a join with another.
"""

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from bench.company import Size
from jafflegaggle.seeds import clock, words
from jafflegaggle.seeds.company import FIRST_ID

# Of seven users the first founds a gaggle, and the others join any existing one.
_USERS_PER_GAGGLE = 7
# Every fourth gaggle belongs to a company that has one; every 33rd has only personal users.
_GAGGLES_PER_GROUP = 4
_PERSONAL_GAGGLE = 33

# One user in each cycle is a second sign-up, writes another user's address in capitals, or has a
# malformed address. All three cycles are multiples of seven, and no such user founds a gaggle.
_SECOND_CYCLE, _SECOND, _FIRST, _ZEROTH = 1001, 1000, 500, 300
_SHOUTED_CYCLE, _SHOUTED, _SHOUTED_BACK = 2002, 1308, 5
_MALFORMED_CYCLE, _MALFORMED = 5005, 17
_CHAIN_EVERY = 10  # one merge in ten continues to a third address, or a third domain

# One gaggle per cycle whose company moved to another's domain. All are first gaggles of a company.
_MOVED_CYCLE, _MOVED, _MOVED_TO, _MOVED_ON_TO = 200, 198, 100, 60

_PERSONAL_PERCENT = 23
_ORDER_PERCENT, _FAVOURITE_PERCENT = 12, 18

_IDLE_SHARE = 0.06
# The busiest user has about 500 times the events of the laziest, at every scale.
_BUSIEST = 0.125
_SPREAD = 1 - _BUSIEST

_PRIME = 2_654_435_761  # coprime to any number of users here, so it permutes them
_RANGE = 2**32


def users(spark: SparkSession, size: Size) -> DataFrame:
    """One row per user: a founder or a member of a gaggle, in the order of the sign-ups."""
    return (
        spark.range(size.users)
        .withColumnRenamed("id", "user")
        .transform(_with_email, size)
        .select(
            (F.col("user") + FIRST_ID).alias("id"),
            F.col("name"),
            F.col("email"),
            (F.col("gaggle") + FIRST_ID).alias("gaggle_id"),
            F.timestamp_seconds(_signed_up(F.col("user"), size)).alias("created_at"),
        )
    )


def gaggles(spark: SparkSession, size: Size) -> DataFrame:
    """One row per gaggle, created when its founder signs up."""
    gaggle = F.col("gaggle")
    suffix = _word(words.TEAM_SUFFIXES, _hash(gaggle, "gaggle suffix", _RANGE))
    is_first = F.col("company") == gaggle
    return (
        spark.range(size.gaggles)
        .withColumnRenamed("id", "gaggle")
        .transform(_with_company)
        .select(
            (gaggle + FIRST_ID).alias("id"),
            F.concat_ws(" ", "company_name", F.when(~is_first, suffix)).alias("name"),
            F.timestamp_seconds(_signed_up(gaggle * _USERS_PER_GAGGLE, size)).alias("created_at"),
        )
    )


def events(spark: SparkSession, size: Size) -> DataFrame:
    """One row per event, after its user's sign-up and no later than the snapshot date.

    The user is computed from the event, not the other way round, which keeps the number of events
    exact and does not need to explode rows.
    """
    event, first, end = F.col("id"), F.col("first"), _epoch(clock.END)
    time = first + _part(end - first, _unit(event, "time"))
    return (
        spark.range(size.events)
        .select("id", _busy_user(event, size).alias("user"))
        .select("id", "user", (_signed_up(F.col("user"), size) + 1).alias("first"))
        .select(
            F.concat(F.lit("E"), (event + FIRST_ID).cast("string")).alias("event_id"),
            (F.col("user") + FIRST_ID).alias("user_id"),
            _event_name(event).alias("event_name"),
            F.timestamp_seconds(time).alias("timestamp"),
        )
    )


def merged_users(spark: SparkSession, size: Size) -> DataFrame:
    """One row per merge: second sign-ups to first ones, some of them on to a third address."""
    cycles = size.users // _SECOND_CYCLE
    return (
        _links(spark, cycles, _SECOND_CYCLE, _SECOND, _FIRST, _ZEROTH)
        .select("new", F.col("old").alias("user"))
        .transform(_with_email, size)
        .select(F.col("email").alias("old_email"), F.col("new").alias("user"))
        .transform(_with_email, size)
        .select("old_email", F.col("email").alias("new_email"))
    )


def merged_company_domains(spark: SparkSession, size: Size) -> DataFrame:
    """One row per company that moved to another's domain, and some of those that moved on."""
    cycles = size.gaggles // _MOVED_CYCLE
    return (
        _links(spark, cycles, _MOVED_CYCLE, _MOVED, _MOVED_TO, _MOVED_ON_TO)
        .select("new", F.col("old").alias("gaggle"))
        .transform(_with_company)
        .select(F.col("domain").alias("old_domain"), F.col("new").alias("gaggle"))
        .transform(_with_company)
        .select("old_domain", F.col("domain").alias("new_domain"))
    )


def deals(spark: SparkSession, size: Size) -> DataFrame:
    """One row per deal of some user's company, closed after that user's sign-up."""
    deal = F.col("id")
    start = _signed_up(F.col("user"), size)
    closing = start + _part(_epoch(clock.END) - start, _unit(deal, "closing"))
    is_large = _hash(deal, "kind", 2) == 0
    title = F.when(is_large, " - Enterprise Deal").otherwise(" - Business Deal")
    return (
        spark.range(size.deals)
        .select("id", _scrambled(deal, size).alias("user"))
        .transform(_with_email, size)
        .select(
            F.timestamp_seconds(closing).cast("date").alias("close_date"),
            F.when(is_large, "$40,000").otherwise("$10,000").alias("amount"),
            F.concat("company_name", title).alias("deal_name"),
            F.when(_hash(deal, "stage", 2) == 0, "Won").otherwise("Lost").alias("deal_stage"),
            "email",
        )
    )


def _links(
    spark: SparkSession, cycles: int, cycle: int, old: int, new: int, newest: int
) -> DataFrame:
    """One row per merge of `old` into `new` in every cycle; in some, also of `new` into `newest`.

    The chains are rows of the same range with one partition: a union would write a second file,
    and a hand-maintained list is a single file.
    """
    row = F.col("id")
    place = row % (_CHAIN_EVERY + 1)
    is_chain = place == 1
    group = _div(row, _CHAIN_EVERY + 1) * _CHAIN_EVERY
    start = (group + F.when(place == 0, 0).otherwise(place - 1)) * cycle
    chains = -(-cycles // _CHAIN_EVERY)
    return spark.range(0, cycles + chains, 1, 1).select(
        (start + F.when(is_chain, new).otherwise(old)).alias("old"),
        (start + F.when(is_chain, newest).otherwise(new)).alias("new"),
    )


# Each step below uses the columns of the step before it. A single expression over the user would
# repeat every step wherever it is used, and grow beyond what a planner can handle.


def _with_email(df: DataFrame, size: Size) -> DataFrame:
    """Add `name`, `gaggle`, `company_name` and `email` of the user in `user`."""
    user, person, mailbox = F.col("user"), F.col("person"), F.col("mailbox")
    is_second = user % _SECOND_CYCLE == _SECOND
    is_shouted = user % _SHOUTED_CYCLE == _SHOUTED
    # An address in capitals is an earlier user's; a second sign-up is an earlier person.
    owner = F.when(is_shouted, user - _SHOUTED_BACK).otherwise(user)
    earlier = F.when(is_second, user - (_SECOND - _FIRST)).otherwise(owner)
    local = F.lower(F.regexp_replace("name", "[^A-Za-z]", ""))
    comma = F.when(mailbox % _MALFORMED_CYCLE == _MALFORMED, ",").otherwise("")
    personal = _word(words.PERSONAL_DOMAINS, _hash(mailbox, "personal domain", _RANGE))
    domain = F.when(_is_personal(mailbox, F.col("gaggle")), personal).otherwise(F.col("domain"))
    email = F.concat(local, mailbox.cast("string"), F.lit("@"), comma, domain)
    return (
        df.select("*", owner.alias("mailbox"), earlier.alias("person"))
        .select("*", _gaggle(person, size).alias("gaggle"), _person_name(person).alias("name"))
        .transform(_with_company)
        .select("*", email.alias("quiet"))
        .withColumn("email", F.when(is_shouted, F.upper("quiet")).otherwise(F.col("quiet")))
    )


def _with_company(df: DataFrame) -> DataFrame:
    """Add the `company`, `company_name` and `domain` of the gaggle in `gaggle`.

    A company is identified by its first gaggle. A number keeps domains distinct once all pairs of
    words are used up.
    """
    company, lap = F.col("company"), F.col("lap")
    adjective = _word(words.ADJECTIVES, company)
    # The next round of adjectives starts at the next team, so neighbours share neither word.
    team = _word(
        words.TEAMS, _div(company, len(words.ADJECTIVES)) + company % len(words.ADJECTIVES)
    )
    laps = _div(company, len(words.ADJECTIVES) * len(words.TEAMS))
    suffix = _word(words.COMPANY_SUFFIXES, _hash(company, "company suffix", _RANGE))
    host = F.lower(F.regexp_replace("company_name", " ", ""))
    return (
        df.select("*", _company(F.col("gaggle")).alias("company"))
        .select("*", F.when(laps > 0, laps.cast("string")).alias("lap"))
        .select("*", F.concat_ws(" ", adjective, team, lap).alias("company_name"))
        .select("*", F.concat(host, F.lit("."), suffix).alias("domain"))
    )


def _gaggle(person: Column, size: Size) -> Column:
    """The gaggle a person founds, or any existing one: older gaggles are larger."""
    founded = _div(person, _USERS_PER_GAGGLE)
    founds = (person % _USERS_PER_GAGGLE == 0) & (founded < size.gaggles)
    there = F.least(founded + 1, F.lit(size.gaggles).cast("bigint"))
    return F.when(founds, founded).otherwise(_part(there, _unit(person, "gaggle")))


def _company(gaggle: Column) -> Column:
    """The company of a gaggle: its own, or that of any older gaggle."""
    groups = _div(gaggle, _GAGGLES_PER_GROUP) + 1
    first = _part(groups, _unit(gaggle, "company")) * _GAGGLES_PER_GROUP
    older = first + _hash(gaggle, "rest", _GAGGLES_PER_GROUP - 1)
    joins = gaggle % _GAGGLES_PER_GROUP == _GAGGLES_PER_GROUP - 1
    return F.when(joins, older).otherwise(gaggle)


def _person_name(person: Column) -> Column:
    first = _word(words.FIRST_NAMES, _hash(person, "first name", _RANGE))
    last = _word(words.LAST_NAMES, _hash(person, "last name", _RANGE))
    return F.concat_ws(" ", first, last)


def _is_personal(user: Column, gaggle: Column) -> Column:
    """Whether an address is personal: for a quarter of users, some gaggles, second sign-ups."""
    is_drawn = _hash(user, "personal", 100) < _PERSONAL_PERCENT
    is_at_home = gaggle % _PERSONAL_GAGGLE == _PERSONAL_GAGGLE - 1
    is_second = user % _SECOND_CYCLE == _SECOND
    is_first = user % _SECOND_CYCLE == _FIRST
    return is_second | ((is_drawn | is_at_home) & ~is_first)


def _signed_up(user: Column, size: Size) -> Column:
    """Seconds since 1970. The square root makes daily sign-ups grow over time."""
    return _part(F.lit(clock.LAST_SIGN_UP), F.sqrt((user + 0.5) / size.users)) + _epoch(0)


def _busy_user(event: Column, size: Size) -> Column:
    """The user of an event: a few users have many events, most a few, some none.

    The fourth power of a uniform draw gives the user at rank r a share proportional to r^(-3/4).
    """
    draw = _unit(event, "user") * _SPREAD + _BUSIEST
    square = draw * draw
    rank = (square * square - _BUSIEST**4) * (1 - _IDLE_SHARE)
    return _scrambled(_part(F.lit(size.users), rank), size)


def _event_name(event: Column) -> Column:
    draw = _hash(event, "name", 100)
    is_order, is_favourite = draw < _ORDER_PERCENT, draw < _ORDER_PERCENT + _FAVOURITE_PERCENT
    other = F.when(is_favourite, "recipe_favorited").otherwise("recipe_viewed")
    return F.when(is_order, "order_placed").otherwise(other)


def _scrambled(number: Column, size: Size) -> Column:
    """A permutation of the users: maps each number to a user far from the next number's."""
    return number * _PRIME % size.users


def _hash(number: Column, topic: str, end: int) -> Column:
    """One of 0, 1, ..., end - 1: random per topic, but always the same for a number."""
    return F.pmod(F.xxhash64(number, F.lit(topic)), F.lit(end).cast("bigint"))


def _unit(number: Column, topic: str) -> Column:
    """A number in [0, 1). The division by a power of two is exact."""
    return _hash(number, topic, _RANGE) / F.lit(float(_RANGE))


def _part(whole: Column, unit: Column) -> Column:
    """A whole number in [0, whole)."""
    return F.floor(whole * unit).cast("bigint")


def _div(number: Column, by: int) -> Column:
    """Integer division of a non-negative number."""
    return ((number - number % by) / by).cast("bigint")


def _word(vocabulary: tuple[str, ...], position: Column) -> Column:
    """A word by its position.

    The words are padded slices of one string: taking a substring is cheaper than indexing an array,
    which an engine may build for every row.
    """
    width = max(map(len, vocabulary))
    text = F.lit("".join(word.ljust(width) for word in vocabulary))
    start = (position % len(vocabulary) * width + 1).cast("int")
    return F.rtrim(text.substr(start, F.lit(width)))


def _epoch(time: int) -> int:
    return int(clock.FIRST_DAY.timestamp()) + time
