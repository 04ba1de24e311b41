"""An e-mail, normalized: in the engine, and in plain Python for the lists that people keep."""

import random
import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import functions as F

from jafflegaggle.columns.domains import normalize_domain as normalize_domain_on_the_engine
from jafflegaggle.columns.email import extract_email_domain, has_address, normalize_email
from jafflegaggle.text import BLANKS, normalize_domain
from jafflegaggle.text import has_address as has_address_in_python
from jafflegaggle.text import normalize_email as normalize_in_python
from tests import reference
from tests.conftest import MakeDf
from tests.tables import assert_columns

pytestmark = pytest.mark.usefixtures("generated_code")

# What engines, Pythons and people disagree about; each is a cell of its own.
NASTY = [
    *(f"{blank}Ann{blank}" for blank in BLANKS),
    *(f"{kept}Ann{kept}" for kept in "\x00\x1c\x1d\x1e\x1f\u180e\u200b\u200d\u2060\u00ad"),
    *(chr(code) for code in range(0x180) if chr(code) != "'"),
    "ΝΊΚΟΣ",
    "ΝΊΚΟΣ@X.COM",
    "ΣΑΣ.ΣΑΣ",
    "STRAẞE",
    "straße",
    "İpek",
    "ıSPARTA",
    "\u212aim",
    "\u2126hm",
    "E\u0301MILE",
    "ÉMILE",
    "Ǆ",
    "ǅ",
    "ﬁRMA",
    "ＡＢＣ",
    "МОСКВА",
    "𐐀",
    "\U0001f9c7",
    "ⅣⓐⒶ",
    "İ\u0307",
]


# Of these pieces odd cells are put together.
PIECES = [
    *("ann@x.com", "Ann@X.com", "bob@y.co", "Ann Lee", "n/a", "NULL", "\\N", "ΑΣ", "x"),
    *("<", ">", '"', "'", "\u201c", "\u201d", "mailto:", "MailTo:", "@", ".", ",", ";", "(", ")"),
    *(" ", "\n", "\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff"),
]
ODD_CELLS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


def test_an_email_is_taken_out_of_what_stands_around_it(make_df: MakeDf) -> None:
    rows = [
        ("ann@x.com", "ann@x.com"),
        (" Ann@X.com ", "ann@x.com"),
        ("\t\u00a0Ann@X.com\u2003\r\n", "ann@x.com"),
        ("\ufeffann@x.com\x85", "ann@x.com"),
        ("a\u200bnn@\u2060x.com\u200d", "ann@x.com"),
        ("ann@x.com.", "ann@x.com"),
        ("ann@x.com . .. ", "ann@x.com"),
        ("ann@x.com\u200b.\u200b", "ann@x.com"),
        ('"ann@x.com"', "ann@x.com"),
        ("'Ann@x.com '", "ann@x.com"),
        ("\u201cann@x.com\u201d", "ann@x.com"),
        ('""ann@x.com.""', "ann@x.com"),
        ("'\"ann@x.com\"'.", "ann@x.com"),
        ("Ann Lee <ann@x.com>", "ann@x.com"),
        ('"Lee, Ann" <ann@x.com>', "ann@x.com"),
        ("<ann@x.com>", "ann@x.com"),
        ("Ann <mailto:Ann@x.com.>. ", "ann@x.com"),
        ("ann@x.com <Ann@X.com>", "ann@x.com"),
        ("'ann@x.com'<mailto:ann@x.com>", "ann@x.com"),
        ('"ann@x.com <ann@x.com>"', "ann@x.com"),
        ("mailto:ann@x.com", "ann@x.com"),
        ("MAILTO: ann@x.com.", "ann@x.com"),
        ('mailto:"ann@x.com"', "ann@x.com"),
        ('"N/A"', None),
        ("mailto:", None),
        # What stays as it is, but for case.
        ("ann b@x.com", "ann b@x.com"),
        ("ann+shop@gmail.com", "ann+shop@gmail.com"),
        ("a.n.n@gmail.com", "a.n.n@gmail.com"),
        ("ann@googlemail.com", "ann@googlemail.com"),
        ("ÉMILE@ÉCLAIR.FR", "émile@éclair.fr"),
        ("O'Neil@x.com", "o'neil@x.com"),
        ("'ann@x.com", "'ann@x.com"),
        ('"ann lee"@x.com', '"ann lee"@x.com'),
        ("ann@x.com (work)", "ann@x.com (work)"),
        ("Ann@x.com, bob@y.co", "ann@x.com, bob@y.co"),
        ("Ann <ann@x.com>, Bob <bob@y.co>", "ann <ann@x.com>, bob <bob@y.co>"),
        ("bob@y.co <ann@x.com>", "bob@y.co <ann@x.com>"),
        ("Ann <ann@x.com> Lee", "ann <ann@x.com> lee"),
        ("Ann <<ann@x.com>>", "ann <<ann@x.com>>"),
        ("Ann <n/a>", "ann <n/a>"),
        ("nobody", "nobody"),
        ("", None),
        (" ", None),
        (".", None),
        ("\u00a0\ufeff\t", None),
        ("N/A", None),
        (" \\N ", None),
        (None, None),
    ]
    assert_columns(
        make_df(rows, "given string, expected string"), expected=normalize_email(F.col("given"))
    )
    assert [normalize_in_python(given) for given, _ in rows] == [expected for _, expected in rows]
    assert [reference.normalize_email(given) for given, _ in rows] == [email for _, email in rows]


