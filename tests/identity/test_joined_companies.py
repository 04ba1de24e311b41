"""Lines that join users of two companies."""

import pytest

from jafflegaggle.identity.joined_companies import companies_by_email, lines_joining_companies
from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.identity.merge_compiler import compile_users
from jafflegaggle.identity.merge_list import read_user_list
from jafflegaggle.text import normalize_email

COMPANY_OF = companies_by_email(
    {"rams.sl": "rams.la", "bad one": "rams.la", "late.co": "late.com"}, {"gmail.com", "late.com"}
)


@pytest.mark.parametrize(
    ("email", "company"),
    [
        ("ann@jets.com", "jets.com"),
        ("ann@jets.com.", "jets.com"),
        ("ann@rams.sl", "rams.la"),
        ("ann@bad one", "rams.la"),  # malformed, and mended by a merge
        ("ann@gmail.com", None),
        ("ann@late.co", None),  # merged into what is personal
        ("ann@nodot", None),
        ("a@x.com, b@y.com", None),
    ],
)
def test_the_company_of_an_email(email: str, company: str | None) -> None:
    assert COMPANY_OF(email) == company


def joining(
    *pairs: tuple[str, str], unknown: str = "", numbered: bool = True
) -> list[tuple[str, str]]:
    lines = [
        MergeLine(line if numbered else None, old, new)
        for line, (old, new) in enumerate(pairs, start=2)
    ]
    merge_list = read_user_list(lines, "list.csv")
    known = {normalize_email(email) for pair in pairs for email in pair} - {unknown}
    compiled = compile_users(merge_list, {email for email in known if email})
    return list(lines_joining_companies(merge_list, compiled, COMPANY_OF))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([("a@jets.com", "A@rams.la ")], [("2", "jets.com, rams.la")], id="two"),
        pytest.param([("a@rams.sl", "a@rams.la")], [], id="one, after a domain merge"),
        pytest.param([("a@jets.com", "a@gmail.com")], [], id="one, and a personal address"),
        pytest.param([("a@gmail.com", "a@jets.com")], [], id="a personal address, and one"),
        pytest.param(
            [("a@jets.com", "a@gmail.com"), ("b@rams.la", "a@gmail.com")],
            [("2", "jets.com, rams.la"), ("3", "rams.la, jets.com")],
            id="two, by way of a personal address",
        ),
        pytest.param(
            [("a@gmail.com", "b@rams.la"), ("c@jets.com", "a@gmail.com")],
            [("3", "jets.com, rams.la")],
            id="two, at the ends of a chain",
        ),
        pytest.param(
            [
                ("a@jets.com", "a@rams.la"),
                ("A@jets.com", "a@rams.la"),
                ("a@jets.com", "a@jets.com"),
            ],
            [("2", "jets.com, rams.la")],
            id="repeated: the first line",
        ),
    ],
)
def test_lines_that_join_companies(
    pairs: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert joining(*pairs) == expected


def test_a_line_that_joins_nobody_is_none() -> None:
    pairs = [("ghost@jets.com", "a@rams.la"), ("b@gmail.com", "a@rams.la")]
    assert joining(*pairs, unknown="ghost@jets.com") == []
    assert joining(("a@jets.com", "ghost@rams.la"), unknown="ghost@rams.la") == []


def test_without_a_file_the_old_email_says_which_line() -> None:
    found = joining(("A@jets.com", "a@rams.la"), numbered=False)
    assert found == [("a@jets.com", "jets.com, rams.la")]
