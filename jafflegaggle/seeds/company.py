"""The demo's gaggles and users, and the second sign-ups among them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from jafflegaggle.seeds import clock, stories, words
from jafflegaggle.seeds.dice import Dice

NUMBER_OF_GAGGLES = 823
NUMBER_OF_USERS = 5_781
FIRST_ID = 1000

_PERSONAL_SHARE = 0.23  # personal-only gaggles bring it to a quarter of the users
_PERSONAL_GAGGLE_SHARE = 0.03
_FURTHER_GAGGLE_SHARE = 0.27  # gaggles of a company that already has one
_LARGE_GAGGLE_SHARE = 0.05
_SECOND_SIGN_UPS = 14


@dataclass(frozen=True)
class Gaggle:
    """A row of raw_gaggle, and the company domains from which its members' are drawn."""

    id: int
    name: str
    created_at: int
    domains: tuple[str, ...]


@dataclass(frozen=True)
class User:
    """A row of raw_user."""

    id: int
    name: str
    email: str
    gaggle_id: int
    created_at: int


@dataclass(frozen=True)
class Company:
    """The whole demo company, without the activity of its users."""

    gaggles: list[Gaggle]
    users: list[User]
    merged_users: list[tuple[str, str]]


def make_company() -> Company:
    """823 gaggles and 5,781 users, in the order of their creation, and the merges of people."""
    times = clock.sign_up_times(
        Dice("sign-ups"),
        NUMBER_OF_USERS,
        {user_id - FIRST_ID: time for user_id, time in stories.SIGN_UPS.items()},
    )
    homes = _homes(Dice("gaggle members"))
    gaggles = _gaggles(Dice("companies"), homes, times)
    users = _users(Dice("people"), homes, times, {gaggle.id: gaggle for gaggle in gaggles})
    merges = list(_second_sign_ups(Dice("second sign-ups"), users, gaggles))
    return Company(gaggles, users, [*stories.MERGED_USERS, *merges])


def is_personal(email: str) -> bool:
    """Whether the demo drew this address at one of the personal domains."""
    return email.endswith(tuple(f"@{domain}" for domain in words.PERSONAL_DOMAINS))


def _sizes(dice: Dice) -> dict[int, int]:
    """The number of users of every gaggle: mostly 1 to 11, a few larger, fixed in stories."""
    sizes = {}
    for gaggle_id in range(FIRST_ID, FIRST_ID + NUMBER_OF_GAGGLES):
        size = 1 + dice.below(11) + (dice.below(25) if dice.chance(_LARGE_GAGGLE_SHARE) else 0)
        story = stories.GAGGLES.get(gaggle_id)
        sizes[gaggle_id] = story.size if story else size
    open_gaggles = [gaggle_id for gaggle_id in sizes if gaggle_id not in stories.GAGGLES]
    for _ in range(NUMBER_OF_USERS - sum(sizes.values())):
        sizes[dice.pick(open_gaggles)] += 1
    return sizes


