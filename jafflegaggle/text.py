"""The plain-Python half of normalization, for the texts that people keep: lists and settings.

The engine's half is `identity/email.py`; both strip the same BLANKS, and a test holds them equal.
"""

import unicodedata
from collections.abc import Sequence

# [\s\p{Z}\x{85}\x{feff}] spelled out: a regular expression's \s alone differs between engines.
BLANKS = (
    "\t\n\x0b\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
MAX_DOMAIN_LENGTH = 253
MAX_LABEL_LENGTH = 63
MAX_NAMES, MAX_NAME = 20, 60
# How files spell that there is no value, in lower case.
NO_VALUES = ("null", "\\n", "n/a", "nan", "none")


def normalize_text(text: str | None) -> str | None:
    r"""Strip blanks at both ends and lower-case; blank is None.

    >>> normalize_text("  Ann@X.com\u00a0")
    'ann@x.com'
    >>> normalize_text(" ") is None
    True
    """
    return ((text or "").strip(BLANKS).lower()) or None


def normalize_email(text: str | None) -> str | None:
    """Normalize an e-mail as people write it; a spelling of "no value" is None.

    >>> [normalize_email(text) for text in (" Ann@X.com", "N/A", "-")]
    ['ann@x.com', None, '-']
    """
    email = normalize_text(text)
    return None if email in NO_VALUES else email


def has_address(email: str) -> bool:
    """Tell whether a normalized e-mail has an `@` with something before the first, behind the last.

    >>> [has_address(email) for email in ("ann@x.com", "a@b@c", "n/a", "@x.com", "ann@", "ann@.")]
    [True, True, False, False, False, False]
    """
    behind = email.rpartition("@")[2].rstrip(".")
    return "@" in email and not email.startswith("@") and bool(behind)


def normalize_domain(text: str | None) -> str | None:
    """Normalize a domain as people write it: also without a leading `@` and trailing dots.

    >>> normalize_domain(" @Jets.com. ")
    'jets.com'
    """
    return ((normalize_text(text) or "").removeprefix("@").rstrip(".")) or None


def listed(names: Sequence[str]) -> str:
    """Names for a message; it stays short when a file is no table, and they are no names.

    >>> listed(["id", "name"])
    'id, name'
    >>> listed(["x" * 1_000, *map(str, range(100))])[-20:]
    ' 17, 18, and 81 more'
    """
    shown = [name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}..." for name in names]
    more = len(shown) - MAX_NAMES
    return ", ".join([*shown[:MAX_NAMES], *([f"and {more} more"] if more > 0 else [])])


def quoted(name: str) -> str:
    """A column's name as SQL takes any.

    >>> quoted("a`b")
    '`a``b`'
    """
    return f"`{name.replace('`', '``')}`"


def is_well_formed_domain(domain: str) -> bool:
    """Tell whether a normalized domain has a dot, a sane length and labels of letters and digits.

    >>> [is_well_formed_domain(d) for d in ("jets.com", "nodot", "nopain,nogain.com", "a..b")]
    [True, False, False, False]
    """
    labels = domain.split(".")
    return (
        len(labels) > 1
        and len(domain) <= MAX_DOMAIN_LENGTH
        and all(0 < len(label) <= MAX_LABEL_LENGTH for label in labels)
        and all(_is_domain_character(character) for label in labels for character in label)
    )


def _is_domain_character(character: str) -> bool:
    category = unicodedata.category(character)
    return character == "-" or category[0] in "LM" or category == "Nd"
