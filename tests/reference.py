"""The customer 360 once more, in plain Python: the oracle the Spark job is compared with.

It follows sections 1 to 4 of the design, over rows in memory, with the standard library alone and
nothing of the package it judges. It is written to be checked by reading: the functions stand in
the order of the pipeline, each says which rule it keeps, and speed comes second.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from tests import reference_crm, reference_signals
from tests.payments import (
    ACTIVE,
    SIGNS,
    Subscription,
    currency_in,
    is_active,
    several_currencies,
    subscription_measures,
)
from tests.reference_crm import Record as CrmRecord

Row: TypeAlias = Mapping[str, str | None]
Table: TypeAlias = list[dict[str, Any]]
Id: TypeAlias = Any  # int where id_type is "bigint", str where it is "string"; never a mixture
Value = TypeVar("Value")
Record = TypeVar("Record")
Key = TypeVar("Key", bound=Hashable)

PERSONAL_DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com")
EVENT_NAMES = ("recipe_viewed", "recipe_favorited", "order_placed")
ORDER_EVENTS = ("order_placed",)
WON_STAGES = ("Won",)


class MergeError(ValueError):
    """A merge list that must stop the job; `lines` holds (list, line, status) of every culprit."""

    def __init__(self, lines: list[tuple[str, int, str]]) -> None:
        self.lines = lines
        super().__init__("; ".join(f"{name} line {line}: {status}" for name, line, status in lines))


# The whole job ----------------------------------------------------------------------------------


def customer_360(
    sources: Mapping[str, Sequence[Row]],
    *,
    id_type: str = "bigint",
    personal_domains: Iterable[str] = PERSONAL_DOMAINS,
    company_domains: Iterable[str] = (),
    internal_domains: Iterable[str] = (),
    internal_emails: Iterable[str] = (),
    event_names: Collection[str] = EVENT_NAMES,
    order_events: Collection[str] = ORDER_EVENTS,
    deduplicate_events: bool = False,
    won_stages: Collection[str] = WON_STAGES,
    active_statuses: Collection[str] = ACTIVE,
    on_missing_target: str = "keep",
    snapshot_date: date = date.max,
    signals: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Table]:
    """Every table of the design from the sources as rows of text cells.

    Of `findings` those alone that say what is after the snapshot's date, what people pay, and which
    lines join companies.
    """
    del event_names  # an event outside them is counted too; only findings tell
    quarantine: Table = []
    users = read_users(sources["users"], id_type, quarantine)
    gaggles = read_gaggles(sources["gaggles"], id_type, quarantine)
    events = read_events(
        sources["events"], id_type, users, quarantine, deduplicate=deduplicate_events
    )
    deals = read_deals(sources.get("deals", ()), quarantine)
    subscriptions = read_subscriptions(sources.get("subscriptions", ()), id_type, quarantine)
    crm_companies, crm_contacts = (
        read_records(f"crm_{kind}", sources.get(f"crm_{kind}", ()), quarantine)
        for kind in ("companies", "contacts")
    )
    later_events = [event for event in events if event.timestamp.date() > snapshot_date]
    events = [event for event in events if event.timestamp.date() <= snapshot_date]
    later_deals = [deal for deal in won(deals, won_stages) if closes_after(deal, snapshot_date)]
    if not users:
        raise ValueError("users: there is no readable user")

    personal = normal_domains(personal_domains) - normal_domains(company_domains)
    staff = Staff(normal_domains(internal_domains), {*map(normalize_email, internal_emails)})
    user_lines = merge_lines("merged_user", sources.get("merged_user", ()))
    domain_lines = merge_lines("merged_company_domain", sources.get("merged_company_domain", ()))
    refuse_broken_lists(user_lines, domain_lines, personal)
    user_merges = compile_user_merges(user_lines, users)
    domain_merges = compile_domain_merges(domain_lines, users)
    if on_missing_target == "fail":
        refuse_missing_targets(user_merges.report)
    companies = Companies(domain_merges.target_of, personal)

    people = people_of(users, user_merges.target_of)
    activities = activity_by_user(events, order_events)
    everyone = [build_contact(person, activities, companies, staff) for person in people]
    contacts = [contact for contact in everyone if not contact.is_internal]
    bridge = group_by(contacts, lambda contact: (contact.gaggle_id, contact.domain))
    primary = primary_domains(bridge)
    attribute_contacts(contacts, primary)
    deals_by_account = attribute_deals(deals, everyone, user_merges.target_of, companies)
    places = Places.of(everyone, primary, user_merges.target_of, companies, staff.domains)
    subscribed = group_by(subscriptions, places.account_of)

    own_domains = {contact.domain for contact in contacts if contact.domain is not None}
    links = []
    if "crm_companies" in sources:
        known: dict[Any, str] = {domain: domain for domain in own_domains}
        links += reference_crm.links("company", crm_companies, known, companies.merged_into)
    if "crm_contacts" in sources:
        known = {one.email or one.user_id: str(one.user_id) for one in everyone}
        links += reference_crm.links("contact", crm_contacts, known, user_merges.target_of)
    linked = {(row["object"], row["key"]): row for row in links if row["status"] == "linked"}
    contact_rows = [
        {
            **contact_row(contact, snapshot_date),
            **reference_crm.record_of(linked.get(("contact", str(contact.user_id)))),
            **reference_crm.names(contact),
        }
        for contact in everyone
    ]
    accounts = [
        {
            **row,
            **reference_crm.record_of(linked.get(("company", row["corporate_email"]))),
            "account_name": reference_crm.account_name(
                row["corporate_email"],
                linked.get(("company", row["corporate_email"])),
                crm_companies,
                contacts,
                primary,
                {gaggle.gaggle_id: gaggle.gaggle_name for gaggle in gaggles},
            ),
        }
        for row in account_rows(contacts, deals_by_account, won_stages, snapshot_date)
    ]
    accounts = [
        with_subscriptions(row, subscribed, snapshot_date, active_statuses) for row in accounts
    ]
    account_signals = reference_signals.account_signals(
        accounts, contact_rows, snapshot_date, signals or {}
    )

    return {
        **({"crm_links": links} if links else {}),
        "contacts": contact_rows,
        "gaggle_domains": gaggle_domain_rows(bridge, primary),
        "gaggle_facts": gaggle_fact_rows(gaggles, contacts, primary, snapshot_date),
        "accounts": [
            {**row, **reference_signals.scores(row["corporate_email"], account_signals)}
            for row in accounts
        ],
        "account_signals": account_signals,
        "personal_gaggles": personal_gaggle_rows(gaggles, contacts, companies, snapshot_date),
        "contact_gaggles": [
            row
            for person, contact in zip(people, everyone, strict=True)
            if not contact.is_internal
            for row in contact_gaggle_rows(person, contact, activities, snapshot_date)
        ],
        "contact_aliases": [
            row for person in people for row in alias_rows(person, activities, user_merges)
        ],
        "merge_report": user_merges.report + domain_merges.report,
        "findings": [
            {"source": source, "key": None, "reason": reason, "value": str(len(later))}
            for source, reason, later in (
                ("events", "events_after_snapshot", later_events),
                ("deals", "deals_after_snapshot", later_deals),
            )
            if later
        ]
        + lines_joining_companies(user_merges, companies)
        + [
            {
                "source": "subscriptions",
                "key": one.subscription_id,
                "reason": "internal" if places.is_internal(one) else "unknown_account",
                "value": one.place,
            }
            for one in subscribed.get(None, ())
        ]
        + several_currencies(
            "deals",
            {
                account: [deal for deal in won(deals, won_stages) if deal not in later_deals]
                for account, deals in deals_by_account.items()
            },
        )
        + several_currencies(
            "subscriptions",
            {
                account: [one for one in some if is_active(one, snapshot_date, active_statuses)]
                for account, some in subscribed.items()
            },
        ),
        "quarantine": quarantine,
    }


# Small tools ------------------------------------------------------------------------------------


def null_last(value: Any) -> tuple[bool, Any]:
    """A sort key: values in their own order (text by code point, as by UTF-8 byte), then None."""
    return (value is None, value)


def null_first(value: Any) -> tuple[bool, Any]:
    """A sort key: None, then values in their own order."""
    return (value is not None, value)


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    return min((time for time in times if time is not None), default=None)


def latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((time for time in times if time is not None), default=None)


def group_by(values: Iterable[Value], key: Callable[[Value], Key]) -> dict[Key, list[Value]]:
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return dict(groups)


# Files ------------------------------------------------------------------------------------------


def read_csv(path: str | Path) -> list[dict[str, str | None]]:
    """The rows of an RFC 4180 file (`.gz` too) by its header; an empty cell is None."""
    opener: Callable[..., Any] = gzip.open if Path(path).suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        lines = [cells for cells in csv.reader(file, strict=True) if cells]
    if not lines:
        raise ValueError(f"{path}: the file is empty")
    header = lines[0]
    for cells in lines[1:]:
        if len(cells) != len(header):
            raise ValueError(f"{path}: {len(cells)} cells instead of {len(header)}: {cells}")
    return [dict(zip(header, (cell or None for cell in cells), strict=True)) for cells in lines[1:]]


# Cells ------------------------------------------------------------------------------------------

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
NUMBER = re.compile(r"[+-]?[0-9]+(\.0+)?")
DIGITS = "0123456789"
NO_VALUE = ("", "null", "\\n", "n/a", "nan", "none")
NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
QUOTES = "\"'\u2018\u2019\u201c\u201d"
NOT_IN_ADDRESSES = ',;:<>()[]\\"'
BLANKS_IN_AMOUNTS = " \u00a0\u202f\u2009"
# What may stand before and behind the digits of an amount: S is a currency, `-` any sign.
LAYOUTS = {
    *(("", ""), ("-", ""), ("(", ")")),
    *(("S", ""), ("S ", ""), ("-S", ""), ("-S ", ""), ("S-", ""), ("S -", "")),
    *(("", "S"), ("", " S"), ("-", "S"), ("-", " S")),
    *(("(S", ")"), ("(S ", ")"), ("S(", ")"), ("S (", ")")),
    *(("(", "S)"), ("(", " S)"), ("(", ")S"), ("(", ") S")),
}
CURRENCIES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR "
    "ZMW ZWG"
)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?")
OFFSET = re.compile(r"[+-][0-9]{2}(:?[0-9]{2})?")
LONGEST_OFFSET = timedelta(hours=18)
AMOUNT_LIMIT = Decimal(10) ** 16  # DECIMAL(18,2) has 16 digits before the point


class UnreadableError(ValueError):
    """A cell that holds something, but nothing of the type of its column."""


def parse_text(cell: str) -> str | None:
    """Text as it stands; None where it is blank."""
    return cell if cell.strip(WHITE_SPACE) else None


def parse_text_id(cell: str) -> str | None:
    """Text without white space around it; None: no value."""
    text = cell.strip(WHITE_SPACE)
    return None if text.lower() in NO_VALUE else text


def parse_number(cell: str) -> int | None:
    """A whole number of 64 bits: optional blanks around, a sign, digits, zeros behind a point."""
    text = cell.strip(WHITE_SPACE)
    if text.lower() in NO_VALUE:
        return None
    if not NUMBER.fullmatch(text):
        raise UnreadableError(cell)
    number = int(text.partition(".")[0])
    if not -(2**63) <= number < 2**63:
        raise UnreadableError(cell)
    return number


def parse_time(cell: str) -> datetime | None:
    """`YYYY-MM-DD[ T]HH:MM[:SS[.f]]` and a zone, or a date, as naive UTC; None: no value."""
    text = cell.strip(WHITE_SPACE).upper()
    if text.lower() in NO_VALUE:
        return None
    day, rest = text[:10], text[10:]
    if not DATE.fullmatch(day) or (rest and rest[0] not in " T"):
        raise UnreadableError(cell)
    clock, offset = clock_and_offset(rest[1:], cell) if rest else ("00:00", timedelta(0))
    hour_and_minute, second = clock[:5], clock[6:8] or "00"
    fraction = clock[9:15].ljust(6, "0")
    if day == "0000-00-00":
        return None
    try:
        iso = f"{day} {hour_and_minute}:{second}.{fraction}"
        return datetime.strptime(iso, "%Y-%m-%d %H:%M:%S.%f") - offset
    except (ValueError, OverflowError):  # no such day, or beyond the years 1 to 9999
        raise UnreadableError(cell) from None


def clock_and_offset(text: str, cell: str) -> tuple[str, timedelta]:
    """A time of day, and what its zone is ahead of UTC."""
    found = CLOCK.match(text)
    clock = found.group() if found else ""
    zone = text[len(clock) :].removeprefix(" ") or "Z"
    hour, minute, second = int(clock[:2] or 99), int(clock[3:5] or 0), int(clock[6:8] or 0)
    if hour > 23 or minute > 59 or second > 59 or text.endswith(" "):
        raise UnreadableError(cell)
    if zone in ("Z", "UTC", "GMT"):
        return clock, timedelta(0)
    digits = zone[1:].replace(":", "")
    if not OFFSET.fullmatch(zone) or int(digits[2:] or 0) > 59:
        raise UnreadableError(cell)
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if offset > LONGEST_OFFSET:
        raise UnreadableError(cell)
    return clock, -offset if zone[0] == "-" else offset


def parse_date(cell: str) -> date | None:
    """A date, or the UTC date of a time."""
    time = parse_time(cell)
    return None if time is None else time.date()


def parse_amount(cell: str) -> Decimal | None:
    """DECIMAL(18,2): what stands around the digits is one of a few layouts; None: no value."""
    text = cell.strip(WHITE_SPACE)
    if text.lower() in NO_VALUE:
        return None
    digits = [at for at, letter in enumerate(text) if letter in DIGITS]
    if not digits:
        raise UnreadableError(cell)
    head, body, tail = text[: digits[0]], text[digits[0] : digits[-1] + 1], text[digits[-1] + 1 :]
    if (layout_of(head), layout_of(tail)) not in LAYOUTS:
        raise UnreadableError(cell)
    whole, point, fraction = body.partition(".")
    if point and len(fraction) not in (1, 2) and (len(fraction) < 4 or set(fraction[2:]) != {"0"}):
        raise UnreadableError(cell)
    amount = Decimal(f"{ungrouped(whole, cell)}.{fraction[:2] or 0}")
    if amount >= AMOUNT_LIMIT:
        raise UnreadableError(cell)
    return -amount if "-" in head or "(" in head else amount


def layout_of(ornaments: str) -> str:
    """The ornaments of an amount with `S` for a currency, and one kind of blank and of sign."""
    for symbol in (*"$€£¥", *CURRENCIES.split()):
        ornaments = ornaments.replace(symbol, "S")
    for blank in BLANKS_IN_AMOUNTS:
        ornaments = ornaments.replace(blank, " ")
    return ornaments.replace("+", "-")


def ungrouped(whole: str, cell: str) -> str:
    """The digits of a whole number, which may stand in groups of three."""
    marks = set(whole) - set(DIGITS)
    if not marks:
        return whole
    first, *others = whole.split(min(marks))
    is_grouped = 1 <= len(first) <= 3 and all(len(group) == 3 for group in others)
    if len(marks) > 1 or min(marks) not in f",'\u2019{BLANKS_IN_AMOUNTS}" or not is_grouped:
        raise UnreadableError(cell)
    return first + "".join(others)


# Sources ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class User:
    user_id: Id
    user_name: str | None
    email: str | None  # as read
    gaggle_id: Id | None
    created_at: datetime | None


@dataclass(frozen=True)
class Gaggle:
    gaggle_id: Id
    gaggle_name: str | None
    created_at: datetime | None


@dataclass(frozen=True)
class Event:
    event_id: str | None
    user_id: Id
    event_name: str
    timestamp: datetime


@dataclass(frozen=True)
class Deal:
    close_date: date | None
    amount: Decimal | None
    deal_name: str | None
    deal_stage: str | None
    email: str | None  # as read
    currency: str | None


class SetAsideError(Exception):
    """A row that goes to quarantine, with the reason."""


def read_cell(row: Row, column: str, parse: Callable[[str], Value | None]) -> Value | None:
    """The value of a cell that a row needs to be readable."""
    cell = row[column]
    if cell is None:
        return None
    try:
        return parse(cell)
    except (ValueError, ArithmeticError) as problem:
        raise SetAsideError(f"unreadable_{column}") from problem


def optional(row: Row, column: str, parse: Callable[[str], Value | None]) -> Value | None:
    """The value of any other cell: None where it is unreadable, too."""
    try:
        return read_cell(row, column, parse)
    except SetAsideError:
        return None


def required(row: Row, column: str, parse: Callable[[str], Value | None]) -> Value:
    value = read_cell(row, column, parse)
    if value is None:
        raise SetAsideError(f"missing_{column}")
    return value


def set_aside(source: str, reason: str, row: Row, quarantine: Table) -> None:
    row_as_json = json.dumps(dict(row), ensure_ascii=False)
    quarantine.append({"source": source, "reason": reason, "row": row_as_json})


def readable_rows(
    source: str, rows: Iterable[Row], read: Callable[[Row], Record], quarantine: Table
) -> list[tuple[Record, Row]]:
    """The rows that can be read, typed, each beside itself as it came; the others set aside."""
    readable = []
    for row in rows:
        try:
            readable.append((read(row), row))
        except SetAsideError as verdict:
            set_aside(source, str(verdict), row, quarantine)
    return readable


def first_of_each_key(
    source: str, key: str, readable: list[tuple[Record, Row]], quarantine: Table
) -> list[tuple[Record, Row]]:
    """One row per key, the first in the order of all columns; the later ones set aside.

    A row without a key is nobody's repeat.
    """

    def all_columns(pair: tuple[Any, Row]) -> list[tuple[bool, Any]]:
        record = pair[0]
        return [null_last(getattr(record, field.name)) for field in fields(record)]

    seen: set[Id] = set()
    kept = []
    for record, row in sorted(readable, key=all_columns):
        value = getattr(record, key)
        if value in seen:
            set_aside(source, f"duplicate_{key}", row, quarantine)
        else:
            kept.append((record, row))
        if value is not None:
            seen.add(value)
    return kept


def id_parser(id_type: str) -> Callable[[str], Id | None]:
    parsers: dict[str, Callable[[str], Id | None]] = {
        "bigint": parse_number,
        "string": parse_text_id,
    }
    return parsers[id_type]


def read_users(rows: Iterable[Row], id_type: str, quarantine: Table) -> list[User]:
    parse_id = id_parser(id_type)

    def read(row: Row) -> User:
        return User(
            user_id=required(row, "user_id", parse_id),
            user_name=optional(row, "user_name", parse_text),
            email=optional(row, "email", parse_text),
            gaggle_id=optional(row, "gaggle_id", parse_id),
            created_at=optional(row, "created_at", parse_time),
        )

    readable = readable_rows("users", rows, read, quarantine)
    return [user for user, _ in first_of_each_key("users", "user_id", readable, quarantine)]


def read_gaggles(rows: Iterable[Row], id_type: str, quarantine: Table) -> list[Gaggle]:
    parse_id = id_parser(id_type)

    def read(row: Row) -> Gaggle:
        return Gaggle(
            gaggle_id=required(row, "gaggle_id", parse_id),
            gaggle_name=optional(row, "gaggle_name", parse_text),
            created_at=optional(row, "created_at", parse_time),
        )

    readable = readable_rows("gaggles", rows, read, quarantine)
    firsts = first_of_each_key("gaggles", "gaggle_id", readable, quarantine)
    return [gaggle for gaggle, _ in firsts]


def read_events(
    rows: Iterable[Row],
    id_type: str,
    users: Iterable[User],
    quarantine: Table,
    *,
    deduplicate: bool = False,
) -> list[Event]:
    """The events of known users; a user set aside is not known.

    A repeat is a repeat whoever's it is: ids are looked at before users are.
    """
    parse_id = id_parser(id_type)
    known = {user.user_id for user in users}

    def read(row: Row) -> Event:
        return Event(
            event_id=optional(row, "event_id", parse_text_id),
            user_id=required(row, "user_id", parse_id),
            event_name=required(row, "event_name", parse_text),
            timestamp=required(row, "timestamp", parse_time),
        )

    readable = readable_rows("events", rows, read, quarantine)
    if deduplicate:
        readable = first_of_each_key("events", "event_id", readable, quarantine)
    events = []
    for event, row in readable:
        if event.user_id in known:
            events.append(event)
        else:
            set_aside("events", "unknown_user", row, quarantine)
    return events


def read_deals(rows: Iterable[Row], quarantine: Table) -> list[Deal]:
    def read(row: Row) -> Deal:
        return Deal(
            close_date=optional(row, "close_date", parse_date),
            amount=read_cell(row, "amount", parse_amount),
            deal_name=optional(row, "deal_name", parse_text),
            deal_stage=optional(row, "deal_stage", parse_text),
            email=optional(row, "email", parse_text),
            currency=read_currency(row),
        )

    return [deal for deal, _ in readable_rows("deals", rows, read, quarantine)]


def read_currency(row: Row) -> str | None:
    """The currency in its own cell, else that in the amount."""
    cell = (row.get("currency") or "").strip(WHITE_SPACE).upper()
    if cell.lower() in NO_VALUE:
        return currency_in(row["amount"], CURRENCIES.split())
    return SIGNS.get(cell, cell)


def read_subscriptions(rows: Iterable[Row], id_type: str, quarantine: Table) -> list[Subscription]:
    parse_id = id_parser(id_type)

    def read(row: Row) -> Subscription:
        return Subscription(
            subscription_id=required(row, "subscription_id", parse_text_id),
            corporate_email=normalize_domain(row.get("corporate_email")),
            email=optional(row, "email", parse_text) if "email" in row else None,
            gaggle_id=optional(row, "gaggle_id", parse_id) if "gaggle_id" in row else None,
            plan=optional(row, "plan", parse_text),
            status=optional(row, "status", parse_text),
            seats=optional(row, "seats", parse_number),
            amount=optional(row, "amount", parse_amount),
            currency=read_currency(row),
            started_at=optional(row, "started_at", parse_date),
            ended_at=optional(row, "ended_at", parse_date),
            trial_ends_at=optional(row, "trial_ends_at", parse_date),
        )

    readable = readable_rows("subscriptions", rows, read, quarantine)
    firsts = first_of_each_key("subscriptions", "subscription_id", readable, quarantine)
    return [replace(one, email=normalize_email(one.email)) for one, _ in firsts]


def read_records(source: str, rows: Iterable[Row], quarantine: Table) -> list[CrmRecord]:
    """The records of the CRM, their keys normalized."""
    own, others, normalize = (
        ("corporate_email", "additional_domains", domain_of_website)
        if source == "crm_companies"
        else ("email", "additional_emails", normalize_email)
    )

    def read(row: Row) -> CrmRecord:
        return CrmRecord(
            crm_id=required(row, "crm_id", parse_text_id),
            own=normalize_domain(row.get(own))
            if own == "corporate_email"
            else row.get(own) or None,
            others=row.get(others) or None,
            company_name=optional(row, "company_name", parse_text)
            if "company_name" in row
            else None,
            owner=optional(row, "owner", parse_text),
            merged_into=optional(row, "merged_into", parse_text_id),
        )

    readable = readable_rows(source, rows, read, quarantine)
    firsts = first_of_each_key(source, "crm_id", readable, quarantine)
    return [
        replace(
            record,
            own=normalize(record.own),
            names=[normalize(name) for name in (record.others or "").split(";")],
        )
        for record, _ in firsts
    ]


# From an e-mail to a company --------------------------------------------------------------------


def normalize_email(email: str | None) -> str | None:
    """Without what stands around the address, in lower case; "no value" is None."""
    text = without_ornaments("".join(letter for letter in email or "" if letter not in NO_WIDTH))
    before, angle, inside = text.rpartition("<")
    if angle and inside.endswith(">") and "@" in inside and ">" not in inside[:-1]:
        address = without_ornaments(inside[:-1]).lower()
        if "@" not in before or without_ornaments(before).lower() == address:
            text = address
    text = text.lower()
    return None if text in NO_VALUE else text


def without_ornaments(text: str) -> str:
    """Without blanks and dots at the ends, quotes around the whole and `mailto:`, all of them."""
    while True:
        bare = text.strip(WHITE_SPACE).rstrip(WHITE_SPACE + ".")
        if len(bare) > 1 and bare[0] in QUOTES and bare[-1] in QUOTES:
            bare = bare[1:-1]
        if bare[: len("mailto:")].lower() == "mailto:":
            bare = bare[len("mailto:") :]
        if bare == text:
            return text
        text = bare


def email_of(user: User) -> str | None:
    """The e-mail by which a user is known: text with nothing before or behind an `@` is none."""
    email = normalize_email(user.email)
    return email if email is not None and has_address(email) else None


def has_address(email: str) -> bool:
    parts = email.split("@")
    return len(parts) > 1 and bool(parts[0]) and bool(parts[-1])


def extract_email_domain(email: str | None) -> str | None:
    """What follows the `@` of a normalized e-mail that is one address; or None."""
    local, at, domain = (email or "").partition("@")
    is_odd = any(letter in WHITE_SPACE or letter in NOT_IN_ADDRESSES for letter in local)
    return domain if local and at and domain and "@" not in domain and not is_odd else None


def normalize_domain(domain: str | None) -> str | None:
    """A domain as people write it in a list: as an e-mail, and without a leading `@` and dots."""
    text = "".join(letter for letter in domain or "" if letter not in NO_WIDTH)
    text = text.strip(WHITE_SPACE).removeprefix("@").strip(WHITE_SPACE)
    text = text.rstrip(WHITE_SPACE + ".").lower()
    return None if text in NO_VALUE else text


def domain_of_website(website: str | None) -> str | None:
    """A domain that may be written as a website."""
    host = (normalize_domain(website) or "").removeprefix("https://").removeprefix("http://")
    return normalize_domain(re.split("[/?#:]", host.removeprefix("www."))[0])


def normal_domains(domains: Iterable[str]) -> set[str]:
    return {normal for domain in domains if (normal := normalize_domain(domain)) is not None}


def is_well_formed(domain: str) -> bool:
    """A dot, at most 253 characters, labels of 1 to 63 letters, marks, decimal digits, hyphens.

    Digits and dots alone are the address of a machine.
    """
    labels = domain.split(".")
    return (
        len(labels) >= 2
        and len(domain) <= 253
        and all(1 <= len(label) <= 63 for label in labels)
        and all(is_domain_letter(letter) for label in labels for letter in label)
        and not domain.replace(".", "").isdecimal()
    )


def is_domain_letter(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter == "-" or category[0] in "LM" or category == "Nd"


@dataclass(frozen=True)
class Companies:
    """The verdict on a domain: which company it is of, if any."""

    merged_into: Mapping[str, str]
    personal: Collection[str]

    def is_company(self, domain: str) -> bool:
        return is_well_formed(domain) and domain not in self.personal

    def resolved(self, email: str | None) -> str | None:
        """The company of an e-mail, after domain merges: the key of `accounts`."""
        domain = extract_email_domain(email)
        if domain is None:
            return None
        target = self.merged_into.get(domain, domain)
        return target if self.is_company(target) else None

    def own(self, email: str | None) -> str | None:
        """The company of an e-mail before domain merges; a mended one shows as mended."""
        domain = extract_email_domain(email)
        if domain is not None and self.is_company(domain):
            return domain
        return self.resolved(email)

    def is_personal(self, email: str | None) -> bool:
        """Whether a list calls the domain of an e-mail personal, and it is one."""
        domain = extract_email_domain(email)
        return domain is not None and domain in self.personal and is_well_formed(domain)


@dataclass(frozen=True)
class Staff:
    """The company's own people: by domain, or by e-mail."""

    domains: Collection[str]
    emails: Collection[str | None]

    def has(self, email: str | None, companies: Companies) -> bool:
        if email is None:
            return False
        domain = extract_email_domain(email)
        domains = {domain, companies.merged_into.get(domain or "")}
        return email in self.emails or not domains.isdisjoint(self.domains)