def _founders(dice: Dice) -> dict[int, int]:
    """The first user of every gaggle (user to gaggle): a steady stream, around the stories."""
    marks = [(1000, 1000), (1155, 1237), (1187, 1310), (1821, 6200)]
    founders: dict[int, int] = {}
    for (gaggle, user), (next_gaggle, next_user) in pairwise(marks):
        width = next_gaggle - gaggle
        starts = [user + (next_user - user) * step // width for step in range(width + 1)]
        for step, (start, end) in enumerate(pairwise(starts)):
            members = range(start, end if step else start + 1)  # a mark is fixed
            free = [one for one in members if _may_found(one, gaggle + step)]
            founders[dice.pick(free)] = gaggle + step
    return founders | {marks[-1][1]: marks[-1][0]}


def _may_found(user_id: int, gaggle_id: int) -> bool:
    story = stories.USERS.get(user_id)
    return story is None or story.gaggle_id in (None, gaggle_id)


def _homes(dice: Dice) -> list[int]:
    """The gaggle of every user: founders and stories are fixed, others go where there is room."""
    fixed = {user: story.gaggle_id for user, story in stories.USERS.items() if story.gaggle_id}
    founders = _founders(dice)
    room = _sizes(dice)
    for gaggle_id in (fixed | founders).values():
        room[gaggle_id] -= 1
    places: list[int] = []
    homes = []
    for user_id in range(FIRST_ID, FIRST_ID + NUMBER_OF_USERS):
        if user_id in founders:
            places += [founders[user_id]] * room[founders[user_id]]
        home = founders.get(user_id) or fixed.get(user_id)
        homes.append(home or dice.take(places))
    return homes


def _gaggles(dice: Dice, homes: list[int], times: list[int]) -> list[Gaggle]:
    """Every gaggle with a name, its founder's time, and zero, one or two company domains."""
    founded = dict(zip(reversed(homes), reversed(times), strict=True))  # the earliest member's
    founded[stories.EMPTY_GAGGLE] = max(founded.values()) + clock.HOUR
    companies: list[tuple[str, str]] = []
    names = {story.name for story in stories.GAGGLES.values()}
    gaggles = []
    for gaggle_id in range(FIRST_ID, FIRST_ID + NUMBER_OF_GAGGLES):
        if story := stories.GAGGLES.get(gaggle_id):
            name, domains = story.name, story.domains
        elif dice.chance(_PERSONAL_GAGGLE_SHARE):
            name, domains = f"{dice.pick(words.LAST_NAMES)} {dice.pick(words.HOME_SUFFIXES)}", ()
        elif companies and dice.chance(_FURTHER_GAGGLE_SHARE):
            company, domain = dice.pick(companies)
            name, domains = f"{company} {dice.pick(words.TEAM_SUFFIXES)}", (domain,)
        else:
            name = _new(dice, words.ADJECTIVES, words.TEAMS, names)
            domains = (f"{_letters(name)}.{dice.pick(words.COMPANY_SUFFIXES)}",)
            companies.append((name, domains[0]))
        gaggles.append(Gaggle(gaggle_id, name, founded[gaggle_id], domains))
    return gaggles


def _new(dice: Dice, firsts: tuple[str, ...], seconds: tuple[str, ...], used: set[str]) -> str:
    """Two words that have not been drawn together before."""
    while (name := f"{dice.pick(firsts)} {dice.pick(seconds)}") in used:
        pass
    used.add(name)
    return name


def _users(
    dice: Dice, homes: list[int], times: list[int], gaggles: dict[int, Gaggle]
) -> list[User]:
    """Every user with a unique name and address, except in stories."""
    taken = {story.email.strip().lower() for story in stories.USERS.values()}
    names = {story.name for story in stories.USERS.values()}
    users = []
    for user_id, (home, time) in enumerate(zip(homes, times, strict=True), FIRST_ID):
        name = _new(dice, words.FIRST_NAMES, words.LAST_NAMES, names)
        email = _email(dice, name, gaggles[home].domains, taken)
        if story := stories.USERS.get(user_id):
            name, email = story.name, story.email
        users.append(User(user_id, name, email, home, time))
    return users


def _email(dice: Dice, name: str, domains: tuple[str, ...], taken: set[str]) -> str:
    """An address at a company domain or a personal one; a few in capitals."""
    if domains and not dice.chance(_PERSONAL_SHARE):
        local, domain = _letters(name), dice.pick(domains)
    else:
        first, last = name.split(" ")
        local = f"{_letters(first)}.{_letters(last)}"
        local += str(1960 + dice.below(45)) if dice.chance(0.3) else ""
        domain = dice.pick(words.PERSONAL_DOMAINS)
    while f"{local}@{domain}" in taken:
        local += str(2 + dice.below(8))
    taken.add(f"{local}@{domain}")
    written = domain.title() if dice.chance(0.002) else domain
    return f"{local}@{written}"


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())


def _second_sign_ups(
    dice: Dice, users: list[User], gaggles: list[Gaggle]
) -> Iterator[tuple[str, str]]:
    """Turn colleagues of personal users into the same person; yield the merges, one per gaggle.

    The later sign-up takes over the name of the earlier one, with an address at the company.
    """
    open_gaggles = [one for one in gaggles if one.id not in stories.GAGGLES and one.domains]
    found = 0
    while found < _SECOND_SIGN_UPS:
        gaggle = dice.take(open_gaggles)
        drawn = [u for u in users if u.gaggle_id == gaggle.id and u.id not in stories.USERS]
        earlier = next((user for user in drawn if is_personal(user.email)), None)
        if earlier is None or is_personal(drawn[-1].email):
            continue
        email = f"{_letters(earlier.name)}@{gaggle.domains[0]}"
        users[drawn[-1].id - FIRST_ID] = replace(drawn[-1], name=earlier.name, email=email)
        found += 1
        yield earlier.email, email
