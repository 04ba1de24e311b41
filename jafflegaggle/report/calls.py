"""The accounts to call first: the highest opportunities and risks, and whom to call there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.frames import union_all
from jafflegaggle.models.signals.scores import SCORES
from jafflegaggle.models.signals.spec import OPPORTUNITY, RISK, Direction
from jafflegaggle.report.layout import GAP, INDENT, TERMINAL, cut, one_line, section, width

TOP = 10
# An e-mail that is cut reaches nobody, and holds the account's name once more: it goes first.
MAX_CALL, MIN_SIGNALS = 46, 20
HEADER = ("account", "score", "users", "signals", "call")
# Of equal scores: more people who may want more, and a customer before one who may become one.
MATTERS_MOST: Mapping[Direction, str] = {OPPORTUNITY: "active_users_28d", RISK: "is_paying"}
TITLES: Mapping[Direction, str] = {OPPORTUNITY: "opportunities", RISK: "risks"}


@dataclass(frozen=True)
class Call:
    """An account to call.

    Attributes:
        account: the account.
        score: its score in one direction.
        users: the number of its contacts.
        signals: its signals in that direction, those with the most points first.
        email: the e-mail of whom to call.
    """

    account: str
    score: int
    users: int
    signals: tuple[str, ...]
    email: str | None


def calls_sections(
    accounts: DataFrame, account_signals: DataFrame, contacts: DataFrame
) -> Iterator[str]:
    """The sections of the summary, one for each direction."""
    calls = calls_of(accounts, account_signals, contacts)
    for direction, title in TITLES.items():
        yield section(
            f"Top {TOP} {title}, and whom to call there", HEADER, fitted(calls[direction])
        )


def calls_of(
    accounts: DataFrame, account_signals: DataFrame, contacts: DataFrame
) -> dict[Direction, list[Call]]:
    """The accounts with the highest scores in each direction, at most TOP of them, in order."""
    highest = union_all(_highest(accounts, name, one) for name, one in SCORES.items()).collect()
    # An engine keeps no order in a union.
    highest.sort(key=lambda row: (-row.score, -row.first, -row.users, row.corporate_email))
    names = sorted({row.corporate_email for row in highest})
    ids = sorted({row.user_id for row in highest} - {None})
    shown = account_signals.select("corporate_email", "direction", "signal", "points")
    signals = _rows(shown, "corporate_email", names)
    signals.sort(key=lambda row: (-row.points, row.signal))
    people = contacts.select("user_id", "email")
    emails = {row.user_id: row.email for row in _rows(people, "user_id", ids)}
    calls: dict[Direction, list[Call]] = {direction: [] for direction in TITLES}
    for row in highest:
        key = (row.corporate_email, row.direction)
        its_own = (one.signal for one in signals if (one.corporate_email, one.direction) == key)
        email = emails.get(row.user_id)
        call = Call(row.corporate_email, row.score, row.users, tuple(its_own), email)
        calls[row.direction].append(call)
    return calls


def _highest(accounts: DataFrame, score: str, direction: Direction) -> DataFrame:
    """The accounts with the highest scores; of equal ones those that matter most."""
    scored = accounts.where(F.col(score) > F.lit(0)).select(
        "corporate_email",
        F.lit(direction).alias("direction"),
        F.col(score).alias("score"),
        F.col(MATTERS_MOST[direction]).cast("bigint").alias("first"),
        F.col("number_of_users_associated").alias("users"),
        F.coalesce("most_active_user_id", "first_user_id").alias("user_id"),
    )
    highest = [F.col(name).desc() for name in ("score", "first", "users")]
    return scored.orderBy(*highest, F.col("corporate_email").asc()).limit(TOP)


def _rows(table: DataFrame, column: str, values: Sequence[object]) -> list[Row]:
    """The rows with one of a few values; without any of these, nobody looks."""
    return table.where(F.col(column).isin(*values)).collect() if values else []


def fitted(calls: Sequence[Call]) -> list[tuple[object, ...]]:
    """The rows of a section, cut so that none is wider than a terminal.

    >>> signals = ("product_qualified", "growing_seats", "several_gaggles")
    >>> (row,) = fitted([Call("jets.com", 60, 12, signals, "ann@jets.com")])
    >>> row
    ('jets.com', 60, 12, 'product_qualified, growing_seats, several_gaggles', 'ann@jets.com')
    """
    accounts = [one_line(one.account) for one in calls]
    emails = [cut(one_line(one.email or "-"), MAX_CALL) for one in calls]
    scores, users = ([f"{getattr(one, name):,}" for one in calls] for name in ("score", "users"))
    cells = {"account": accounts, "score": scores, "users": users, "call": emails}
    widths = {name: max(map(width, [name, *column])) for name, column in cells.items()}
    gaps = len(INDENT) + len(GAP) * len(cells)
    room = TERMINAL - gaps - widths["score"] - widths["users"] - widths["call"]
    of_account = min(widths["account"], max(len("account"), room - MIN_SIGNALS))
    return [
        (
            cut(account, of_account),
            one.score,
            one.users,
            _some(one.signals, room - of_account),
            email,
        )
        for one, account, email in zip(calls, accounts, emails, strict=True)
    ]


def _some(names: Sequence[str], columns: int) -> str:
    """As many names as there is room for, and how many are left out."""
    for shown in range(len(names), 1, -1):
        text = ", ".join(names[:shown]) + _more(names[shown:])
        if width(text) <= columns:
            return text
    more = _more(names[1:])
    return cut("".join(names[:1]), columns - len(more)) + more


def _more(names: Sequence[str]) -> str:
    return f" +{len(names)}" if names else ""