# Merge lists ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MergeLine:
    list_name: str
    number: int  # in the file, where the header is line 1
    old_as_written: str | None
    new_as_written: str | None
    old: str | None
    new: str | None

    @property
    def pair(self) -> tuple[str, str]:
        assert self.old is not None
        assert self.new is not None
        return (self.old, self.new)

    @property
    def is_whole(self) -> bool:
        return self.old is not None and self.new is not None

    @property
    def is_self(self) -> bool:
        return self.old == self.new


@dataclass(frozen=True)
class Merges:
    target_of: Mapping[str, str]  # from every old value that moves to the value it ends at
    report: Table


def merge_lines(list_name: str, rows: Iterable[Row]) -> list[MergeLine]:
    is_users = list_name == "merged_user"
    normalize = normalize_email if is_users else normalize_domain
    old, new = ("old_email", "new_email") if is_users else ("old_domain", "new_domain")
    return [
        MergeLine(list_name, number, row[old], row[new], normalize(row[old]), normalize(row[new]))
        for number, row in enumerate(rows, start=2)
    ]


def refuse_broken_lists(
    user_lines: list[MergeLine], domain_lines: list[MergeLine], personal: Collection[str]
) -> None:
    """Stop, naming every line of both lists that no merge can be made of."""
    broken = [*broken_lines(user_lines, personal), *broken_lines(domain_lines, personal)]
    if broken:
        raise MergeError(broken)


