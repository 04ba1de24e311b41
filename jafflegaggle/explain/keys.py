"""What a key may be: normalized as the job does, for each kind of it."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from jafflegaggle.columns.ids import MAX_BIGINT, MIN_BIGINT, WHOLE_NUMBER
from jafflegaggle.text import BLANKS, NO_VALUES, has_address, normalize_domain, normalize_email

Kind = Literal["email", "user", "domain", "gaggle"]
KINDS: tuple[Kind, ...] = ("email", "user", "domain", "gaggle")
_NUMBER = re.compile(WHOLE_NUMBER.replace(r"\z", r"\Z"))


@dataclass(frozen=True)
class Key:
    """A key, as it would be of each kind; None where it cannot be one.

    Attributes:
        text: the key without white space around it.
        email: the e-mail.
        id: the id of a user or a gaggle.
        domain: the domain.
    """

    text: str
    email: str | None
    id: Any
    domain: str | None

    def value_as(self, kind: Kind) -> Any:
        """What it is of a kind; None: it cannot be one."""
        return {"email": self.email, "domain": self.domain}.get(kind, self.id)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that it may be of."""
        return tuple(kind for kind in KINDS if self.value_as(kind) is not None)


def key_of(given: str, id_type: str) -> Key:
    """A key as it was given.

    Args:
        given: the key.
        id_type: `bigint` or `string`.

    >>> key_of(" Ann@X.com", "bigint").email, key_of("@X.com ", "bigint").domain
    ('ann@x.com', 'x.com')
    >>> key_of("7.0", "bigint").kinds, key_of("x.com", "string").kinds
    (('user', 'gaggle'), ('user', 'domain', 'gaggle'))
    """
    text = given.strip(BLANKS)
    email = normalize_email(given)
    key_id = as_id(text, id_type)
    domain = normalize_domain(given)
    is_domain = domain is not None and "@" not in domain and not isinstance(key_id, int)
    return Key(
        text,
        email if email and has_address(email) else None,
        key_id,
        domain if is_domain else None,
    )


def as_id(text: str, id_type: str) -> Any:
    """An id of that type; None where the text is none.

    >>> as_id("+12.0", "bigint"), as_id("x", "bigint"), as_id("x", "string")
    (12, None, 'x')
    """
    if id_type == "string":
        return None if text.lower() in ("", *NO_VALUES) else text
    if not _NUMBER.match(text):
        return None
    number = int(text.partition(".")[0])
    return number if MIN_BIGINT <= number <= MAX_BIGINT else None
