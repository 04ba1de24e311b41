"""An e-mail, normalized: in the engine, and in plain Python for the lists that people keep."""

import sys
import unicodedata

from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain, normalize_email
from jafflegaggle.text import BLANKS, normalize_domain, normalize_text
from tests.conftest import MakeDf
from tests.tables import assert_columns

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


def test_an_email_loses_blanks_and_case_and_nothing_else(make_df: MakeDf) -> None:
    rows = [
        ("ann@x.com", "ann@x.com"),
        (" Ann@X.com ", "ann@x.com"),
        ("\t\u00a0Ann@X.com\u2003\r\n", "ann@x.com"),
        ("\ufeffann@x.com\x85", "ann@x.com"),
        ("ann b@x.com", "ann b@x.com"),
        ("ann+shop@gmail.com", "ann+shop@gmail.com"),
        ("a.n.n@gmail.com", "a.n.n@gmail.com"),
        ("ann@googlemail.com", "ann@googlemail.com"),
        ("ann@x.com.", "ann@x.com."),
        ("ÉMILE@ÉCLAIR.FR", "émile@éclair.fr"),
        ("nobody", "nobody"),
        ("", None),
        (" ", None),
        ("\u00a0\ufeff\t", None),
        (None, None),
    ]
    assert_columns(
        make_df(rows, "given string, expected string"), expected=normalize_email(F.col("given"))
    )


def test_a_domain_follows_the_last_at_without_trailing_dots(make_df: MakeDf) -> None:
    rows = [
        ("ann@x.com", "x.com"),
        ("ann@x.com.", "x.com"),
        ("ann@x.com...", "x.com"),
        ("ann@.x..com", ".x..com"),
        ("ann@gmail.com@x.com", "x.com"),
        ("ann@x.com@", None),
        ("@x.com", "x.com"),
        ("ann@bad domain.com", "bad domain.com"),
        ("ann@x.com .", "x.com "),
        ("ann@a\nb.com", "a\nb.com"),
        ("ann@nodot", "nodot"),
        ("ann@", None),
        ("ann@..", None),
        ("@", None),
        ("x.com", None),
        (None, None),
    ]
    assert_columns(
        make_df(rows, "given string, expected string"),
        expected=extract_email_domain(F.col("given")),
    )


def test_blanks_are_those_of_the_design() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    separators = {character for character in every if unicodedata.category(character)[0] == "Z"}
    assert set(BLANKS) == separators | set("\t\n\x0b\f\r \x85\ufeff")
    assert len(BLANKS) == len(set(BLANKS))


def test_python_and_the_engine_normalise_alike(make_df: MakeDf) -> None:
    rows = [(nasty, normalize_text(nasty)) for nasty in [*NASTY, None]]
    assert_columns(
        make_df(rows, "given string, in_python string"), in_python=normalize_email(F.col("given"))
    )


def test_a_domain_in_a_list_loses_blanks_case_the_at_and_trailing_dots() -> None:
    given_and_expected = {
        "jets.com": "jets.com",
        " @Jets.COM.. ": "jets.com",
        "\u00a0jets.com\ufeff": "jets.com",
        "@@jets.com": "@jets.com",
        "nopain,nogain.com": "nopain,nogain.com",
        "@": None,
        "..": None,
        " ": None,
        "": None,
        None: None,
    }
    assert {given: normalize_domain(given) for given in given_and_expected} == given_and_expected