def broken_lines(
    lines: list[MergeLine], personal: Collection[str]
) -> Iterable[tuple[str, int, str]]:
    graph = merge_graph(lines)
    for line in lines:
        status = stopping_status(line, graph, personal)
        if status is not None:
            yield (line.list_name, line.number, status)


def stopping_status(
    line: MergeLine, graph: Mapping[str, set[str]], personal: Collection[str]
) -> str | None:
    """The first of the four statuses that stop the job to fit the line, if any does."""
    if not line.is_whole:
        return "invalid"
    old, new = line.pair
    if line.list_name == "merged_user" and not (has_address(old) and has_address(new)):
        return "invalid"
    if line.list_name == "merged_company_domain":
        if not is_well_formed(new):
            return "invalid"
        if old in personal or new in personal:
            return "personal_domain"
    if line.is_self:
        return None
    if len(graph[old]) > 1:
        return "conflict"
    if leads_to(graph, new, old):
        return "cycle"
    return None


def merge_graph(lines: Iterable[MergeLine]) -> dict[str, set[str]]:
    """The distinct new values of each old one; self lines and lines with an empty cell left out."""
    pairs = {line.pair for line in lines if line.is_whole and not line.is_self}
    return {old: {new for other, new in pairs if other == old} for old, _ in pairs}


