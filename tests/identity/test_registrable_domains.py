"""Registrable domains: the engine's half, plain Python, and the list's own test vectors agree."""

import pytest

from jafflegaggle.identity.registrable_domains import with_registrable_domain
from jafflegaggle.public_suffixes import Registrable, registrable, registrable_domain
from tests.conftest import MakeDf

# Of the list's own tests, in the public domain: the registrable domain by both sections.
VECTORS = """
    com                       | -
    example.com               | example.com
    a.b.example.com           | example.com
    biz                       | -
    a.b.domain.biz            | domain.biz
    example                   | -
    example.example           | example.example
    a.b.example.example       | example.example
    uk.com                    | -
    example.uk.com            | example.uk.com
    b.example.uk.com          | example.uk.com
    test.ac                   | test.ac
    mm                        | -
    c.mm                      | -
    b.c.mm                    | b.c.mm
    a.b.c.mm                  | b.c.mm
    ac.jp                     | -
    www.test.ac.jp            | test.ac.jp
    kyoto.jp                  | -
    b.ide.kyoto.jp            | b.ide.kyoto.jp
    c.kobe.jp                 | -
    a.b.c.kobe.jp             | b.c.kobe.jp
    www.city.kobe.jp          | city.kobe.jp
    test.ck                   | -
    a.b.test.ck               | b.test.ck
    www.www.ck                | www.ck
    k12.ak.us                 | -
    www.test.k12.ak.us        | test.k12.ak.us
    食狮.公司.cn               | 食狮.公司.cn
    www.食狮.中国              | 食狮.中国
    公司.cn                   | -
    www.xn--85x722f.xn--55qx5d.cn | xn--85x722f.xn--55qx5d.cn
    xn--fiqs8s                | -
"""
PAIRS = [tuple(cell.strip() for cell in line.split("|")) for line in VECTORS.split("\n") if line]
PAIRS = [pair for pair in PAIRS if len(pair) == 2]

# Company domains as people have them.
COMPANIES = [
    ("mail.acme.com", Registrable("acme.com", "acme", "com", True, False)),
    ("acme.co.uk", Registrable("acme.co.uk", "acme", "co.uk", True, False)),
    ("cs.stanford.edu", Registrable("stanford.edu", "stanford", "edu", True, False)),
    ("mail.acme.example", Registrable("acme.example", "acme", "example", False, False)),
    ("acme.github.io", Registrable("github.io", "github", "io", True, True)),
    ("a.blogspot.com", Registrable("blogspot.com", "blogspot", "com", True, True)),
    ("acme.onmicrosoft.com", Registrable("onmicrosoft.com", "onmicrosoft", "com", True, True)),
    ("acme.mail.onmicrosoft.com", Registrable("onmicrosoft.com", "onmicrosoft", "com", True, True)),
    ("co.uk", Registrable(None, None, "co.uk", True, False)),
    ("www.ck", Registrable("www.ck", "www", "ck", True, False)),
    ("b.test.ck", Registrable("b.test.ck", "b", "test.ck", True, False)),
    ("test.ck", Registrable(None, None, "test.ck", True, False)),
]


def test_the_vectors_are_thirty_and_more() -> None:
    assert len(PAIRS) >= 30


@pytest.mark.parametrize(("domain", "expected"), PAIRS)
def test_the_lists_own_vectors(domain: str, expected: str) -> None:
    assert registrable_domain(domain) == (None if expected == "-" else expected)


@pytest.mark.parametrize(("domain", "expected"), COMPANIES)
def test_a_company(domain: str, expected: Registrable) -> None:
    assert registrable(domain) == expected


def test_the_engine_agrees(make_df: MakeDf) -> None:
    domains = [pair[0] for pair in PAIRS] + [domain for domain, _ in COMPANIES]
    found = with_registrable_domain(make_df({"domain": domains}, "domain string"))
    rows = {row.domain: tuple(row)[1:] for row in found.collect()}
    assert rows == {domain: tuple(registrable(domain)) for domain in domains}
