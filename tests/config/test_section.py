"""One TOML table, read strictly."""

from typing import Any

import pytest

from jafflegaggle.config.section import Section
from jafflegaggle.errors import InputError

KEYS = ("words", "word", "count", "pairs", "inner")


def section(table: dict[str, Any]) -> Section:
    return Section("c.toml", "top", table, KEYS)


def test_values() -> None:
    read = section(
        {"word": "x", "words": ["a", "b"], "count": 7, "pairs": {"k": "v"}, "inner": {"k": 1}}
    )
    assert read.text("word", "default") == "x"
    assert read.strings("words", ()) == ("a", "b")
    assert read.number("count", 1) == 7
    assert read.options("pairs") == {"k": "v"}
    inner = read.section_of("inner", ("k",))
    assert (inner.section, inner.number("k", 0)) == ("top.inner", 1)


def test_defaults() -> None:
    read = section({})
    assert read.text("word", "default") == "default"
    assert read.strings("words", ("a",)) == ("a",)
    assert read.number("count", 1) == 1
    assert read.options("pairs") == {}
    assert read.section_of("inner", ("k",)).text("k", "x") == "x"


def test_options_of_any_scalar_are_text() -> None:
    options = {"header": True, "quiet": False, "maxColumns": 7, "sep": ";"}
    expected = {"header": "true", "quiet": "false", "maxColumns": "7", "sep": ";"}
    assert section({"pairs": options}).options("pairs") == expected


@pytest.mark.parametrize(
    ("table", "read", "message"),
    [
        ({"word": 1}, ("text", "word", ""), "top.word: expected text, found 1 (int)"),
        ({"word": True}, ("text", "word", ""), "top.word: expected text, found True (bool)"),
        (
            {"word": "z"},
            ("text", "word", "x", ("x", "y")),
            "top.word: expected x or y, found 'z'",
        ),
        (
            {"words": "a"},
            ("strings", "words", ()),
            "top.words: expected a list of strings, found 'a'",
        ),
        (
            {"words": ["a", 1]},
            ("strings", "words", ()),
            "top.words: expected a list of strings, found ['a', 1] (list)",
        ),
        ({"count": "7"}, ("number", "count", 0), "top.count: expected a whole number, found '7'"),
        (
            {"count": 7.5},
            ("number", "count", 0),
            "top.count: expected a whole number, found 7.5 (float)",
        ),
        (
            {"count": True},
            ("number", "count", 0),
            "top.count: expected a whole number, found True (bool)",
        ),
        (
            {"count": -1},
            ("number", "count", 0),
            "top.count: expected a whole number, found -1 (int)",
        ),
        ({"pairs": "k"}, ("options", "pairs"), "top.pairs: expected a table of strings, found 'k'"),
        (
            {"pairs": {"k": 1.5}},
            ("options", "pairs"),
            "top.pairs.k: expected text, found 1.5 (float)",
        ),
        (
            {"inner": ["k"]},
            ("section_of", "inner", ("k",)),
            "top.inner: expected a table, found ['k'] (list)",
        ),
    ],
)
def test_a_wrong_type_names_itself(table: dict[str, Any], read: Any, message: str) -> None:
    method, *arguments = read
    with pytest.raises(InputError) as error:
        getattr(section(table), method)(*arguments)
    assert str(error.value) == f"c.toml: {message}"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "wrods",
            (
                "top.wrods: unknown key; expected one of words, word, count, pairs, inner; "
                "did you mean words?"
            ),
        ),
        ("zzz", "top.zzz: unknown key; expected one of words, word, count, pairs, inner"),
    ],
)
def test_an_unknown_key_names_itself(key: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        section({"word": "x", key: 1})
    assert str(error.value) == f"c.toml: {message}"


def test_an_unknown_key_of_an_inner_table() -> None:
    with pytest.raises(InputError, match=r"^c\.toml: top\.inner\.l: unknown key"):
        section({"inner": {"l": 1}}).section_of("inner", ("k",))
