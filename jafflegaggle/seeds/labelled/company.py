"""The labelled company, story by story."""

from collections.abc import Iterator
from typing import NamedTuple

from jafflegaggle.seeds import words
from jafflegaggle.seeds.dice import Dice

PEOPLE, COMPANIES = "merged_user", "merged_company_domain"
FIRST_ID = 1


class LabelledUser(NamedTuple):
    """A row of the users."""

    user_id: int
    user_name: str
    email: str
    gaggle_id: int


class Label(NamedTuple):
    """What is known of two keys.

    Attributes:
        list: the merge list that they are of.
        rule: the rule that should find them, or that might be misled by them.
        kind: the story, for people.
        one: an e-mail or a domain.
        other: another.
        is_same: whether they are one person, or one company.
    """

    list: str
    rule: str
    kind: str
    one: str
    other: str
    is_same: bool


class LabelledCompany:
    """The company while it is made.

    Attributes:
        dice: its chances.
        users: its users, by their sign-up.
        labels: what is known of them.
        gaggles: the names of its gaggles; the first has the id 1.
    """

    def __init__(self) -> None:
        self.dice = Dice("labelled")
        self.users: list[LabelledUser] = []
        self.labels: list[Label] = []
        self.gaggles: list[str] = []
        self._names: set[str] = set()
        self._companies: set[str] = set()
        self._emails: set[str] = set()

    def gaggle(self, name: str = "") -> int:
        """A new gaggle."""
        self.gaggles.append(name or f"Gaggle {len(self.gaggles) + 1}")
        return len(self.gaggles)

    def sign_up(self, name: str, email: str, gaggle: int) -> str:
        """A new user; returns the e-mail, which nobody else has."""
        if email in self._emails:
            raise ValueError(f"two users have {email}")
        self._emails.add(email)
        self.users.append(LabelledUser(FIRST_ID + len(self.users), name, email, gaggle))
        return email

    def label(self, rule: str, kind: str, one: str, other: str, is_same: bool) -> None:
        """Note what is known of two keys."""
        name = PEOPLE if "@" in one else COMPANIES
        self.labels.append(Label(name, rule, kind, one, other, is_same))

    def name(self) -> str:
        """The name of a person whom nobody is called like."""
        return self._new(words.FIRST_NAMES, words.LAST_NAMES, self._names)

    def company(self, shortest: int = 8) -> str:
        """The label of a company's domain, of so many letters at least, one of a kind."""
        while len(label := letters(self._new(words.ADJECTIVES, words.TEAMS, set()))) < shortest:
            pass
        if label in self._companies:
            return self.company(shortest)
        self._companies.add(label)
        return label

    def staff(self, domain: str, number: int, gaggle: int) -> None:
        """Colleagues at a domain, of whom nothing is told."""
        for _ in range(number):
            name = self.name()
            self.sign_up(name, f"{dotted(name)}@{domain}", gaggle)

    def _new(self, firsts: tuple[str, ...], seconds: tuple[str, ...], used: set[str]) -> str:
        while (name := f"{self.dice.pick(firsts)} {self.dice.pick(seconds)}") in used:
            pass
        used.add(name)
        return name


def letters(text: str) -> str:
    """The letters of a text, in lower case."""
    return "".join(letter for letter in text.lower() if letter.isalpha())


def dotted(name: str) -> str:
    """The usual local part of a name: `ann.lee`."""
    return ".".join(map(letters, name.split()))


def joined(name: str) -> str:
    """The same without a dot: `annlee`."""
    return letters(name)


def typos(dice: Dice, text: str) -> Iterator[str]:
    """Misspellings of a text with one typo each, which differ from it."""
    while True:
        at = 1 + dice.below(len(text) - 2)
        letter = dice.pick("abcdefghijklmnopqrstuvwxyz")
        made = (
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
        typo = dice.pick(made)
        if typo != text and typo[0].isalpha() and typo[-1].isalpha() and ".." not in typo:
            yield typo


def typo_of(dice: Dice, text: str) -> str:
    """A misspelling of a text with one typo."""
    return next(typos(dice, text))


def make_labelled() -> LabelledCompany:
    """The company, always the same."""
    from jafflegaggle.seeds.labelled import companies, people

    made = LabelledCompany()
    for story in (*people.STORIES, *companies.STORIES):
        story(made)
    return made
