"""Deletion neighbourhoods find exactly the pairs at a Damerau-Levenshtein distance of 1."""

import random
from itertools import combinations, pairwise

from jafflegaggle.suggest.distance import near_pairs, near_pairs_among
from tests.conftest import MakeDf

TEXTS = [
    *("gmail.com", "gmial.com", "gmai.com", "gmaill.com", "gmaik.com", "ymail.com", "gmail.co"),
    *("mgail.com", "gmail.con", "gmail.cmo", "aab", "aba", "baa", "ab", "ba", "aaab", "", "a", "b"),
    *("日本.jp", "日木.jp", "本日.jp"),
]


def is_one_typo(one: str, other: str) -> bool:
    """The definition, spelled out: all texts that one typo makes."""
    letters = set(one + other)
    cuts = [(one[:at], one[at:]) for at in range(len(one) + 1)]
    made = {start + end[1:] for start, end in cuts if end}
    made |= {start + letter + end for start, end in cuts for letter in letters}
    made |= {start + letter + end[1:] for start, end in cuts if end for letter in letters}
    made |= {
        one[:at] + other_ + letter + one[at + 2 :]
        for at, (letter, other_) in enumerate(pairwise(one))
    }
    return one != other and other in made


def test_near_pairs_are_those_of_the_definition(make_df: MakeDf) -> None:
    dice = random.Random(7)
    texts = sorted({*TEXTS, *("".join(dice.choices("ab", k=5)) for _ in range(40))})
    rows = make_df({"text": texts}, "text string")
    found = near_pairs(rows, rows, "text").collect()
    expected = {(one, other) for one, other in combinations(texts, 2) if is_one_typo(one, other)}
    pairs = [(row.text, row.other_text) for row in found]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected | {(other, one) for one, other in expected}


def test_pairs_among_groups_are_the_same(make_df: MakeDf) -> None:
    dice = random.Random(7)
    groups = {"x": TEXTS, "y": ["gmaik.com"]} | {
        f"z{number}": sorted(
            {"".join(dice.choices("aé日", k=dice.randrange(6))) for _ in range(20)}
        )
        for number in range(10)
    }
    rows = make_df(
        [(text, block) for block, texts in groups.items() for text in texts],
        "text string, block string",
    )
    found = near_pairs_among(rows, "text", within=("block",)).collect()
    expected = [
        (block, *sorted(pair))
        for block, texts in groups.items()
        for pair in combinations(texts, 2)
        if is_one_typo(*pair)
    ]
    assert sorted(tuple(row) for row in found) == sorted(expected)