def leads_to(graph: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Whether the goal is among all that the start leads to, which grows until it does not."""
    reached = {start}
    while True:
        wider = reached.union(*(graph.get(value, set()) for value in reached))
        if goal in wider or wider == reached:
            return goal in wider
        reached = wider


def compile_user_merges(lines: list[MergeLine], users: Iterable[User]) -> Merges:
    """People: an e-mail moves to the last e-mail of its chain that a user has."""
    emails = {email_of(user) for user in users}
    known = {email for email in emails if email is not None}
    chains = merge_chains(lines)
    target_of = {
        old: [value for value in chain if value in known][-1]
        for old, chain in chains.items()
        if not known.isdisjoint(chain)
    }
    ends = {old: chain[-1] for old, chain in chains.items()}
    return Merges(target_of=target_of, report=report_rows(lines, {**ends, **target_of}, known))


def compile_domain_merges(lines: list[MergeLine], users: Iterable[User]) -> Merges:
    """Domains: a domain moves to the end of its chain, whoever is there."""
    domains = {extract_email_domain(email_of(user)) for user in users}
    known = {domain for domain in domains if domain is not None}
    ends = {old: chain[-1] for old, chain in merge_chains(lines).items()}
    return Merges(target_of=ends, report=report_rows(lines, ends, known))


def merge_chains(lines: Iterable[MergeLine]) -> dict[str, list[str]]:
    """All values that each old one leads to, one hop after the other (cycles are ruled out)."""
    link = {old: min(new) for old, new in merge_graph(lines).items()}
    chains = {}
    for old, new in link.items():
        chain = [new]
        while chain[-1] in link:
            chain.append(link[chain[-1]])
        chains[old] = chain
    return chains


def report_rows(
    lines: Iterable[MergeLine], target_of: Mapping[str, str], known: Collection[str]
) -> Table:
    report: Table = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        target = target_of.get(line.pair[0], line.pair[0])
        report.append(
            {
                "list": line.list_name,
                "line": line.number,
                "old": line.old_as_written,
                "new": line.new_as_written,
                "target": target,
                "status": harmless_status(line, target, known, is_repeated=line.pair in seen),
            }
        )
        seen.add(line.pair)
    return report


def harmless_status(
    line: MergeLine, target: str, known: Collection[str], *, is_repeated: bool
) -> str:
    """The first of the five statuses that let the job go on to fit the line."""
    if line.is_self:
        return "self"
    if is_repeated:
        return "duplicate"
    if line.old not in known:
        return "unknown_old"
    if target not in known:
        return "missing_target"
    return "applied"


def refuse_missing_targets(report: Table) -> None:
    missing = [
        (row["list"], row["line"], row["status"])
        for row in report
        if row["status"] == "missing_target"
    ]
    if missing:
        raise MergeError(missing)


# People -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """The users who are one contact, and the one of them who survives."""

    survivor: User
    users: list[User]


def people_of(users: Iterable[User], target_of: Mapping[str, str]) -> list[Person]:
    """One person for each e-mail after merges, and one for each user without an e-mail."""

    def identity(user: User) -> tuple[str, Any]:
        email = email_of(user)
        if email is None:
            return ("user", user.user_id)
        return ("email", target_of.get(email, email))

    return [
        Person(survivor_of(group, final_email), group)
        for (_, final_email), group in group_by(users, identity).items()
    ]


def survivor_of(users: list[User], final_email: Any) -> User:
    """The user who has the e-mail all others were merged into: the earliest created of them."""
    candidates = [user for user in users if email_of(user) == final_email]
    return min(candidates or users, key=creation)


def creation(who: User | Contact) -> tuple[tuple[bool, Any], Id]:
    """The order of sign-ups: by `created_at`, None last, then by `user_id`."""
    return (null_last(who.created_at), who.user_id)


def alias_rows(person: Person, activities: Mapping[Id, Activity], merges: Merges) -> Table:
    return [
        {
            "user_id": user.user_id,
            "contact_user_id": person.survivor.user_id,
            "reason": alias_reason(user, person.survivor),
            "email": email_of(user),
            "user_name": user.user_name,
            "gaggle_id": user.gaggle_id,
            "created_at": user.created_at,
            **activities.get(user.user_id, NO_ACTIVITY).measures,
            "list_line": line_that_moves(email_of(user), merges),
            "target": merges.target_of.get(email_of(user) or ""),
        }
        for user in person.users
    ]


def line_that_moves(email: str | None, merges: Merges) -> int | None:
    """The first line that was applied to an e-mail."""
    lines = [
        int(row["line"])
        for row in merges.report
        if row["status"] == "applied" and normalize_email(row["old"]) == email
    ]
    return min(lines, default=None)


def alias_reason(user: User, survivor: User) -> str:
    if user.user_id == survivor.user_id:
        return "self"
    if email_of(user) == email_of(survivor):
        return "same_email"
    return "merged"


def lines_joining_companies(merges: Merges, companies: Companies) -> Table:
    """The lines that merge a company's e-mail into another's, or with another's into nobody's."""
    found: Table = []
    applied = [row for row in merges.report if row["status"] == "applied"]
    for target, rows in group_by(applied, lambda row: row["target"]).items():
        company_of = [companies.resolved(normalize_email(row["old"])) for row in rows]
        home = companies.resolved(target)
        for row, company in zip(rows, company_of, strict=True):
            others = {home} if home else {*company_of}
            others -= {company, None}
            if company and others:
                value = ", ".join([company, *sorted(map(str, others))])
                reason = "merge_joins_companies"
                key = str(row["line"])
                found.append(
                    {"source": "merged_user", "key": key, "reason": reason, "value": value}
                )
    return found


# Activity ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Activity:
    first_event: datetime | None = None
    most_recent_event: datetime | None = None
    number_of_events: int = 0
    first_order: datetime | None = None
    most_recent_order: datetime | None = None
    number_of_orders: int = 0
    event_dates: frozenset[date] = frozenset()
    order_dates: frozenset[date] = frozenset()

    @property
    def measures(self) -> dict[str, Any]:
        """What tables show of it."""
        hidden = ("event_dates", "order_dates")
        return {name: value for name, value in vars(self).items() if name not in hidden}


NO_ACTIVITY = Activity()


def activity_by_user(events: Iterable[Event], order_events: Collection[str]) -> dict[Id, Activity]:
    by_user = group_by(events, lambda event: event.user_id)
    return {user_id: activity_of(group, order_events) for user_id, group in by_user.items()}


def activity_of(events: Iterable[Event], order_events: Collection[str]) -> Activity:
    times = [event.timestamp for event in events]
    orders = [event.timestamp for event in events if event.event_name in order_events]
    return Activity(
        first_event=earliest(times),
        most_recent_event=latest(times),
        number_of_events=len(times),
        first_order=earliest(orders),
        most_recent_order=latest(orders),
        number_of_orders=len(orders),
        event_dates=frozenset(time.date() for time in times),
        order_dates=frozenset(time.date() for time in orders),
    )


def total(activities: Iterable[Activity]) -> Activity:
    """The activity of several together."""
    parts = list(activities)
    return Activity(
        first_event=earliest(part.first_event for part in parts),
        most_recent_event=latest(part.most_recent_event for part in parts),
        number_of_events=sum(part.number_of_events for part in parts),
        first_order=earliest(part.first_order for part in parts),
        most_recent_order=latest(part.most_recent_order for part in parts),
        number_of_orders=sum(part.number_of_orders for part in parts),
        event_dates=frozenset().union(*(part.event_dates for part in parts)),
        order_dates=frozenset().union(*(part.order_dates for part in parts)),
    )


# Contacts ---------------------------------------------------------------------------------------


@dataclass
class Contact:
    user_id: Id
    user_name: str | None
    email: str | None  # normalized
    corporate_email: str | None  # its own company domain, before domain merges
    domain: str | None  # its company domain after domain merges
    has_personal_domain: bool
    is_internal: bool
    gaggle_id: Id | None
    created_at: datetime | None
    activity: Activity
    account: str | None = None  # known once every gaggle has its primary domain


def build_contact(
    person: Person, activities: Mapping[Id, Activity], companies: Companies, staff: Staff
) -> Contact:
    survivor = person.survivor
    email = email_of(survivor)
    return Contact(
        user_id=survivor.user_id,
        user_name=newest(person, lambda user: user.user_name),
        email=email,
        corporate_email=companies.own(email),
        domain=companies.resolved(email),
        has_personal_domain=companies.is_personal(email),
        is_internal=staff.has(email, companies),
        gaggle_id=newest(person, lambda user: user.gaggle_id),
        created_at=earliest(user.created_at for user in person.users),
        activity=total(activities.get(user.user_id, NO_ACTIVITY) for user in person.users),
    )


def newest(person: Person, value: Callable[[User], Any]) -> Any:
    """The value of the newest user who has one; ties: the survivor, then the lowest `user_id`."""
    ties_in_order = sorted(
        (user for user in person.users if value(user) is not None),
        key=lambda user: (user.user_id != person.survivor.user_id, user.user_id),
    )
    if not ties_in_order:
        return None
    # max keeps the first of equals
    return value(max(ties_in_order, key=lambda user: null_first(user.created_at)))


def attribute_contacts(contacts: Iterable[Contact], primary: Mapping[Id, str]) -> None:
    """Give each contact its account: its own domain, else the primary one of its gaggle."""
    for contact in contacts:
        contact.account = contact.domain or primary.get(contact.gaggle_id)


def contact_row(contact: Contact, snapshot_date: date) -> dict[str, Any]:
    return {
        "user_id": contact.user_id,
        "user_name": contact.user_name,
        "email": contact.email,
        "corporate_email": contact.corporate_email,
        "account_corporate_email": contact.account,
        "personal_list": "preset" if contact.has_personal_domain else None,
        "is_internal": contact.is_internal,
        "gaggle_id": contact.gaggle_id,
        "created_at": contact.created_at,
        "user_cohort": contact.created_at and contact.created_at.date(),
        **contact.activity.measures,
        **contact_windows(contact.activity, snapshot_date),
        "days_to_first_order": days_to_first_order(contact),
        "account_reason": account_reason(contact),
    }


def account_reason(contact: Contact) -> str | None:
    if contact.account is None:
        return None
    if contact.domain is None:
        return "gaggle_primary"
    return (
        "own_domain" if extract_email_domain(contact.email) == contact.domain else "merged_domain"
    )


def days_to_first_order(contact: Contact) -> int | None:
    order = contact.activity.first_order
    if contact.created_at is None or order is None or order.date() < contact.created_at.date():
        return None
    return (order.date() - contact.created_at.date()).days


# Windows ----------------------------------------------------------------------------------------


def days_up_to(last: date, number: int) -> set[date]:
    """So many days, of which this is the last."""
    return {last - timedelta(days=before) for before in range(number)}


def last_28(snapshot_date: date) -> set[date]:
    return days_up_to(snapshot_date, 28)


def previous_28(snapshot_date: date) -> set[date]:
    return days_up_to(snapshot_date - timedelta(days=28), 28)


def contact_windows(activity: Activity, snapshot_date: date) -> dict[str, Any]:
    dates = activity.event_dates
    return {
        "active_days_7d": len(dates & days_up_to(snapshot_date, 7)),
        "active_days_28d": len(dates & last_28(snapshot_date)),
        "active_days_previous_28d": len(dates & previous_28(snapshot_date)),
        "order_days_28d": len(activity.order_dates & last_28(snapshot_date)),
        **recency(activity, snapshot_date),
    }


def recency(activity: Activity, snapshot_date: date) -> dict[str, Any]:
    dates = activity.event_dates
    last = max(dates, default=None)
    return {
        "days_since_last_event": None if last is None else (snapshot_date - last).days,
        "lifecycle": lifecycle(dates, snapshot_date),
    }


def lifecycle(dates: frozenset[date], snapshot_date: date) -> str:
    if not dates:
        return "never"
    if min(dates) in last_28(snapshot_date):
        return "new"
    is_active = not dates.isdisjoint(last_28(snapshot_date))
    was_active = not dates.isdisjoint(previous_28(snapshot_date))
    return {
        (True, True): "retained",
        (True, False): "resurrected",
        (False, True): "dormant",
        (False, False): "inactive",
    }[is_active, was_active]


def contact_gaggle_rows(
    person: Person, contact: Contact, activities: Mapping[Id, Activity], snapshot_date: date
) -> Table:
    """One row for each gaggle that any user of the contact is in."""
    rows: Table = []
    gaggle_ids = {user.gaggle_id for user in person.users if user.gaggle_id is not None}
    for gaggle_id in sorted(gaggle_ids):
        users = [user for user in person.users if user.gaggle_id == gaggle_id]
        there = total(activities.get(user.user_id, NO_ACTIVITY) for user in users)
        rows.append(
            {
                "user_id": contact.user_id,
                "gaggle_id": gaggle_id,
                "is_current": gaggle_id == contact.gaggle_id,
                "number_of_users": len(users),
                **there.measures,
                **contact_windows(there, snapshot_date),
            }
        )
    return rows


def group_windows(contacts: list[Contact], snapshot_date: date) -> dict[str, Any]:
    """The windows of several contacts."""
    last, previous = last_28(snapshot_date), previous_28(snapshot_date)
    of_each = [contact.activity.event_dates for contact in contacts]
    together = total_activity(contacts)
    weeks = [days_up_to(snapshot_date - timedelta(days=7 * week), 7) for week in range(4)]
    active = sum(not dates.isdisjoint(last) for dates in of_each)
    days = sum(len(dates & last) for dates in of_each)
    signed_up = [c.created_at.date() for c in contacts if c.created_at is not None]
    return {
        "active_users_7d": sum(
            not dates.isdisjoint(days_up_to(snapshot_date, 7)) for dates in of_each
        ),
        "active_users_28d": active,
        "active_users_previous_28d": sum(not dates.isdisjoint(previous) for dates in of_each),
        "user_days_28d": days,
        "user_days_previous_28d": sum(len(dates & previous) for dates in of_each),
        "order_days_28d": sum(len(c.activity.order_dates & last) for c in contacts),
        "new_users_28d": sum(day in last for day in signed_up),
        "active_share_28d": active / len(contacts) if contacts else None,
        "stickiness": days / (28 * active) if active else None,
        "active_weeks_of_4": sum(not together.event_dates.isdisjoint(week) for week in weeks),
        **recency(together, snapshot_date),
    }


# Gaggles ----------------------------------------------------------------------------------------

Bridge: TypeAlias = dict[tuple[Id | None, str | None], list[Contact]]


def primary_domains(bridge: Bridge) -> dict[Id, str]:
    """The primary domain of each gaggle that has one."""
    domains_of_gaggle: defaultdict[Id, list[str]] = defaultdict(list)
    for gaggle_id, domain in bridge:
        if gaggle_id is not None and domain is not None:
            domains_of_gaggle[gaggle_id].append(domain)
    return {
        gaggle_id: min(domains, key=lambda domain: primacy(domain, bridge[gaggle_id, domain]))
        for gaggle_id, domains in domains_of_gaggle.items()
    }


def primacy(domain: str, contacts: list[Contact]) -> tuple[Any, ...]:
    """Most users, then most events, then the earliest contact (None last), then the alphabet."""
    return (
        -len(contacts),
        -total_activity(contacts).number_of_events,
        null_last(earliest(contact.created_at for contact in contacts)),
        domain,
    )


def total_activity(contacts: Iterable[Contact]) -> Activity:
    return total(contact.activity for contact in contacts)


def gaggle_domain_rows(bridge: Bridge, primary: Mapping[Id, str]) -> Table:
    return [
        {
            "gaggle_id": gaggle_id,
            "corporate_email": domain,
            "is_primary": domain is not None and primary.get(gaggle_id) == domain,
            "number_of_users": len(contacts),
            **total_activity(contacts).measures,
        }
        for (gaggle_id, domain), contacts in bridge.items()
    ]


def gaggle_fact_rows(
    gaggles: Iterable[Gaggle],
    contacts: Iterable[Contact],
    primary: Mapping[Id, str],
    snapshot_date: date,
) -> Table:
    """One row for every gaggle that the source has, also an empty one."""
    members = group_by(contacts, lambda contact: contact.gaggle_id)
    return [
        {
            **gaggle_fact_row(
                gaggle, members.get(gaggle.gaggle_id, []), primary.get(gaggle.gaggle_id)
            ),
            **group_windows(members.get(gaggle.gaggle_id, []), snapshot_date),
        }
        for gaggle in gaggles
    ]


def gaggle_fact_row(
    gaggle: Gaggle, members: list[Contact], primary_domain: str | None
) -> dict[str, Any]:
    domains = {contact.domain for contact in members} - {None}
    corporate = [
        contact
        for contact in members
        if contact.domain is not None and contact.domain == primary_domain
    ]
    activity_corporate = total_activity(corporate).measures
    return {
        "gaggle_id": gaggle.gaggle_id,
        "gaggle_name": gaggle.gaggle_name,
        "created_at": gaggle.created_at,
        **total_activity(members).measures,
        "number_of_users": len(members),
        "corporate_email": primary_domain,
        **{f"{measure}_corporate": value for measure, value in activity_corporate.items()},
        "number_of_users_corporate": len(corporate),
        "number_of_corporate_domains": len(domains),
    }


def personal_gaggle_rows(
    gaggles: Iterable[Gaggle],
    contacts: Iterable[Contact],
    companies: Companies,
    snapshot_date: date,
) -> Table:
    """One row for every gaggle that has contacts, none of them with a company."""
    names = {gaggle.gaggle_id: gaggle.gaggle_name for gaggle in gaggles}
    return [
        {
            "gaggle_id": gaggle_id,
            "gaggle_name": names.get(gaggle_id),
            "number_of_users": len(members),
            "personal_domain": most_frequent(
                extract_email_domain(contact.email)
                for contact in members
                if companies.is_personal(contact.email)
            ),
            **total_activity(members).measures,
            **group_windows(members, snapshot_date),
            "first_user_id": power_users(members)["first_user_id"],
            "most_active_user_id": power_users(members)["most_active_user_id"],
        }
        for gaggle_id, members in group_by(contacts, lambda it: it.gaggle_id).items()
        if gaggle_id is not None and all(contact.domain is None for contact in members)
    ]


def most_frequent(domains: Iterable[str | None]) -> str | None:
    """The value that occurs most often; the first in the alphabet of several."""
    listed = sorted(domain for domain in domains if domain is not None)
    return max(listed, key=listed.count, default=None)


# Accounts ---------------------------------------------------------------------------------------


def attribute_deals(
    deals: Iterable[Deal],
    contacts: Iterable[Contact],
    email_target: Mapping[str, str],
    companies: Companies,
) -> dict[str | None, list[Deal]]:
    """The deals of each account; those of no account stand under None."""
    contact_of = {contact.email: contact for contact in contacts if contact.email is not None}
    accounts = {contact.domain for contact in contacts if not contact.is_internal}

    def account(deal: Deal) -> str | None:
        email = normalize_email(deal.email)
        if email is None:
            return None
        contact = contact_of.get(email_target.get(email, email))
        if contact is not None:
            return contact.account
        domain = companies.resolved(email)
        return domain if domain in accounts else None

    return group_by(deals, account)


@dataclass(frozen=True)
class Places:
    """Where a subscription may belong."""

    contact_of: Mapping[str, Contact]
    accounts: Collection[str]
    primary: Mapping[Id | None, str]
    email_target: Mapping[str, str]
    companies: Companies
    staff: Collection[str]

    @classmethod
    def of(
        cls,
        contacts: list[Contact],
        primary: Mapping[Id | None, str],
        email_target: Mapping[str, str],
        companies: Companies,
        staff: Collection[str],
    ) -> Places:
        contact_of = {contact.email: contact for contact in contacts if contact.email is not None}
        accounts = {
            contact.domain
            for contact in contacts
            if contact.domain is not None and not contact.is_internal
        }
        return cls(contact_of, accounts, primary, email_target, companies, staff)

    def account_of(self, one: Subscription) -> str | None:
        known = self.by_domain_or_email(one)
        if known is not None or self.is_internal(one) or one.gaggle_id is None:
            return known
        return self.primary.get(one.gaggle_id)

    def by_domain_or_email(self, one: Subscription) -> str | None:
        domain, email = one.corporate_email, one.email
        if domain is not None:
            account = self.companies.merged_into.get(domain, domain)
            if account in self.accounts:
                return account
        if email is None:
            return None
        contact = self.contact_by(email)
        company = contact.account if contact else self.companies.resolved(email)
        return company if company in self.accounts else None

    def contact_by(self, email: str) -> Contact | None:
        return self.contact_of.get(self.email_target.get(email, email))

    def is_internal(self, one: Subscription) -> bool:
        """Whether it is no account's, and is that of somebody of the company's own."""
        if self.by_domain_or_email(one) is not None:
            return False
        contact = self.contact_by(one.email) if one.email is not None else None
        domain = one.corporate_email
        domains = {domain, self.companies.merged_into.get(domain, domain)} if domain else set()
        return bool(contact and contact.is_internal) or not domains.isdisjoint(self.staff)


def with_subscriptions(
    row: dict[str, Any],
    subscribed: Mapping[str | None, list[Subscription]],
    snapshot_date: date,
    statuses: Collection[str],
) -> dict[str, Any]:
    """The account with what it subscribed to, which decides whether it pays."""
    found = subscription_measures(
        subscribed.get(row["corporate_email"], []), snapshot_date, statuses
    )
    status = found["subscription_status"]
    return {**row, **found, "is_paying": row["is_paying"] if status is None else status == "active"}


def account_rows(
    contacts: Iterable[Contact],
    deals_by_account: Mapping[str | None, list[Deal]],
    won_stages: Collection[str],
    snapshot_date: date,
) -> Table:
    """One row for every company domain that a contact has of its own."""
    corporate = group_by(contacts, lambda contact: contact.domain)
    associated = group_by(contacts, lambda contact: contact.account)
    return [
        {
            "corporate_email": account,
            "number_of_gaggles": len({contact.gaggle_id for contact in members} - {None}),
            **account_measures(members, "corporate"),
            **account_measures(associated[account], "associated"),
            **power_users(members),
            **deal_measures(deals_by_account.get(account, []), won_stages, snapshot_date),
            **group_windows(associated[account], snapshot_date),
        }
        for account, members in corporate.items()
        if account is not None
    ]


def account_measures(contacts: list[Contact], suffix: str) -> dict[str, Any]:
    activity = total_activity(contacts)
    return {
        f"number_of_users_{suffix}": len(contacts),
        f"number_of_events_{suffix}": activity.number_of_events,
        f"first_event_{suffix}": activity.first_event,
        f"most_recent_event_{suffix}": activity.most_recent_event,
        f"number_of_orders_{suffix}": activity.number_of_orders,
        f"first_order_{suffix}": activity.first_order,
        f"most_recent_order_{suffix}": activity.most_recent_order,
    }


def power_users(contacts: list[Contact]) -> dict[str, Id | None]:
    """Whom to call: the first, the most active, the one with most orders; nobody with zero."""
    active = [contact for contact in contacts if contact.activity.number_of_events > 0]
    ordering = [contact for contact in contacts if contact.activity.number_of_orders > 0]
    most_active = sorted(active, key=lambda it: (-it.activity.number_of_events, creation(it)))
    most_orders = sorted(ordering, key=lambda it: (-it.activity.number_of_orders, creation(it)))
    return {
        "first_user_id": min(contacts, key=creation).user_id,
        "most_active_user_id": most_active[0].user_id if most_active else None,
        "most_orders_user_id": most_orders[0].user_id if most_orders else None,
    }


def won(deals: Iterable[Deal], won_stages: Collection[str]) -> list[Deal]:
    return [deal for deal in deals if deal.deal_stage in won_stages]


def closes_after(deal: Deal, snapshot_date: date) -> bool:
    """Whether a deal is closed after a date; without a date of its own it is not."""
    return deal.close_date is not None and deal.close_date > snapshot_date


def deal_measures(
    deals: Iterable[Deal], won_stages: Collection[str], snapshot_date: date
) -> dict[str, Any]:
    counted = [deal for deal in won(deals, won_stages) if not closes_after(deal, snapshot_date)]
    amounts = [deal.amount for deal in counted if deal.amount is not None]
    close_dates = [deal.close_date for deal in counted if deal.close_date is not None]
    return {
        "is_paying": bool(counted),
        "number_of_deals_won": len(counted),
        "total_amount_won": (
            sum(amounts, Decimal("0.00")) if len({deal.currency for deal in counted}) < 2 else None
        ),
        "most_recent_deal": max(close_dates, default=None),
    }
