"""The verdict on a domain: well formed or not, and which list calls it personal."""

import pytest
from pyspark.sql import functions as F

from jafflegaggle.columns.domains import is_well_formed_domain
from jafflegaggle.domain_lists import preset_domains, read_domains
from jafflegaggle.errors import InputError
from jafflegaggle.rules import Rules
from jafflegaggle.text import is_well_formed_domain as is_well_formed_in_python
from jafflegaggle.text import normalize_domain
from tests.conftest import MakeDf
from tests.tables import assert_columns

pytestmark = pytest.mark.usefixtures("generated_code")

LABEL_OF_63 = "l" * 63
DOMAIN_OF_253 = ".".join([LABEL_OF_63] * 3 + ["l" * 61])

WELL_FORMED = [
    "x.com",
    "a.b.co.uk",
    "1-2.3",
    "1.2.x",
    "x.1",
    "1.x.1",
    "163.com",
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
    "192.168.0.1",
    "1.2",
    "٣.٣",
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


def test_the_default_is_what_public_lists_agree_on() -> None:
    personal = Rules().personal
    assert set(personal.values()) == {"preset"}
    five = {"gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com"}
    others = {"googlemail.com", "yahoo.co.uk", "live.com", "gmx.de", "proton.me", "qq.com"}
    companies = {"notgmail.com", "google.com", "microsoft.com", "jets.com", "easypost.com"}
    assert personal.keys() >= five | others
    assert personal.keys().isdisjoint(companies)
    assert Rules(personal_domains_preset="playbook").personal == dict.fromkeys(five, "preset")
    assert Rules(personal_domains_preset="none").personal == {}


def test_the_preset_holds_normalized_and_well_formed_domains() -> None:
    domains = preset_domains("common")
    assert [*domains] == sorted(set(domains))
    assert [normalize_domain(domain) for domain in domains] == [*domains]
    assert [domain for domain in domains if not is_well_formed_in_python(domain)] == []


def test_the_first_list_that_has_a_domain_decides() -> None:
    rules = Rules(
        personal_domains_preset="playbook",
        personal_domains=("gmail.com", "mail.de", "web.de"),
        domains_of_file=("web.de", "post.de", "icloud.com"),
    )
    lists = {domain: rules.personal[domain] for domain in ("gmail.com", "web.de", "post.de")}
    assert lists == {
        "gmail.com": "preset",
        "web.de": "personal_domains",
        "post.de": "personal_domains_file",
    }


def test_the_allow_list_wins_over_personal_and_lists_are_normalized() -> None:
    rules = Rules(
        personal_domains_preset="playbook",
        personal_domains=(" @GMail.com.", "mail.de", "ours.com", " "),
        company_domains=("@Ours.COM\u00a0", "Yahoo.com.", "icloud.com", "hotmail.com"),
    )
    assert rules.personal.keys() == {"gmail.com", "mail.de", "outlook.com"}


def test_what_is_malformed_is_so_whoever_lists_it() -> None:
    malformed = ("nodot", "a,b.com", "192.168.0.1")
    assert Rules(personal_domains_preset="none", personal_domains=malformed).personal == {}


def test_a_file_of_domains() -> None:
    text = "\n# free mail\n @AOL.example. # AOL\r\n\u00a0mail.example#\n #\n"
    assert read_domains(text, "pd.txt") == ("aol.example", "mail.example")


def test_lines_of_a_file_that_are_no_domain_are_all_named() -> None:
    text = 'aol.example\ngmx.example,\n\n*.live.example\n"me.example"\nann@me.example\nnodot\n'
    expected = (
        "pd.txt: no domain: line 2 ('gmx.example,'), line 4 ('*.live.example'), "
        "line 5 ('\"me.example\"'), line 6 ('ann@me.example'), line 7 ('nodot'); expected one per "
        "line, such as gmail.com: a comment stands behind a #, and every subdomain in a line of "
        "its own"
    )
    with pytest.raises(InputError) as error:
        read_domains(text, "pd.txt")
    assert str(error.value) == expected
