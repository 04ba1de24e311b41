"""Which lines stop the job or are skipped, held against an implementation that walks everything."""

from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jafflegaggle.identity.lines import MergeLine, MergeLines
from jafflegaggle.identity.merge_compiler import compile_domains
from jafflegaggle.identity.merge_list import MergeList, read_domain_list
from jafflegaggle.identity.vetoes import read_domain_vetoes

Pair = tuple[str | None, str | None]
PERSONAL = frozenset({"gmail.com"})


def read(pairs: Sequence[Pair], vetoes: Sequence[Pair], on_bad_line: str) -> MergeList:
    lines = [MergeLine(at, *pair) for at, pair in enumerate(pairs)]
    kept_apart = read_domain_vetoes(MergeLines([MergeLine(None, *pair) for pair in vetoes], ""))
    return read_domain_list(lines, "", PERSONAL, kept_apart, on_bad_line)


def statuses(merge_list: MergeList) -> dict[int, str]:
    return {at: str(status) for at, (status, _) in merge_list.wrong.items()}


# The naive implementation: walks from every key -------------------------------------------------


def naive(pairs: Sequence[Pair], vetoes: Sequence[Pair], skips: bool) -> dict[int, str]:
    """Why each wrong line is so."""
    wrong = {at: why for at, (old, new) in enumerate(pairs) if (why := own_problem(old, new))}
    lines = {at: (old, new) for at, (old, new) in enumerate(pairs) if old and new and old != new}
    for status, find in (("conflict", conflicts), ("cycle", cycles)):
        there = {at: pair for at, pair in lines.items() if not (skips and at in wrong)}
        wrong = dict.fromkeys(find(there), status) | wrong
    hops = {old: new for at, (old, new) in lines.items() if at not in wrong}
    vetoed = {key for veto in vetoes for key in on_path(hops, *veto)}
    return {at: "veto" for at, (old, _) in lines.items() if old in vetoed} | wrong


def own_problem(old: str | None, new: str | None) -> str:
    if not old or not new or "." not in new:
        return "invalid"
    return "personal_domain" if PERSONAL & {old, new} else ""


def conflicts(lines: Mapping[int, tuple[str, str]]) -> list[int]:
    targets = {key: {new for old, new in lines.values() if old == key} for key, _ in lines.values()}
    return [at for at, (old, _) in lines.items() if len(targets[old]) > 1]


def cycles(lines: Mapping[int, tuple[str, str]]) -> list[int]:
    return [at for at, (old, new) in lines.items() if old in reached(new, lines.values())]


def reached(start: str, edges: Iterable[tuple[str, str]]) -> set[str]:
    """All keys that a key leads to, itself included."""
    there = {start}
    while more := {new for old, new in edges if old in there} - there:
        there |= more
    return there


def chain(hops: Mapping[str, str], key: str) -> list[str]:
    return [key, *chain(hops, hops[key])] if key in hops else [key]


def on_path(hops: Mapping[str, str], one: str | None, other: str | None) -> list[str]:
    """The old keys between two keys that a list joins; none where it does not."""
    assert one
    assert other
    of_one, of_other = chain(hops, one), chain(hops, other)
    if not set(of_one) & set(of_other):
        return []
    return [key for key in of_one if key not in of_other] + [
        key for key in of_other if key not in of_one
    ]


# Held against each other ------------------------------------------------------------------------

companies = st.sampled_from([f"{letter}.co" for letter in "abcdefg"])
cells = st.one_of(companies, companies, companies, st.sampled_from([None, "gmail.com", "nodot"]))
lists = st.one_of(
    st.lists(st.tuples(companies, companies), max_size=7),
    st.lists(st.tuples(cells, cells), max_size=9),
)
vetoes_of_two = st.lists(st.tuples(companies, companies).filter(lambda two: two[0] != two[1]))


@settings(max_examples=100)
@given(pairs=lists, vetoes=vetoes_of_two)
def test_what_stops_the_job(pairs: Sequence[Pair], vetoes: Sequence[Pair]) -> None:
    assert statuses(read(pairs, vetoes, "stop")) == naive(pairs, vetoes, skips=False)


@settings(max_examples=100)
@given(pairs=lists, vetoes=vetoes_of_two, known=st.sets(companies))
def test_what_is_skipped(pairs: Sequence[Pair], vetoes: Sequence[Pair], known: set[str]) -> None:
    merge_list = read(pairs, vetoes, "skip")
    wrong = naive(pairs, vetoes, skips=True)
    assert statuses(merge_list) == wrong

    left = [pair for at, pair in enumerate(pairs) if at not in wrong]
    alone = read(left, vetoes, "stop")
    assert not alone.wrong  # what is left is in order
    compiled, expected = compile_domains(merge_list, known), compile_domains(alone, known)
    assert compiled.targets == expected.targets
    reported = [row[1:] for row in compiled.report if row.line not in wrong]
    assert reported == [row[1:] for row in expected.report]
    assert [
        (row.line, row.target, str(row.status)) for row in compiled.report if not row.target
    ] == [(at, None, wrong[at]) for at in sorted(wrong)]


@settings(max_examples=100)
@given(pairs=lists, vetoes=vetoes_of_two)
def test_each_hit_is_named_with_its_path(pairs: Sequence[Pair], vetoes: Sequence[Pair]) -> None:
    before = read(pairs, (), "skip").hops
    hits = [(hit.veto.keys, list(hit.path)) for hit in read(pairs, vetoes, "skip").hits]
    assert hits == [(veto, path) for veto in vetoes if (path := on_path(before, *veto))]


@settings(max_examples=100)
@given(pairs=lists, vetoes=vetoes_of_two, data=st.data())
def test_the_order_of_lines_and_vetoes_changes_nothing(
    pairs: Sequence[Pair], vetoes: Sequence[Pair], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(pairs))))
    shuffled = read([pairs[at] for at in order], data.draw(st.permutations(vetoes)), "skip")
    found = {order[at]: status for at, status in statuses(shuffled).items()}
    assert found == statuses(read(pairs, vetoes, "skip"))


# A few by hand, as the design has them ----------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # A cycle through a line of a conflict is none once the conflict is gone.
        ([("a.co", "b.co"), ("b.co", "a.co"), ("b.co", "c.co")], {1: "conflict", 2: "conflict"}),
        # A line that is skipped is no second target.
        (
            [("a.co", "gmail.com"), ("a.co", "b.co"), ("a.co", None)],
            {0: "personal_domain", 2: "invalid"},
        ),
        ([("a.co", "b.co"), ("b.co", "c.co"), ("c.co", "b.co")], {1: "cycle", 2: "cycle"}),
        ([("a.co", "b.co"), ("A.co", "c.co"), ("a.co", "a.co")], {0: "conflict", 1: "conflict"}),
    ],
)
def test_lines_are_taken_out_in_turn(pairs: Sequence[Pair], expected: dict[int, str]) -> None:
    assert statuses(read(pairs, (), "skip")) == expected
