"""The plain-Python half of normalization, for the texts that people keep: lists and settings.

The engine's half is in `columns/`: the same patterns, and a test that holds them equal. What white
space is, and how "no value" is spelled, stands here for both.
"""

import re
import unicodedata
from collections.abc import Sequence

# White space, [\t-\r \x{85}\p{Z}\x{feff}] spelled out: a pattern's \s differs between engines.
BLANKS = (
    "\t\n\x0b\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
WHITE_SPACE = f"[{BLANKS}]"  # the same for patterns, here and on the engines
MAX_DOMAIN_LENGTH = 253
MAX_LABEL_LENGTH = 63
MAX_NAMES, MAX_NAME = 20, 60
# How files spell that there is no value, in any case; a blank cell is none either.
NULL_VALUES = ("NULL", "\\N", "N/A", "NaN", "None")
NO_VALUES = tuple(spelling.lower() for spelling in NULL_VALUES)

# The patterns of e-mails in lower case. They mean the same in Python, in Java and in Rust: no `\s`
# and no look-around. Each text is split in one way only, so that no long one takes forever.
ZERO_WIDTH = "[\u200b\u200c\u200d\u2060\ufeff]"
_QUOTES = "\"'\u2018\u2019\u201c\u201d"
_START = f"[{BLANKS}]*(?:mailto:[{BLANKS}]*)*"
_QUOTED_START = f"[{BLANKS}{_QUOTES}]*(?:mailto:[{BLANKS}{_QUOTES}]*)*"
_END, _QUOTED_END = f"[{BLANKS}.]*", f"[{BLANKS}{_QUOTES}.]*"
# What stands around an address, with quotes at both ends or without; one of two groups is the rest.
AROUND = (
    rf"(?s)^{_START}[{_QUOTES}]{_QUOTED_START}"
    rf"([^{BLANKS}{_QUOTES}.]|[^{BLANKS}{_QUOTES}].*[^{BLANKS}{_QUOTES}.])?"
    rf"{_END}[{_QUOTES}]{_QUOTED_END}\z"
    rf"|^{_START}(.*[^{BLANKS}.])?{_END}\z"
)
# `Ann Lee <ann@x.com>`, and `ann@x.com <ann@x.com>` where both groups are the same.
NAMED = r"(?s)^[^@]*<([^<>]*@[^<>]*)>\z"
_ADDRESS_OF_TWO = (
    rf"{_QUOTED_START}([^<>@{BLANKS}{_QUOTES}][^<>@]*@[^<>]*[^<>{BLANKS}{_QUOTES}.]){_QUOTED_END}"
)
TWICE = rf"^{_ADDRESS_OF_TWO}<{_ADDRESS_OF_TWO}>{_QUOTED_END}\z"
NO_EMAIL = rf"^(?:{'|'.join(map(re.escape, NO_VALUES))})\z"
# What nearly all e-mails are: normalized but for their case, with nothing of the above in them.
_USUAL = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*")
# One `@`, something on both sides, and before it no white space and no punctuation of a list.
ADDRESS = rf"^[^@{BLANKS},;:<>()\[\]\\\"]+@[^@]+\z"


def normalize_email(text: str | None) -> str | None:
    """Normalize an e-mail as people and programs write it; a spelling of "no value" is None.

    >>> given = (" Ann@X.com", '"Ann Lee" <ann@x.com>', "mailto:ann@x.com.", "N/A", "-")
    >>> [normalize_email(text) for text in given]
    ['ann@x.com', 'ann@x.com', 'ann@x.com', None, '-']
    """
    lower = (text or "").strip(BLANKS).lower()
    if _USUAL.fullmatch(lower):
        return lower
    lower = re.sub(ZERO_WIDTH, "", text or "").lower()
    twice = re.match(_in_python(TWICE), lower)
    if twice and twice[1] == twice[2]:
        return twice[1]
    for pattern in (AROUND, NAMED, AROUND):
        lower = re.sub(_in_python(pattern), _groups, lower, count=1)
    return re.sub(_in_python(NO_EMAIL), "", lower) or None


def _groups(match: re.Match[str]) -> str:
    return "".join(group or "" for group in match.groups())


def _in_python(pattern: str) -> str:
    """A pattern as this language writes it: the end of a text has another name."""
    return pattern.replace(r"\z", r"\Z")


def has_address(email: str) -> bool:
    """Whether a normalized e-mail has an `@` with something before the first and after the last.

    >>> [has_address(email) for email in ("ann@x.com", "a@b@c", "n/a", "@x.com", "ann@")]
    [True, True, False, False, False]
    """
    return "@" in email and not email.startswith("@") and not email.endswith("@")


def extract_email_domain(email: str) -> str | None:
    """What follows the `@` of an address, without trailing dots; None of no address.

    >>> [extract_email_domain(email) for email in ("ann@x.com.", "a@b.c, d@e.f", "nobody")]
    ['x.com', None, None]
    """
    bare = email.rstrip(".")
    return bare.rpartition("@")[2] if re.match(_in_python(ADDRESS), bare) else None


def normalize_domain(text: str | None) -> str | None:
    """Normalize a domain as people write it, also removing a leading `@` and trailing dots.

    >>> normalize_domain(" @Jets.com. ")
    'jets.com'
    """
    bare = re.sub(ZERO_WIDTH, "", text or "").strip(BLANKS).removeprefix("@")
    domain = bare.strip(BLANKS).rstrip(BLANKS + ".").lower()
    return None if domain in ("", *NO_VALUES) else domain


def listed(names: Sequence[str]) -> str:
    """Names for a message, cut short in case a file is not a table and they are not names.

    >>> listed(["id", "name"])
    'id, name'
    >>> listed(["x" * 1_000, *map(str, range(100))])[-20:]
    ' 17, 18, and 81 more'
    """
    shown = [name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}..." for name in names]
    more = len(shown) - MAX_NAMES
    return ", ".join([*shown[:MAX_NAMES], *([f"and {more} more"] if more > 0 else [])])


def found(value: object) -> str:
    """A value, for messages."""
    return f"{value!r}" if isinstance(value, str) else f"{value!r} ({type(value).__name__})"


def quoted(name: str) -> str:
    """A column's name as SQL takes any.

    >>> quoted("a`b")
    '`a``b`'
    """
    return f"`{name.replace('`', '``')}`"


def is_well_formed_domain(domain: str) -> bool:
    """Tell whether a normalized domain has a dot, a sane length and labels of letters and digits.

    >>> [is_well_formed_domain(d) for d in ("jets.com", "nodot", "no,pain.com", "192.168.0.1")]
    [True, False, False, False]
    """
    labels = domain.split(".")
    return (
        len(labels) > 1
        and len(domain) <= MAX_DOMAIN_LENGTH
        and all(0 < len(label) <= MAX_LABEL_LENGTH for label in labels)
        and all(_is_domain_character(character) for label in labels for character in label)
        and not all(label.isdecimal() for label in labels)
    )


def _is_domain_character(character: str) -> bool:
    category = unicodedata.category(character)
    return character == "-" or category[0] in "LM" or category == "Nd"
