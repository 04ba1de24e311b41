"""Eleven gaggles that came over from another app: who is active there, day by day, tells a story.

They were imported after everything else, so their ids are above the others'; their sign-ups and
events lie in the same quarter. Days are counted backwards from the snapshot's date, which is day 0.
"""

from collections.abc import Iterator

from jafflegaggle.seeds import clock, second_addresses
from jafflegaggle.seeds.activity import Event
from jafflegaggle.seeds.company import Gaggle, User
from jafflegaggle.seeds.deals import Deal
from jafflegaggle.seeds.dice import Dice
from jafflegaggle.seeds.team import Member, Team, every

FIRST_USER_ID, FIRST_GAGGLE_ID = 7001, 2001

_LAST_DAY = clock.LAST_SIGN_UP  # the first second of the snapshot's date
_SIGN_UP_HOUR, _FIRST_HOUR, _HOURS = 8, 10, 11
_ORDER_SHARE, _FAVOURITE_SHARE = 0.25, 0.2

TEAMS = (
    # Surges: four of seven are new, and the days with events are seven times as many.
    Team(
        "Brisk Ladles",
        "briskladles.example",
        (
            Member("Philippa Garnett", 80, (*every(2, 0, 26), 31, 45), events=5),
            Member("Barnaby Okonkwo", 75, (1, 4, 8, 12, 15, 19, 33, 38, 50)),
            Member("Leonie Achterberg", 70, (2, 3, 9, 10, 16, 17, 36, 47)),
            Member("Mateus Quiroga", 20, (1, 5, 6, 11, 14, 18, 19)),
            Member("Sunniva Dahlgren", 13, (2, 4, 7, 8, 11, 12)),
            Member("Ravi Thakkar", 9, (0, 3, 5, 7, 8)),
            Member("Clemence Aubry", 4, (0, 1, 2, 3, 4)),
        ),
    ),
    # Pays, and is silent since the end of October.
    Team(
        "Hollow Teapots",
        "hollowteapots.example",
        (
            Member("Ambrose Fielding", 85, every(4, 29, 83), events=4),
            Member("Dorothea Winslow", 82, (31, 35, 40, 46, 52)),
            Member("Casper Vandermeer", 80, (30, 44)),
            Member("Yolanda Prescott", 60, (34,)),
        ),
    ),
    # The champion has been away for three weeks, and the others go on.
    Team(
        "Maple Skillets",
        "mapleskillets.example",
        (
            Member("Rosalind Hathaway", 88, every(2, 20, 86), events=6),
            Member("Edmund Farquhar", 60, (1, 3, 5, 8, 12, 15, 19, 22, 26, 30, 36, 42, 50)),
            Member("Tallulah Pennington", 58, (0, 2, 6, 9, 13, 17, 23, 27, 33, 40, 47)),
        ),
    ),
    # Tries it, and has eight days left.
    Team(
        "Tin Whisks",
        "tinwhisks.example",
        (
            Member("Gwendolyn Ashby", 22, (1, 3, 8, 15, 20, 22)),
            Member("Ignatius Crowther", 21, (4, 13, 21)),
        ),
    ),
    # Pays for twenty seats, and uses three.
    Team(
        "Oak Barrels",
        "oakbarrels.example",
        (
            Member("Winifred Stroud", 87, every(7, 1, 50), events=4),
            Member("Anselm Pocock", 86, every(7, 3, 52)),
            Member("Cornelius Tate", 86, (65, 70)),
            Member("Beatrice Lomax", 40, (5, 19, 33)),
        ),
    ),
    # Cooks every week, and does not pay.
    Team(
        "Lemon Anvils",
        "lemonanvils.example",
        (
            Member("Ottavia Brill", 70, (0, 6, 9, 14, 20, 26, 30, 37, 44, 51)),
            Member("Fergus Tindall", 66, (2, 8, 15, 23, 29, 34, 41, 48)),
            Member("Imogen Castellan", 64, every(7, 4, 53)),
            Member("Percival Knott", 61, (5, 12, 33)),
        ),
    ),
    # One company in two gaggles.
    Team(
        "Harbor Spoons",
        "harborspoons.example",
        (
            Member("Cecilia Marchetti", 55, (10, 17, 30, 45)),
            Member("Tobin Ashworth", 35, (2, 9, 23, 31)),
        ),
    ),
    Team(
        "Harbor Spoons Pier",
        "harborspoons.example",
        (Member("Lysander Holt", 50, (5, 12, 27, 34, 41)),),
    ),
    # Nobody has a company address. Tobin Ashworth had started here.
    Team(
        "Sunday Roasters",
        "gmail.com",
        (
            Member("Perpetua Lindgren", 76, every(3, 0, 69), 5, "perpetua.lindgren@gmail.com"),
            Member("Horatio Bexley", 74, every(5, 1, 56), 4, "horatio.bexley@gmail.com"),
            Member("Tobin Ashworth", 72, every(7, 37, 65), 3, "tobin.ashworth@outlook.com"),
            Member("Sybil Marlowe", 50, (2, 9, 16, 24, 33, 44), 3, "sybil.marlowe@icloud.com"),
            Member("Lazarus Finchley", 30, (0, 7, 15, 21), 3, "lazarus.finchley@outlook.com"),
            Member("Odalys Ferrand", 12, (4, 6, 11), 3, "odalys.ferrand@gmail.com"),
        ),
    ),
    # Pays in two currencies.
    Team(
        "Cedar Graters",
        "cedargraters.example",
        (
            Member("Giselle Montague", 85, (1, 15, 29, 43)),
            Member("Rupert Yilmaz", 83, (6, 20, 36, 50)),
        ),
    ),
    second_addresses.COPPER_KETTLES,
)

