"""Small companies full of everything that goes wrong in real ones, the same for the same seed.

The cells are text as a CSV would hold them (None for an empty one), under canonical column names.
Every kind of oddity that can be listed is listed here, by column; `random_company` sprinkles a
sample of each list over otherwise plain rows, so a few seeds meet them all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

Cell = str | None
Rows = list[dict[str, Cell]]

# White space that an e-mail or a domain loses at its ends.
WHITE_SPACE = [" ", "  ", "\t", "\u00a0", "\ufeff", "\u3000", "\u2003", "\u2028", "\x85", " \u00a0"]

COMPANIES = [
    "rams.la",
    "rams.sl",
    "thunder.com",
    "supersonics.com",
    "jets.com",
    "notgmail.com",
    "mail.gmail.com",
    "bücher.de",
    "straße.de",
    "éclair.fr",
    "москва.рф",
    "例え.jp",
    "٣.com",
    "-dash-.com",
    f"{'l' * 63}.com",
    ".".join(["l" * 62] * 4 + ["l"]),  # 253 characters
]
COMPANIES_NOBODY_IS_OF = ["lakers.la", "newcomer.com", "holding.co.uk", "ﬁrma.de"]
PERSONAL = ["gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com"]
MALFORMED = [
    "nopain,nogain.com",
    "bad domain.com",
    "nodot",
    "a..b.com",
    ".leading.com",
    "under_score.com",
    "path.com/x",
    "½.com",
    "smile😀.com",
    " blank.com",
    "zero\u200bwidth.com",
    f"{'l' * 64}.com",
    ".".join(["l" * 62] * 4 + ["ll"]),  # 254 characters
]

ODD_EMAILS: list[Cell] = [
    None,
    " ",
    "\u00a0\ufeff",
    "@",
    "a@",
    "a@..",
    "@jets.com",
    "nobody",
    "n/a",
    "N/A ",
    "None",
    "NULL",
    "\\N",
    "-",
    "unknown",
    "nobody.jets.com",
    "two@signs@jets.com",
    "two@gmail.com@thunder.com",
    "two@thunder.com@gmail.com",
    "dots@jets.com.",
    "dots@jets.com..",
    "dots@gmail.com.",
    "blank@jets.com .",
    "plus+tag@gmail.com",
    "PERSONAL@GMAIL.COM",
    "\u200bann@jets.com",
    "\x1cann@jets.com",
    "νίκος@jets.com",
    "ΝΊΚΟΣ@JETS.COM",
    "straße@jets.com",
    "STRASSE@jets.com",
    "STRAẞE@jets.com",
    "émile@ÉCLAIR.FR",
    "ÉMILE@éclair.fr",
    "e\u0301mile@éclair.fr",
    "İpek@jets.com",
    "\u212aim@jets.com",
    "kim@jets.com",
    "Ǆ@МОСКВА.РФ",
    '"quoted, name"@jets.com',
    "o'neil@jets.com",
    "back\\slash@jets.com",
    "Kim Lee <KIM@jets.com>",
    '"Lee, Kim" <mailto:kim@jets.com>.',
    "'kim@jets.com' <Kim@Jets.com>",
    "ann@jets.com <kim@jets.com>",
    "mailto:kim@jets.com",
    '"kim@jets.com"',
    "kim@jets.com; ann@jets.com",
    "kim@jets.com (work)",
    "kim lee@jets.com",
    "kim@192.168.0.1",
    "kim@[192.168.0.1]",
    "<n/a>",
]
ODD_NAMES: list[Cell] = [
    None,
    " ",
    " Ann ",
    'Bob "the Dog", Jr.',
    "C:\\temp\\",
    '\\"',
    "O'Brien",
    "NULL",
    "#hash",
    "😀",
    "ｚ",
    "Zoë",
]
ODD_EVENT_NAMES: list[Cell] = [
    None,
    " ",
    "login",
    "Order_Placed",
    "order_placed ",
    "order placed",
]

MISSING_OR_UNREADABLE_NUMBERS: list[Cell] = [
    None,
    " ",
    "x1",
    "1.5",
    "1e1",
    "0x1",
    "1 2",
    "1,000",
    "+",
    "--1",
    "1L",
    "٣",
    "９",
    "NaN",
    "NULL",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999",
]
UNREADABLE_TIMES: list[Cell] = [
    "2021-09-01T10:00:00.1234567890Z",
    " ",
    "12:30:00",
    "2021",
    "2021-09",
    "2021-9-1",
    "20210901",
    "2021/09/01",
    "01-09-2021",
    "2021-09-31",
    "2021-02-29",
    "2021-13-01",
    "0000-01-01",
    "12021-01-01",
    "-2021-01-01",
    "2021-09-01 24:00:00",
    "2021-09-01 10:60:00",
    "2021-09-01 10:00:60",
    "2021-09-01 9:00:00",
    "2021-09-01 10:00:00.",
    "2021-09-01  10:00:00",
    "2021-09-01T",
    "2021-09-01Z",
    "2021-09-01+01:00",
    "2021-09-01 10:00:00 Europe/Berlin",
    "2021-09-01T10:00:00+1:00",
    "2021-09-01T10:00:00+01:60",
    "2021-09-01T10:00:00+18:01",
    "2021-09-01T10:00:00-19:00",
    "2021-09-01T10:00:00+01:00:00",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59.999999-18:00",
    "２０２１-09-01",
    "now",
    "epoch",
    "1630490400",
]
RARE_TIMES: list[Cell] = [
    "2020-02-29",
    "1969-12-31 23:59:59.999999",
    "1582-10-10 00:00:00",
    "1883-11-18T12:03:57Z",
    "2262-04-12 00:00:00",
    "2021-03-28 02:30:00",
    "2021-09-01T00:00:00+18:00",
    "2021-09-01T00:00:00-18:00",
    "2021-09-01T00:00:00-00:00",
    "2021-09-01T23:59:59.9999999",
    "2021-09-01T10:00:00.123456789Z",
    "0000-00-00 00:00:00",
    "NULL",
    "2021-09-01 10:00",
    "2021-09-01 10:00:00,5",
    " 2021-09-01 10:00:00",
    "2021-09-01 10:00:00 ",
    "2021-09-01 ",
    "2021-09-01t10:00:00",
    "2021-09-01T10:00:00z",
    "2021-09-01T10:00:00 Z",
    "2021-09-01 10:00:00 UTC",
    "2021-09-01T10:00:00+01",
    "2021-09-01T10:00:00+0100",
    "0001-01-01",
    "9999-12-31T23:59:59.999999Z",
]
AMOUNTS: list[Cell] = [
    "$40,000",
    "$10,000",
    "10000",
    " $1,234.50 ",
    "$ 99",
    "-$5.00",
    "$-5.00",
    "+7",
    "0001",
    "1.5000",
    "40,000 USD",
    "EUR 1'234.50",
    "(1\u202f000)",
    "N/A",
    "9,999,999,999,999,999.99",
    "0",
]
ODD_AMOUNTS: list[Cell] = [
    "0.005",
    "1.004999999999999999999",
    None,
    "$",
    "free",
    "1e4",
    "$1,2,3",
    "1234,56",
    "1.234,56",
    "40.000",
    "1,234'567",
    "(-500)",
    "40k",
    "XYZ 40",
    "1.2.3",
    ".5",
    "5.",
    "--5",
    "5-",
    "NaN",
    "Infinity",
    "10000000000000000",
    "9999999999999999.995",
]
CURRENCIES: list[Cell] = ["USD", " usd", "$", "EUR", None, None, "N/A"]
STATUSES: list[Cell] = ["active", "active", "trialing", "past_due", "canceled", "Active", None]
STAGES: list[Cell] = ["Won", "Won", "Lost", "Open", "won", "Won ", None]


def random_company(
    seed: int,
    *,
    users: int = 60,
    gaggles: int = 12,
    events: int = 400,
    string_ids: bool = False,
    broken_merges: bool = False,
) -> dict[str, Rows]:
    """Rows for every source; the merge lists stop no job unless `broken_merges` asks for it."""
    rng = random.Random(seed)
    user_ids = string_keys(rng, users) if string_ids else number_keys(users)
    gaggle_ids = string_keys(rng, gaggles) if string_ids else number_keys(gaggles)
    spell_id = spell_string if string_ids else spell_number
    emails = [
        f"{rng.choice('abcdefghij')}{rng.randrange(max(2, users // 20))}@{random_domain(rng)}"
        for _ in range(users)
    ]

    user_rows = random_users(rng, user_ids, gaggle_ids, emails, spell_id)
    gaggle_rows = random_gaggles(rng, gaggle_ids, spell_id)
    event_rows = random_events(rng, events, user_ids, spell_id)
    odd_ids = [None] if string_ids else MISSING_OR_UNREADABLE_NUMBERS
    for rows, column in [
        (user_rows, "user_id"),
        (user_rows, "gaggle_id"),
        (gaggle_rows, "gaggle_id"),
        (event_rows, "user_id"),
    ]:
        sprinkle(rng, rows, column, odd_ids, share=0.03)
    user_rows += gaggles_with_ties(rng, string_ids=string_ids)
    rng.shuffle(user_rows)

    user_merges = random_user_merges(rng, emails)
    domain_merges = random_domain_merges(rng)
    if broken_merges:
        user_merges = with_broken_lines(rng, user_merges, "{}@jets.com", of_domains=False)
        domain_merges = with_broken_lines(rng, domain_merges, "{}.com", of_domains=True)
    personal_users, personal_events = personal_only_gaggles(string_ids=string_ids)
    return {
        "users": [*user_rows, *personal_users],
        "gaggles": gaggle_rows,
        "events": [*event_rows, *personal_events],
        "merged_user": named(user_merges, "old_email", "new_email"),
        "merged_company_domain": named(domain_merges, "old_domain", "new_domain"),
        "deals": random_deals(rng, emails, count=max(len(AMOUNTS), users // 2)),
        "subscriptions": random_subscriptions(
            random.Random(seed),
            emails,
            [row["gaggle_id"] for row in gaggle_rows],
            max(40, users // 2),
        ),
        **(random_records(random.Random(seed), emails) if seed % 4 else {}),
    }


# Small tools ------------------------------------------------------------------------------------


def chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def sprinkle(
    rng: random.Random, rows: Rows, column: str, oddities: Sequence[Cell], *, share: float
) -> None:
    """Overwrite a share of a column with oddities, all of them different while they last."""
    count = min(len(rows), 1 + int(len(rows) * share))
    chosen: list[Cell] = []
    while len(chosen) < count:
        chosen += rng.sample(oddities, len(oddities))
    for row, oddity in zip(rng.sample(rows, count), chosen, strict=False):
        row[column] = oddity


def in_odd_case(rng: random.Random, text: str) -> str:
    """Some letters in upper case, only those that lower-case back to themselves."""
    return "".join(
        letter.upper() if chance(rng, 0.5) and letter.upper().lower() == letter else letter
        for letter in text
    )


def in_white_space(rng: random.Random, text: str) -> str:
    return rng.choice(["", *WHITE_SPACE]) + text + rng.choice(["", *WHITE_SPACE])


def respell(rng: random.Random, text: str) -> str:
    """The same e-mail or domain, as somebody else might write it."""
    if chance(rng, 0.5):
        return text
    return in_white_space(rng, in_odd_case(rng, text))


def respell_domain(rng: random.Random, domain: str) -> str:
    """The same domain, as a list of domains may hold it."""
    return respell(rng, rng.choice(["", "", "@"]) + domain + rng.choice(["", "", ".", ".."]))


def named(pairs: Sequence[tuple[Cell, Cell]], old: str, new: str) -> Rows:
    return [{old: old_cell, new: new_cell} for old_cell, new_cell in pairs]


# Ids and times ----------------------------------------------------------------------------------


def number_keys(count: int) -> list[str]:
    """Numbers whose order as text is another one, with the extremes of 64 bits."""
    keys = [str(number) for number in range(1, count + 1)]
    if count > 10:
        keys[1:4] = ["-9223372036854775808", "9223372036854775807", "-5"]
    return keys


def string_keys(rng: random.Random, count: int) -> list[str]:
    """Ids whose order by UTF-8 bytes differs from that by number, by case and by UTF-16 unit."""
    odd = ["7", "007", " 7", "10", "9", "a", "A", "é", "e\u0301", "ｚ", "😀", "x,y", 'q"q', "null"]
    uuids = [str(random_uuid(rng)) for _ in range(count)]
    return rng.sample(odd, min(len(odd), count // 2)) + uuids[min(len(odd), count // 2) :]


def random_uuid(rng: random.Random) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def spell_string(_rng: random.Random, key: str) -> str:
    return key


def spell_number(rng: random.Random, key: str) -> str:
    if chance(rng, 0.9):
        return key
    sign = "-" if key.startswith("-") else rng.choice(["", "+"])
    zeros = "0" * rng.randrange(3)
    return rng.choice(["", " ", "  "]) + sign + zeros + key.lstrip("-") + rng.choice(["", " "])


def random_time(rng: random.Random) -> str:
    """A time of few possible ones, so that many are equal, in any of the permitted spellings."""
    time = datetime.fromisoformat("2021-11-01") + timedelta(
        days=rng.randrange(30), hours=rng.choice([0, 0, 23]), seconds=rng.choice([0, 0, 1, 3599])
    )
    if time.strftime("%H%M%S") == "000000" and chance(rng, 0.5):
        return time.strftime("%Y-%m-%d")
    minutes = rng.choice([0, 0, 60, -60, 330, -570, 845, 1080, -1080])
    local = time + timedelta(minutes=minutes)
    fraction = rng.choice(["", "", "", ".0", ".5", ".000001", ".123456", ".1234567", ".999999999"])
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    zone = offset if minutes else rng.choice(["", "", "Z", "+00:00", "-00:00"])
    return local.strftime(f"%Y-%m-%d{rng.choice(' T')}%H:%M:%S") + fraction + zone


# Sources ----------------------------------------------------------------------------------------


def random_domain(rng: random.Random) -> str:
    kind = rng.choices([COMPANIES[:5], COMPANIES, PERSONAL, MALFORMED], [5, 2, 2, 1])[0]
    return rng.choice(kind)


def random_users(
    rng: random.Random,
    user_ids: Sequence[str],
    gaggle_ids: Sequence[str],
    emails: Sequence[str],
    spell_id: Callable[[random.Random, str], str],
) -> Rows:
    """A row for each id, a few rows of ids that others have, and a few rows twice."""
    busy_gaggles = gaggle_ids[: max(1, len(gaggle_ids) * 3 // 4)]  # the others stay empty
    rows: Rows = []
    for user_id in [*user_ids, *rng.choices(user_ids, k=len(user_ids) // 12)]:
        rows.append(
            {
                "user_id": spell_id(rng, user_id),
                "user_name": f"User {rng.randrange(len(user_ids))}",
                "email": respell(rng, rng.choice(emails)),
                "gaggle_id": spell_id(rng, rng.choice(busy_gaggles)),
                "created_at": random_time(rng),
            }
        )
    sprinkle(rng, rows, "user_name", ODD_NAMES, share=0.15)
    sprinkle(rng, rows, "email", ODD_EMAILS, share=0.2)
    sprinkle(rng, rows, "gaggle_id", [None, "987654321", "1234567890123"], share=0.1)
    sprinkle(rng, rows, "created_at", [None, "2021-11-15", "2021-11-15 00:00:00"], share=0.2)
    sprinkle(rng, rows, "created_at", RARE_TIMES, share=0.04)
    sprinkle(rng, rows, "created_at", UNREADABLE_TIMES, share=0.04)
    return rows + [dict(row) for row in rng.sample(rows, 2)]


def gaggles_with_ties(rng: random.Random, *, string_ids: bool) -> Rows:
    """Users of gaggles of two companies: tied on all but the alphabet, and all but a time."""
    first_id = 9_000_000
    rows: Rows = []
    for tie, times in enumerate([("2021-11-02", "2021-11-02"), ("2021-11-02", None)]):
        for place, time in enumerate(times):
            key = str(first_id + 10 * tie + place)
            rows.append(
                {
                    "user_id": f"tie-{key}" if string_ids else key,
                    "user_name": f"Tie {key}",
                    "email": f"tie{key}@{['zebra.com', 'aardvark.com'][place]}",
                    "gaggle_id": str(first_id + tie),
                    "created_at": time,
                }
            )
    personal = dict(rows[0], user_id=str(first_id + 99), email="tie@gmail.com")
    rows.append(personal)
    rng.shuffle(rows)
    return rows


def personal_only_gaggles(*, string_ids: bool) -> tuple[Rows, Rows]:
    """Users of gaggles without a company, tied in all that may be tied, and their events."""
    first_id = 9_100_000
    emails = [
        *("ann.p@yahoo.com", "bob.p@gmail.com", "cy.p@yahoo.com", "di.p@gmail.com"),
        *("ed.p@nodot", "flo.p@nodot", "gil.p@nodot", "hal.p@icloud.com"),
        "ivy.p@icloud.com",  # twice: one contact in two gaggles
    ]
    places = [0, 0, 0, 0, 0, 0, 1, 2, 2]  # the second one has no personal domain
    times = [None, "2021-11-02", "2021-11-02", None, None, None, None, "2021-11-05", "2021-11-05"]
    users: Rows = []
    for at, (email, place, time) in enumerate(zip(emails, places, times, strict=True)):
        key = str(first_id + len(emails) - at)
        users.append(
            {
                "user_id": f"own-{key}" if string_ids else key,
                "user_name": f"Own {key}",
                "email": email,
                "gaggle_id": str(first_id + place),
                "created_at": time,
            }
        )
    users.append(dict(users[-1], user_id=str(first_id + 99), gaggle_id=str(first_id)))
    events: Rows = [
        {
            "event_id": f"own-{at}",
            "user_id": users[user]["user_id"],
            "event_name": name,
            "timestamp": time,
        }
        for at, (user, name, time) in enumerate(
            [
                (0, "recipe_viewed", "2021-11-03 10:00:00"),
                (3, "order_placed", "2021-11-03 11:00:00"),
                (-1, "order_placed", "2021-11-04 10:00:00"),
            ]
        )
    ]
    return users, events


def random_gaggles(
    rng: random.Random,
    gaggle_ids: Sequence[str],
    spell_id: Callable[[random.Random, str], str],
) -> Rows:
    """A row for each id but the first, which users have all the same, and a few ids again."""
    ids = [*gaggle_ids[1:], "9000000", *rng.choices(gaggle_ids, k=2)]
    rows: Rows = [
        {
            "gaggle_id": spell_id(rng, gaggle_id),
            "gaggle_name": f"Gaggle {number}",
            "created_at": random_time(rng),
        }
        for number, gaggle_id in enumerate(ids)
    ]
    sprinkle(rng, rows, "gaggle_name", ODD_NAMES, share=0.15)
    sprinkle(rng, rows, "created_at", [None], share=0.05)
    sprinkle(rng, rows, "created_at", RARE_TIMES, share=0)
    sprinkle(rng, rows, "created_at", UNREADABLE_TIMES, share=0)
    rows.append(dict(rng.choice(rows)))
    rng.shuffle(rows)
    return rows


def random_events(
    rng: random.Random,
    count: int,
    user_ids: Sequence[str],
    spell_id: Callable[[random.Random, str], str],
) -> Rows:
    """Events of some users more than of others, and of the last quarter of them none."""
    active = user_ids[: max(1, len(user_ids) * 3 // 4)]
    rows: Rows = []
    for number in range(count):
        user_id = active[min(rng.randrange(len(active)), rng.randrange(len(active)))]
        rows.append(
            {
                "event_id": f"{number:016x}",
                "user_id": spell_id(rng, user_id),
                "event_name": rng.choice(["recipe_viewed", "recipe_favorited", "order_placed"]),
                "timestamp": random_time(rng),
            }
        )
    sprinkle(rng, rows, "event_id", [None, "0", "00", " "], share=0.02)
    sprinkle(rng, rows, "user_id", ["987654321", "-987654321", None], share=0.02)
    sprinkle(rng, rows, "event_name", ODD_EVENT_NAMES, share=0.03)
    sprinkle(rng, rows, "timestamp", [None, "2031-01-01 00:00:00"], share=0.02)
    sprinkle(rng, rows, "timestamp", RARE_TIMES, share=0.01)
    sprinkle(rng, rows, "timestamp", UNREADABLE_TIMES, share=0.1)
    repeats = random.Random(count)
    rows += [dict(row) for row in repeats.sample(rows, count // 20)]  # delivered twice
    for row in repeats.sample(rows, count // 10):  # other events under an id that is taken
        row["event_id"] = repeats.choice(rows)["event_id"]
    repeats.shuffle(rows)
    return rows


def random_deals(rng: random.Random, emails: Sequence[str], count: int) -> Rows:
    """Deals of contacts, of merged e-mails, of strangers in known companies, and of nobody."""
    strangers = [f"stranger@{domain}" for domain in [*COMPANIES[:5], *PERSONAL[:1], *MALFORMED[:3]]]
    others = [*strangers, "who@unheard.of", "merged0@nowhere.com", "tie@gmail.com", "kim@jets.com"]
    rows: Rows = []
    for number in range(count):
        email = rng.choice(emails) if chance(rng, 0.6) else rng.choice(others)
        rows.append(
            {
                "close_date": f"2021-11-{rng.randrange(1, 31):02}",
                "amount": AMOUNTS[number % len(AMOUNTS)],
                "deal_name": f"Deal {number}",
                "deal_stage": rng.choice(STAGES),
                "email": respell(rng, email),
            }
        )
    odd_dates = ["2021-11-30T23:30:00-01:00", "2021-12-01 00:00:00", "0001-01-01"]
    sprinkle(rng, rows, "amount", ODD_AMOUNTS, share=0.15)
    sprinkle(rng, rows, "close_date", [None, *odd_dates], share=0.1)
    sprinkle(rng, rows, "close_date", ["soon", "2021-11-31", "11/30/2021"], share=0.03)
    sprinkle(rng, rows, "deal_name", ODD_NAMES, share=0.1)
    sprinkle(rng, rows, "email", [None, " ", "nobody", "a@"], share=0.05)
    rng.shuffle(rows)
    currencies = random.Random(count)
    for row in rows:
        row["currency"] = currencies.choice(CURRENCIES)
    return rows


def random_subscriptions(
    rng: random.Random, emails: Sequence[str], gaggles: Sequence[Cell], count: int
) -> Rows:
    """Subscriptions by domain, e-mail or gaggle, several of one account among them."""
    domains = [*COMPANIES[:6], *PERSONAL[:1], *MALFORMED[:2], "unheard.of"]
    days: list[Cell] = [f"2021-{month}-{day:02}" for month in (10, 11, 12) for day in (1, 7, 13)]
    rows: Rows = []
    for number in range(count):
        place = rng.choice(["corporate_email", "email", "gaggle_id", "all"])
        is_all = place == "all"
        rows.append(
            {
                "subscription_id": f"sub_{number}",
                "corporate_email": (
                    respell_domain(rng, rng.choice(domains))
                    if is_all or place == "corporate_email"
                    else None
                ),
                "email": respell(rng, rng.choice(emails)) if is_all or place == "email" else None,
                "gaggle_id": rng.choice(gaggles) if is_all or place == "gaggle_id" else None,
                "plan": rng.choice(["Basic", "Team", None]),
                "status": rng.choice(STATUSES),
                "seats": rng.choice(["5", "10.0", "0", "many", None]),
                "amount": rng.choice([*AMOUNTS[:4], "99", "99.00", None, "much"]),
                "currency": rng.choice(CURRENCIES),
                "started_at": rng.choice([*days, None, "soon"]),
                "ended_at": rng.choice([*days, None, None, None, None]),
                "trial_ends_at": rng.choice([*days, None]),
            }
        )
    rows += [dict(row) for row in rng.sample(rows, count // 10)]
    sprinkle(rng, rows, "subscription_id", [None, " sub_1 "], share=0.05)
    rng.shuffle(rows)
    return rows


def random_records(rng: random.Random, emails: Sequence[str]) -> dict[str, Rows]:
    """What a CRM holds: known and unknown keys, several of one, and records merged away."""
    domains = [*COMPANIES[:8], *PERSONAL[:1], *MALFORMED[:1], "unheard.of"]

    def cells(number: int) -> dict[str, Cell]:
        return {
            "crm_id": f"{rng.choice(['', 'a', 'Z', 'é'])}{number}",
            "owner": rng.choice(["Kim", " Lou ", None]),
            "merged_into": rng.choice([None, None, None, "1", f"{number}"]),
        }

    def several(some: Sequence[str], respelt: Callable[[random.Random, str], str]) -> Cell:
        return ";".join(respelt(rng, rng.choice(some)) for _ in range(rng.choice([0, 1, 2])))

    companies: Rows = [
        {
            **cells(number),
            "corporate_email": rng.choice(
                [
                    None,
                    respell_domain(rng, rng.choice(domains)),
                    f"https://www.{rng.choice(COMPANIES[:8])}/about",
                ]
            ),
            "additional_domains": several(domains, respell_domain),
            "company_name": rng.choice([None, " ", f"Company {number}"]),
        }
        for number in range(30)
    ]
    contacts: Rows = [
        {
            **cells(number),
            "email": rng.choice([None, "who@unheard.of", respell(rng, rng.choice(emails))]),
            "additional_emails": several([*emails, "no@unheard.of"], respell),
        }
        for number in range(60)
    ]
    for rows in (companies, contacts):
        rows += [dict(row) for row in rng.sample(rows, 3)]
        sprinkle(rng, rows, "crm_id", [None, " 1 "], share=0.05)
        for row in rows:  # a line of separators alone is no row of a CSV
            row["owner"] = row["owner"] if any(row.values()) else "Kim"
    return {"crm_companies": companies, "crm_contacts": contacts}


# Merge lists ------------------------------------------------------------------------------------


def random_user_merges(rng: random.Random, emails: Sequence[str]) -> list[tuple[Cell, Cell]]:
    """Chains of known and unknown e-mails, in any order, with all the slips that do no harm."""
    unknown = [f"merged{number}@nowhere.com" for number in range(8)]
    known = sorted(set(emails))
    links = random_links(rng, [*known, *unknown], share=0.4)
    for number in range(3):  # a chain that goes on to e-mails nobody has yet
        links.setdefault(f"merged{number}@nowhere.com", f"later{number}@nowhere.com")
        links[f"later{number}@nowhere.com"] = f"latest{number}@nowhere.com"
    return written_down(rng, links, [*known[:2], unknown[0]], respell)


def random_domain_merges(rng: random.Random) -> list[tuple[Cell, Cell]]:
    """Chains of companies; malformed domains stand at their beginnings only, and are mended."""
    companies = [*COMPANIES, *COMPANIES_NOBODY_IS_OF]
    links = random_links(rng, companies, share=0.3)
    for malformed in rng.sample(MALFORMED, 4):
        if malformed == malformed.strip():  # a list would lose the blank
            links[malformed] = rng.choice(companies)
    links["nopain,nogain.com"] = rng.choice(["nopainnogain.com", "jets.com"])
    if "rams.sl" not in links.values():  # nothing leads there, so this closes no ring
        links["rams.sl"] = "rams.la"
    return written_down(rng, links, ["jets.com", "lakers.la"], respell_domain)


def random_links(rng: random.Random, values: Sequence[str], *, share: float) -> dict[str, str]:
    """At most one target each, always a later one of a shuffled order: chains, never a ring."""
    order = rng.sample(values, len(values))
    return {
        old: rng.choice(order[place + 1 : place + 6])
        for place, old in enumerate(order[:-1])
        if chance(rng, share)
    }


def written_down(
    rng: random.Random,
    links: dict[str, str],
    selves: Sequence[str],
    spell: Callable[[random.Random, str], str],
) -> list[tuple[Cell, Cell]]:
    """The links as lines of a list: self lines and repeats among them, spelled anyhow, shuffled."""
    pairs = list(links.items())
    pairs += rng.sample(pairs, min(4, len(pairs)))
    pairs += [(value, value) for value in selves]
    rng.shuffle(pairs)
    return [(spell(rng, old), spell(rng, new)) for old, new in pairs]


def with_broken_lines(
    rng: random.Random, pairs: list[tuple[Cell, Cell]], pattern: str, *, of_domains: bool
) -> list[tuple[Cell, Cell]]:
    """The list with some of the slips that stop the job, at least one of them."""
    broken = [*BROKEN_PAIRS, *(BROKEN_DOMAINS if of_domains else [])]
    result = list(pairs)
    for case, lines in enumerate(rng.sample(broken, rng.choice([1, 1, 2, 4]))):
        for old, new in lines:
            result.append((fresh_name(old, case, pattern), fresh_name(new, case, pattern)))
    rng.shuffle(result)
    return result


def fresh_name(cell: Cell, case: int, pattern: str) -> Cell:
    """A name of the case's own for one of the letters that stand for names below."""
    return pattern.format(f"{cell}{case}") if cell and cell in "abcdeA" else cell


# Lists that stop the job; the letters stand for names, A for a in upper case.
BROKEN_PAIRS: list[list[tuple[Cell, Cell]]] = [
    [(None, "a")],
    [("a", None)],
    [(None, None)],
    [(" ", "a")],
    [("a", "\u00a0")],
    [("a", "b"), ("a", "c")],
    [("a", "b"), ("A", "c"), ("a", "b"), ("a", "a")],
    [("a", "b"), ("b", "A")],
    [("a", "b"), ("b", "c"), ("c", "a"), ("b", "c"), ("d", "a"), ("c", "c")],
    [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "a")],
    [("a", "b"), ("b", "a"), ("b", "c")],
]
BROKEN_DOMAINS: list[list[tuple[Cell, Cell]]] = [
    [("a", "gmail.com")],
    [(" @GMail.com. ", "a")],
    [("icloud.com", "icloud.com")],
    [("a", "nodot")],
    [("a", "bad domain.com")],
    [("nodot", "nodot")],
    [("a", "@")],
]
