"""Names and e-mails of people, shown as they are or masked.

A masked person is a number in the order of appearance: the same person has the same number all over
a report, and nothing about the person follows from it.
"""

import json
import re
from dataclasses import dataclass, field

from jafflegaggle.text import is_well_formed_domain, normalize_email

HIDDEN = "(hidden)"
_WITH_AT = re.compile(r"\S*@\S*")
_AROUND = "<>()[],;:.'\""  # what stands around an e-mail in a text
# Ids that a machine made, which are no names: numbers, UUIDs, long hexadecimal ones, and numbers
# behind a letter or a usual prefix.
_MADE_ID = re.compile(
    r"-?\d+"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=\D*\d)[0-9a-f]{12,}"
    r"|(?:[a-z]|usr|user|cus|sub|acct|org)[-_:]?\d+",
    re.IGNORECASE,
)


@dataclass
class People:
    """How people are shown.

    Attributes:
        are_shown: whether by their names and e-mails; else masked.
    """

    are_shown: bool
    _numbers: dict[str, int] = field(default_factory=dict)

    def name(self, user_id: object, email: str | None, name: str | None) -> str:
        """A contact, by name, else by e-mail or id.

        >>> People(True).name(7, "ann@x.com", "Ann"), People(False).name(7, "ann@x.com", "Ann")
        ('Ann', 'Person 1')
        """
        if self.are_shown:
            return name or email or f"user {user_id}"
        return self._person(email or f"user {user_id}")

    def email(self, email: str | None) -> str:
        """An e-mail; masked, only its domain.

        >>> People(False).email("Ann@x.com"), People(False).email("a@x.com,b@y.com")
        ('Person 1 (x.com)', 'Person 1')
        """
        if self.are_shown or not email:
            return email or ""
        key = normalize_email(email.strip(_AROUND)) or email
        local, _, domain = key.partition("@")
        shown = f" ({domain})" if local and is_well_formed_domain(domain) else ""
        return f"{self._person(key)}{shown}"

    def user_id(self, user_id: object) -> str:
        """The id of a user; masked, only one that a machine made: others may be names.

        >>> [People(False).user_id(one) for one in (7, "usr_7", "5f7c8ec7c33c6c00", "ann1")]
        ['7', 'usr_7', '5f7c8ec7c33c6c00', '(hidden)']
        """
        text = "" if user_id is None else str(user_id)
        is_shown = self.are_shown or not text or _MADE_ID.fullmatch(text)
        return text if is_shown else HIDDEN

    def text(self, text: str | None) -> str:
        """A text that is not about people, in which an e-mail may stand all the same.

        >>> People(False).text("3 rows of jets.com, for example ann@x.com")
        '3 rows of jets.com, for example Person 1 (x.com)'
        """
        if self.are_shown or not text:
            return text or ""
        return _WITH_AT.sub(lambda found: self.email(found[0]), text)

    def sample(self, text: str | None) -> str:
        """A text that may be about people; masked, only its shape: each letter is an x.

        >>> People(False).sample("Ann Smith <ann@x.com>, 2021-13-01")
        'xxx xxxxx Person 1 (x.com) 2021-13-01'
        """
        if self.are_shown or not text:
            return text or ""
        tokens = re.split(r"(\s+)", text)
        return "".join(self.email(one) if "@" in one else _shape(one) for one in tokens)

    def key(self, key: str | None) -> str:
        """The key of a row: an id that a machine made, else a text that may be about people.

        >>> People(False).key("S-1011"), People(False).key("Renewal, Ann Smith")
        ('S-1011', 'xxxxxxx, xxx xxxxx')
        """
        return key if key and _MADE_ID.fullmatch(key) else self.sample(key)

    def row(self, row: str | None) -> str:
        """A row as JSON; masked, the shape of each of its cells.

        >>> People(False).row('{"user_id": "x6", "email": "bad@jets.com"}')
        '{"user_id": "x6", "email": "Person 1 (jets.com)"}'
        """
        if self.are_shown or not row:
            return row or ""
        try:
            cells = json.loads(row)
        except ValueError:  # it was cut
            return self.sample(row)
        if not isinstance(cells, dict):
            return self.sample(row)
        masked = {name: self.sample(str(cell)) for name, cell in cells.items() if cell is not None}
        return json.dumps(masked, ensure_ascii=False)

    def _person(self, key: str) -> str:
        return f"Person {self._numbers.setdefault(key, len(self._numbers) + 1)}"


def _shape(text: str) -> str:
    return "".join("x" if one.isalpha() or not one.isascii() else one for one in text)