DEALS: tuple[Deal, ...] = (
    # Two currencies in one account, and others that are not dollars.
    (
        *("2021-09-28", "$4,000", "Cedar Graters - Team Deal", "Won"),
        "gisellemontague@cedargraters.example",
    ),
    (
        *("2021-10-12", "€8,000.00", "Cedar Graters - Europe Deal", "Won"),
        "rupertyilmaz@cedargraters.example",
    ),
    (
        *("2021-10-05", "CHF 5'000", "Oak Barrels - Business Deal", "Won"),
        "winifredstroud@oakbarrels.example",
    ),
    (
        *("2021-11-18", "£6,500", "Brisk Ladles - Business Deal", "Open"),
        "philippagarnett@briskladles.example",
    ),
)


def gaggles() -> list[Gaggle]:
    """The gaggles, each created with its first user."""
    return [
        Gaggle(gaggle_id, team.name, _morning_of(team.members[0].signed_up), (team.domain,))
        for gaggle_id, team in enumerate(TEAMS, FIRST_GAGGLE_ID)
    ]


def users() -> list[User]:
    """The users, gaggle by gaggle."""
    return [user for user, _ in _users()]


def events() -> list[Event]:
    """Their events: on each of a member's days, between ten in the morning and nine at night."""
    dice = Dice("imported")
    return [
        Event(_hour_of(day, _FIRST_HOUR) + dice.below(_HOURS * clock.HOUR), user.id, _name(dice))
        for user, member in _users()
        for day in member.days
        for _ in range(member.events)
    ]


def _users() -> Iterator[tuple[User, Member]]:
    members = [
        (gaggle_id, team.domain, member)
        for gaggle_id, team in enumerate(TEAMS, FIRST_GAGGLE_ID)
        for member in team.members
    ]
    for user_id, (gaggle_id, domain, member) in enumerate(members, FIRST_USER_ID):
        email = member.email or f"{member.name.replace(' ', '').lower()}@{domain}"
        signed_up = _morning_of(member.signed_up)
        yield User(user_id, member.name, email, gaggle_id, signed_up), member


def _morning_of(day: int) -> int:
    return _hour_of(day, _SIGN_UP_HOUR)


def _hour_of(day: int, hour: int) -> int:
    return _LAST_DAY - day * clock.DAY + hour * clock.HOUR


def _name(dice: Dice) -> str:
    if dice.chance(_ORDER_SHARE):
        return "order_placed"
    return "recipe_favorited" if dice.chance(_FAVOURITE_SHARE) else "recipe_viewed"
