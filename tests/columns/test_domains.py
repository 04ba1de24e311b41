"""The verdict on a domain: a company's, malformed, or personal."""

from pyspark.sql import functions as F

from jafflegaggle.columns.domains import (
    company_domain,
    is_personal_domain,
    is_well_formed_domain,
)
from jafflegaggle.rules import Rules
from jafflegaggle.text import is_well_formed_domain as is_well_formed_in_python
from tests.conftest import MakeDf
from tests.tables import assert_columns

LABEL_OF_63 = "l" * 63
DOMAIN_OF_253 = ".".join([LABEL_OF_63] * 3 + ["l" * 61])

WELL_FORMED = [
    "x.com",
    "a.b.co.uk",
    "1-2.3",
    "-.-",
    "xn--bcher-kva.de",
    "bücher.de",
    "bu\u0308cher.de",
    "москва.рф",
    "例え.jp",
    "٣.com",
    "𐐨.com",
    f"{LABEL_OF_63}.com",
    f"{'é' * 63}.com",
    DOMAIN_OF_253,
]
MALFORMED = [
    "",
    ".",
    "nodot",
    "bad domain.com",
    "nopain,nogain.com",
    "a..b",
    ".x.com",
    "x.com.",
    " x.com",
    "x.com\n",
    "x.com\u00a0",
    "under_score.com",
    "x.com/path",
    "x.com:80",
    "a@x.com",
    "½.com",
    "ⅳ.com",
    "smile😀.com",
    "zero\u200bwidth.com",
    "‐.com",
    f"{LABEL_OF_63}l.com",
    f"x.{LABEL_OF_63}l",
    f"{DOMAIN_OF_253}l",
]


def test_a_well_formed_domain(make_df: MakeDf) -> None:
    rows = [
        *((domain, True) for domain in WELL_FORMED),
        *((domain, False) for domain in MALFORMED),
        (None, None),
    ]
    assert (len(DOMAIN_OF_253), len(LABEL_OF_63)) == (253, 63)
    assert_columns(
        make_df(rows, "given string, expected boolean"),
        expected=is_well_formed_domain(F.col("given")),
    )


def test_python_and_the_engine_judge_a_domain_alike(make_df: MakeDf) -> None:
    odd = [f"{chr(code)}.com" for code in range(0x250)]
    rows = [(domain, is_well_formed_in_python(domain)) for domain in [*WELL_FORMED, *MALFORMED]]
    rows += [(domain, is_well_formed_in_python(domain)) for domain in odd]
    assert_columns(
        make_df(rows, "given string, in_python boolean"),
        in_python=is_well_formed_domain(F.col("given")),
    )


def test_personal_domains_match_exactly(make_df: MakeDf) -> None:
    rows = [
        ("gmail.com", True, False),
        ("notgmail.com", False, False),
        ("mail.gmail.com", False, False),
        ("gmail.com.au", False, False),
        ("gmailxcom", False, False),
        (None, None, None),
    ]
    assert_columns(
        make_df(rows, "given string, expected boolean, of_no_list boolean"),
        expected=is_personal_domain(F.col("given"), frozenset({"gmail.com", "yahoo.com"})),
        of_no_list=is_personal_domain(F.col("given"), frozenset()),
    )


def test_a_personal_or_malformed_domain_is_no_company(make_df: MakeDf) -> None:
    rows = [
        ("x.com", "x.com"),
        ("notgmail.com", "notgmail.com"),
        ("gmail.com", None),
        ("nodot", None),
        ("bad domain.com", None),
        (None, None),
    ]
    assert_columns(
        make_df(rows, "given string, expected string"),
        expected=company_domain(F.col("given"), frozenset({"gmail.com"})),
    )


def test_the_default_personal_domains() -> None:
    five = {"gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com"}
    assert Rules().personal == five


def test_the_allow_list_wins_over_personal_and_lists_are_normalized() -> None:
    rules = Rules(
        personal_domains=(" @GMail.com.", "mail.de", "ours.com", " "),
        company_domains=("@Ours.COM\u00a0",),
    )
    assert rules.personal == {"gmail.com", "mail.de"}


def test_the_allow_list_does_not_win_over_malformed(make_df: MakeDf) -> None:
    rules = Rules(
        personal_domains=("nodot", "ours.com"), company_domains=("nodot", "ours.com", "a,b.com")
    )
    rows = [("ours.com", "ours.com"), ("nodot", None), ("a,b.com", None), (None, None)]
    assert_columns(
        make_df(rows, "given string, expected string"),
        expected=company_domain(F.col("given"), rules.personal),
    )