@given(ODD_CELLS)
def test_a_normalized_email_is_normalized_already(cell: str) -> None:
    email = normalize_in_python(cell)
    assert normalize_in_python(email) == email


def test_odd_cells_are_normalized_alike_on_the_driver_and_twice(make_df: MakeDf) -> None:
    rng = random.Random(7)
    cells = {"".join(rng.choices(PIECES, k=rng.randint(1, 8))) for _ in range(2_000)}
    # Java's own lower case, in Spark 3.5, takes a sigma before a quote for one within a word.
    cells = {cell for cell in cells if not re.search('\u03a3\u200b*"', cell)}
    # Long ones take no longer than others, however they are searched.
    cells |= {part * 2_000 + "x" for part in ('"', " ", ".", '"a', "<")} | {"x" + "." * 9_000 + "x"}
    rows = [(cell, normalize_in_python(cell)) for cell in sorted(cells)]
    emails = make_df(rows, "given string, in_python string")
    assert_columns(emails, in_python=normalize_email(F.col("given")))
    assert_columns(emails, in_python=normalize_email(F.col("in_python")))


def test_an_email_that_names_somebody_and_its_domain(make_df: MakeDf) -> None:
    rows = [
        ("ann@x.com", True, "x.com"),
        ("ann@.x..com", True, ".x..com"),
        ("ann@bad domain.com", True, "bad domain.com"),
        ("ann@a\nb.com", True, "a\nb.com"),
        ("ann@nodot", True, "nodot"),
        ("ann@192.168.0.1", True, "192.168.0.1"),
        ("ann@x.com (work)", True, "x.com (work)"),
        ("ann@x.com,", True, "x.com,"),
        ("o'neil@x.com", True, "x.com"),
        # It names somebody, and leads nowhere.
        ("ann@gmail.com@x.com", True, None),
        ("ann@@x.com", True, None),
        ("ann@x.com, bob@y.co", True, None),
        ("ann lee@x.com", True, None),
        ("ann\u00a0lee@x.com", True, None),
        ('"ann lee"@x.com', True, None),
        *((f"ann{character}@x.com", True, None) for character in ',;:<>()[]\\"'),
        # It names nobody.
        ("ann@x.com@", False, None),
        ("@x.com", False, None),
        ("ann@", False, None),
        ("@", False, None),
        ("x.com", False, None),
        (None, None, None),
    ]
    assert_columns(
        make_df(rows, "given string, names_somebody boolean, domain string"),
        names_somebody=has_address(F.col("given")),
        domain=extract_email_domain(F.col("given")),
    )
    emails = [(given, expected) for given, expected, _ in rows if given]
    assert [has_address_in_python(given) for given, _ in emails] == [good for _, good in emails]


def test_blanks_are_those_of_the_design() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    separators = {character for character in every if unicodedata.category(character)[0] == "Z"}
    assert set(BLANKS) == separators | set("\t\n\x0b\f\r \x85\ufeff")
    assert len(BLANKS) == len(set(BLANKS))


def test_python_and_the_engine_normalise_alike(make_df: MakeDf) -> None:
    rows = [(nasty, normalize_in_python(nasty)) for nasty in [*NASTY, None]]
    assert_columns(
        make_df(rows, "given string, in_python string"), in_python=normalize_email(F.col("given"))
    )


def test_a_domain_in_a_list_loses_blanks_case_the_at_and_trailing_dots(make_df: MakeDf) -> None:
    given_and_expected = {
        "jets.com": "jets.com",
        " @Jets.COM.. ": "jets.com",
        "\u00a0jets.com\ufeff": "jets.com",
        "@@jets.com": "@jets.com",
        "jets\u200b.com . .": "jets.com",
        "N/A": None,
        "nopain,nogain.com": "nopain,nogain.com",
        "@": None,
        "..": None,
        " ": None,
        "": None,
        None: None,
        "@ jets.com": "jets.com",
        "@n/a.": None,
        ".jets.com": ".jets.com",
        "@.": None,
        "\\N": None,
    }
    assert {given: normalize_domain(given) for given in given_and_expected} == given_and_expected
    rows = make_df(list(given_and_expected.items()), "given string, domain string")
    assert_columns(rows, domain=normalize_domain_on_the_engine(F.col("given")))
