"""The Public Suffix List, and the registrable domain of a domain: the plain-Python half.

The engine's half is in `identity/registrable_domains.py`. The list has two sections: suffixes that
registries sell under (ICANN), and those of companies whose customers get a name below theirs
(private): shared hosts. What none of its rules covers has a suffix of one label.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from jafflegaggle.domain_lists import COMMENT

PRIVATE_SECTION = "===BEGIN PRIVATE DOMAINS"
WILDCARD, EXCEPTION, PUNYCODE = "*.", "!", "xn--"
# Hosts of many companies' mail that the list does not name.
SHARED_HOSTS = (
    "onmicrosoft.com",
    "appleid.com",
    "freshdesk.com",
    "intercom-mail.com",
    "test-google-a.com",
    "zendesk.com",
)


class Suffix(NamedTuple):
    """A rule: what a domain ends with, and what that says of its public suffix.

    Attributes:
        suffix: the end that it is about, in Unicode or in Punycode.
        added: how many labels the public suffix has more than the end: 1 of a wildcard, -1 of an
            exception, which wins over all others; else 0.
        is_private: whether it is of the private section.
    """

    suffix: str
    added: int
    is_private: bool


class Registrable(NamedTuple):
    """What the list says of a domain.

    Attributes:
        domain: its registrable domain by the ICANN section: the public suffix and one label more;
            None of a domain that is a public suffix itself.
        label: that one label.
        suffix: the public suffix by the ICANN section.
        is_listed: whether a rule of that section covers it.
        is_shared_host: whether a rule of the private section covers it.
    """

    domain: str | None
    label: str | None
    suffix: str
    is_listed: bool
    is_shared_host: bool


@cache
def public_suffixes() -> tuple[Suffix, ...]:
    """All rules, those with other letters than ASCII in both spellings."""
    # Through the importer: the package may be a zip.
    text = files("jafflegaggle").joinpath("public_suffixes.txt").read_text(encoding="utf-8")
    own = (Suffix(host, 0, is_private=True) for host in SHARED_HOSTS)
    return tuple(dict.fromkeys([*_rules(text), *own]))


@cache
def several_labels() -> tuple[Suffix, ...]:
    """The rules of registries that make a public suffix of several labels, or except from one.

    They find every registrable domain by the ICANN section: without a rule, a suffix has one label.
    """
    return tuple(
        rule
        for rule in public_suffixes()
        if not rule.is_private and (rule.added or "." in rule.suffix)
    )


def _rules(text: str) -> Iterator[Suffix]:
    is_private = False
    for line in text.splitlines():
        if line.startswith("//"):
            is_private = is_private or PRIVATE_SECTION in line
            continue
        for rule in _spellings(line.partition(COMMENT)[0].strip()):
            if rule.startswith(WILDCARD):
                yield Suffix(rule.removeprefix(WILDCARD), 1, is_private)
            elif rule.startswith(EXCEPTION):
                yield Suffix(rule.removeprefix(EXCEPTION), -1, is_private)
            else:
                yield Suffix(rule, 0, is_private)


def _spellings(rule: str) -> Iterator[str]:
    """A rule with each of its labels as it stands, and in Punycode."""
    labels = [(one,) if one.isascii() else (one, to_ascii(one)) for one in rule.split(".")]
    return map(".".join, product(*labels))


def to_ascii(label: str) -> str:
    """A label in Punycode, with its prefix.

    >>> to_ascii("公司")
    'xn--55qx5d'
    """
    return PUNYCODE + label.encode("punycode").decode("ascii")


@cache
def _by_suffix() -> Mapping[str, tuple[Suffix, ...]]:
    found: dict[str, tuple[Suffix, ...]] = {}
    for rule in public_suffixes():
        found[rule.suffix] = (*found.get(rule.suffix, ()), rule)
    return found


def registrable(domain: str) -> Registrable:
    """What the list says of a normalized domain.

    >>> registrable("mail.acme.co.uk").domain, registrable("acme.github.io").is_shared_host
    ('acme.co.uk', True)
    """
    labels = domain.split(".")
    icann = _length(labels, is_private=False)
    private = _length(labels, is_private=True)
    length = icann or 1
    has_label = len(labels) > length
    return Registrable(
        domain=".".join(labels[-length - 1 :]) if has_label else None,
        label=labels[-length - 1] if has_label else None,
        suffix=".".join(labels[-length:]),
        is_listed=icann > 0,
        is_shared_host=private > icann,
    )


def registrable_domain(domain: str) -> str | None:
    """The registrable domain by both sections, as browsers use it; None of a public suffix.

    >>> [registrable_domain(one) for one in ("a.acme.github.io", "github.io", "www.ck")]
    ['acme.github.io', None, 'www.ck']
    """
    labels = domain.split(".")
    length = max(_length(labels, is_private=False), _length(labels, is_private=True), 1)
    return ".".join(labels[-length - 1 :]) if len(labels) > length else None


def _length(labels: list[str], is_private: bool) -> int:
    """How many labels the public suffix has by the rules of a section; 0: none covers it."""
    longest = 0
    for length in range(1, len(labels) + 1):
        for rule in _by_suffix().get(".".join(labels[-length:]), ()):
            if rule.is_private != is_private:
                continue
            if rule.added < 0:
                return length - 1
            if length + rule.added <= len(labels):
                longest = max(longest, length + rule.added)
    return longest
