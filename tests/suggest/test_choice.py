"""Which candidate pairs become lines: plain Python."""

import random
import time
from itertools import pairwise

import pytest

from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.suggest import RULES
from jafflegaggle.suggest.choice import Candidate, Key, Suggestion, choose
from jafflegaggle.suggest.lists import KnownList
from jafflegaggle.suggest.spec import COMPANIES, PEOPLE, Rule

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}


def pairs(text: str) -> list[Candidate]:
    """Pairs as `rule: old new`; a key ends with the number of its precedence, `a1` before `b2`."""
    found = []
    for line in text.split(";"):
        rule, _, keys = line.strip().partition(": ")
        old, new = (key(name) for name in keys.split())
        found.append(Candidate(BY_NAME[rule], old, new, f"{old.name}~{new.name}"))
    return found


def key(name: str) -> Key:
    order = int("".join(filter(str.isdigit, name)))
    return Key(name, (order, name), users=1, events=order, orders=0)


def lines(suggestions: list[Suggestion]) -> list[str]:
    return [f"{one.old} > {one.new} {one.rule.confidence}" for one in suggestions]


CASES = {
    "a pair leads to the older one": ("same_mailbox: b2 a1", {}, ["b2 > a1 high"]),
    "whichever side the rule gives": ("same_mailbox: a1 b2", {}, ["b2 > a1 high"]),
    "a group has one target": (
        "same_mailbox: c3 b2; same_mailbox: d4 c3; same_mailbox: a1 d4",
        {},
        ["d4 > a1 high", "c3 > a1 high", "b2 > a1 high"],
    ),
    "a pair of two rules has the surer one": (
        "same_name: b2 a1; same_mailbox: b2 a1",
        {},
        ["b2 > a1 high"],
    ),
    "a line is as sure as the weakest pair on its way": (
        "same_mailbox: c3 b2; same_name: b2 a1",
        {},
        ["c3 > a1 medium", "b2 > a1 medium"],
    ),
    "what the list merges already is no suggestion": (
        "same_mailbox: b2 a1; same_mailbox: c3 a1",
        {"b2": "x9", "x9": "a1"},
        ["c3 > a1 high"],
    ),
    "an old of the list gets no second target": ("same_mailbox: b2 a1", {"b2": "gone9"}, []),
    "but others may lead to it": ("same_mailbox: b2 a1", {"a1": "gone9"}, ["b2 > a1 high"]),
    "an end of a chain leads on, with the chain": (
        "same_mailbox: b2 a1",
        {"y8": "x9", "x9": "b2"},
        ["b2 > a1 high"],
    ),
    "a group that meets a chain twice has one target": (
        "same_mailbox: m5 a1; same_mailbox: n6 s3; same_mailbox: m5 n6",
        {"a1": "s3"},
        ["n6 > s3 high", "m5 > s3 high"],
    ),
    "a domain leads to the one that is registered": (
        "registrable_domain: a1 b2",
        {},
        ["a1 > b2 high"],
    ),
    "all subdomains do": (
        "registrable_domain: a1 c3; registrable_domain: b2 c3; same_label: d4 c3",
        {},
        ["b2 > c3 high", "a1 > c3 high", "d4 > c3 medium"],
    ),
    "a registered domain with subdomains leads nowhere": (
        "registrable_domain: a1 c3; same_label: c3 b2",
        {},
        ["a1 > c3 high"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_case(case: str) -> None:
    text, known, expected = CASES[case]
    assert lines(choose(pairs(text), known)) == expected


VETOES = {
    "of the pair": ("same_mailbox: b2 a1", {}, [("a1", "b2")], []),
    "of the other side": ("same_mailbox: b2 a1", {}, [("b2", "a1")], []),
    "of another pair": ("same_mailbox: b2 a1", {}, [("a1", "c3")], ["b2 > a1 high"]),
    "through a third": (
        "same_mailbox: b2 a1; same_mailbox: c3 b2",
        {},
        [("a1", "c3")],
        ["c3 > b2 high"],
    ),
    "through the list": ("same_mailbox: b2 a1", {"x9": "b2", "y8": "a1"}, [("x9", "y8")], []),
    "of keys that nobody has": ("same_mailbox: b2 a1", {}, [("x9", "y8")], ["b2 > a1 high"]),
    "that follows a group": (
        "same_mailbox: b2 a1; same_mailbox: d4 c3; same_mailbox: b2 d4",
        {},
        [("a1", "c3")],
        ["d4 > c3 high", "b2 > a1 high"],
    ),
}


@pytest.mark.parametrize("case", VETOES)
def test_a_veto(case: str) -> None:
    text, known, vetoes, expected = VETOES[case]
    assert lines(choose(pairs(text), known, vetoes)) == expected


def test_an_old_that_was_skipped_gets_no_line() -> None:
    assert choose(pairs("same_mailbox: b2 a1"), {}, taken={"b2"}) == []


def test_the_order_is_by_confidence_orders_events_and_keys() -> None:
    facts = {"a": (0, 9), "b": (5, 0), "c": (5, 1), "d": (0, 9), "e": (9, 9)}
    candidates = [
        Candidate(
            BY_NAME["same_name" if name == "e" else "same_mailbox"],
            Key(name, (2, name), events=events, orders=orders),
            Key(f"{name}0", (1, name)),
            "",
        )
        for name, (orders, events) in facts.items()
    ]
    assert [one.old for one in choose(candidates, {})] == ["c", "b", "a", "d", "e"]


def test_evidence_names_the_way() -> None:
    (last, _) = choose(pairs("same_mailbox: c3 b2; same_name: b2 a1"), {})
    assert last.evidence == "c3~b2; b2~a1"


def test_random_pairs_compile_with_random_lists() -> None:
    """Whatever the pairs, the list and the vetoes are: all lines can be appended at once."""
    dice = random.Random(3)
    rules = [rule for rule in RULES if rule.list_name == PEOPLE]
    suggested = 0
    for _ in range(300):
        keys = [Key(f"p{at}@x.com", (dice.randrange(9), at)) for at in range(12)]
        names = [one.name for one in keys]
        order = dice.sample(names, 6)
        known = {
            old: dice.choice(order[at + 1 :] or ["gone@x.com"]) for at, old in enumerate(order)
        }
        found = []
        for _ in range(dice.randrange(20)):
            old, new = dice.sample(keys, 2)
            found.append(Candidate(dice.choice(rules), old, new, ""))
        vetoes = [tuple(dice.sample(names, 2)) for _ in range(dice.randrange(3))]
        written = [MergeLine(at, old, new) for at, (old, new) in enumerate(known.items())]
        merge_list = KnownList(PEOPLE, written)
        chosen = choose(found, known, [(one, other) for one, other in vetoes])
        suggested += len(chosen)
        assert merge_list.compiling(chosen) == chosen
        olds = [one.old for one in chosen]
        assert len(olds) == len(set(olds))
        assert known.keys().isdisjoint(olds)
        before, after = (_ends(known, names), _ends(known | {s.old: s.new for s in chosen}, names))
        for one, other in vetoes:
            if before[one] != before[other]:
                assert after[one] != after[other]
        assert all(before[line.old] != before[line.new] for line in chosen)
    assert suggested > 300


def _ends(hops: dict[str, str], names: list[str]) -> dict[str, str]:
    ends = {}
    for name in names:
        end = name
        while end in hops:
            end = hops[end]
        ends[name] = end
    return ends


def test_long_chains_take_linear_time() -> None:
    rule = BY_NAME["same_mailbox"]
    keys = [Key(f"{at:06}", (at,)) for at in range(20_000)]
    chain = [Candidate(rule, new, old, "") for old, new in pairwise(keys)]
    known = {f"x{at}": f"x{at + 1}" for at in range(20_000)} | {"x20000": "000007"}
    vetoes = [(f"{at:06}", f"z{at}") for at in range(0, 20_000, 2)]
    started = time.monotonic()
    chosen = choose(chain, known, vetoes)
    assert time.monotonic() - started < 10
    assert {one.new for one in chosen} == {"000000"}
    assert len(chosen) == 19_999


def test_what_the_compiler_refuses_is_left_out() -> None:
    rule = BY_NAME["registrable_domain"]
    suggestions = [
        Suggestion(old, new, rule, "", 1, 0, 0)
        for old, new in (("mail.a.com", "a.com"), ("b.com", "gmail.com"), ("c.com", "no domain"))
    ]
    known = KnownList(
        COMPANIES, [MergeLine(1, "x.com", "y.com")], personal=frozenset({"gmail.com"})
    )
    assert [one.old for one in known.compiling(suggestions)] == ["mail.a.com"]
    assert known.targets(suggestions[:1]) == {"x.com": "y.com", "mail.a.com": "a.com"}
