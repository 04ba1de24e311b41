"""The merge compiler: every row of the design's table, and lists of any length and order."""

import random
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.identity.merge_compiler import Compiled, compile_domains, compile_users
from jafflegaggle.identity.merge_list import MergeList, read_domain_list, read_user_list
from jafflegaggle.identity.messages import raise_on_problems
from jafflegaggle.text import BLANKS, normalize_email
from tests import reference
from tests.oddities import random_company

Pairs = Sequence[tuple[str | None, str | None]]
PERSONAL = frozenset({"gmail.com", "icloud.com"})


def numbered(pairs: Pairs) -> list[MergeLine]:
    """The pairs as the lines of a file with a header."""
    return [MergeLine(line, old, new) for line, (old, new) in enumerate(pairs, start=2)]


def email(name: str | None) -> str | None:
    """A name as an e-mail, so that one table of names serves both lists."""
    if name is None or not name.strip(BLANKS) or "@" in name or normalize_email(name) is None:
        return name
    return name.replace(bare := name.strip(BLANKS), f"u@{bare}")


def user_list(pairs: Pairs) -> MergeList:
    emails = [(email(old), email(new)) for old, new in pairs]
    return read_user_list(numbered(emails), "merged_user.csv")


def domain_list(pairs: Pairs) -> MergeList:
    return read_domain_list(numbered(pairs), "moved.csv", PERSONAL)


def compiled_users(pairs: Pairs, known: Collection[str]) -> Compiled:
    merge_list = user_list(pairs)
    raise_on_problems([merge_list])
    compiled = compile_users(merge_list, {str(email(name)) for name in known})
    targets = {name_of(old): name_of(new) for old, new in compiled.targets.items()}
    return replace(compiled, targets=targets)


def name_of(text: str) -> str:
    return text.removeprefix("u@")


def compiled_domains(pairs: Pairs, known: Collection[str]) -> Compiled:
    merge_list = domain_list(pairs)
    raise_on_problems([merge_list])
    return compile_domains(merge_list, known)


def verdicts(compiled: Compiled) -> list[tuple[str, str]]:
    """The status and the target of every line, in the order of the file."""
    return [(str(row.status), name_of(row.target or "")) for row in compiled.report]


# What stops the job -----------------------------------------------------------------------------


class Stops(NamedTuple):
    """A list that stops the job: the status of every line, '' for a line that is in order."""

    name: str
    pairs: Pairs
    statuses: list[str]


STOPS_BOTH = [
    Stops("empty old", [(None, "b.co"), ("c.co", "d.co")], ["invalid", ""]),
    Stops("empty new", [("a.co", None)], ["invalid"]),
    Stops("blank cells", [("\u00a0", "b.co"), ("a.co", " \t")], ["invalid", "invalid"]),
    Stops(
        "two targets",
        [("a.co", "b.co"), ("x.co", "y.co"), ("A.co ", "c.co")],
        ["conflict", "", "conflict"],
    ),
    Stops(
        "three targets", [("a.co", "b.co"), ("a.co", "c.co"), ("a.co", "d.co")], ["conflict"] * 3
    ),
    Stops(
        "conflict with a repeat",
        [("a.co", "b.co"), ("a.co", "B.co"), ("a.co", "c.co")],
        ["conflict"] * 3,
    ),
    Stops(
        "self is no second target",
        [("a.co", "b.co"), ("a.co", "a.co"), ("x.co", None)],
        ["", "", "invalid"],
    ),
    Stops("ring of 2", [("a.co", "b.co"), ("B.co", "a.co")], ["cycle", "cycle"]),
    Stops("ring of 3", [("a.co", "b.co"), ("c.co", "a.co"), ("b.co", "c.co")], ["cycle"] * 3),
    Stops(
        "a line into a cycle is in order",
        [("in.co", "a.co"), ("a.co", "b.co"), ("b.co", "a.co")],
        ["", "cycle", "cycle"],
    ),
    Stops(
        "a repeat on a ring",
        [("a.co", "b.co"), ("b.co", "a.co"), ("A.co", "b.co")],
        ["cycle"] * 3,
    ),
    Stops(
        "two rings",
        [("a.co", "b.co"), ("b.co", "a.co"), ("x.co", "y.co"), ("y.co", "x.co")],
        ["cycle"] * 4,
    ),
    Stops(
        "invalid wins over conflict",
        [("a.co", None), ("a.co", "b.co"), ("a.co", "c.co")],
        ["invalid", "conflict", "conflict"],
    ),
]
STOPS_DOMAINS = [
    Stops("malformed target", [("a.co", "no dot.co"), ("b.co", "nodot")], ["invalid", "invalid"]),
    Stops("malformed on both sides", [("nodot", "nodot")], ["invalid"]),
    Stops("only an @", [("a.co", "@")], ["invalid"]),
    Stops("personal target", [("a.co", "gmail.com")], ["personal_domain"]),
    Stops("personal old", [(" @GMail.com. ", "a.co")], ["personal_domain"]),
    Stops("personal on both sides", [("icloud.com", "icloud.com")], ["personal_domain"]),
    Stops(
        "personal wins over conflict and cycle",
        [("a.co", "gmail.com"), ("a.co", "b.co"), ("gmail.com", "a.co")],
        ["personal_domain", "conflict", "personal_domain"],
    ),
    Stops(
        "malformed wins over personal and conflict",
        [("gmail.com", "nodot"), ("a.co", "nodot"), ("a.co", "b.co")],
        ["invalid", "invalid", "conflict"],
    ),
]


def statuses(merge_list: MergeList) -> list[str]:
    found = {problem.line.line: str(problem.status) for problem in merge_list.problems}
    return [found.get(line.line, "") for line in merge_list.lines]


@pytest.mark.parametrize("case", STOPS_BOTH, ids=lambda case: case.name)
@pytest.mark.parametrize("read", [user_list, domain_list])
def test_what_stops_both_lists(read: Callable[[Pairs], MergeList], case: Stops) -> None:
    assert statuses(read(case.pairs)) == case.statuses


@pytest.mark.parametrize("case", STOPS_DOMAINS, ids=lambda case: case.name)
def test_what_stops_domains(case: Stops) -> None:
    assert statuses(domain_list(case.pairs)) == case.statuses


def test_what_stops_domains_is_fine_for_people() -> None:
    people = [("a@x.com", "nodot"), ("b@gmail.com", "c@icloud.com"), ("a@gmail.com", "d@x.com")]
    assert statuses(user_list(people)) == ["", "", ""]


@pytest.mark.parametrize("read", [user_list, domain_list])
def test_a_cycle_with_a_way_out(read: Callable[[Pairs], MergeList]) -> None:
    ring = [("a.co", "b.co"), ("b.co", "a.co"), ("b.co", "c.co")]
    assert statuses(read(ring)) == ["cycle", "conflict", "conflict"]


@pytest.mark.parametrize("seed", range(40))
def test_the_same_lines_stop_the_job_as_in_the_reference(seed: int) -> None:
    company = random_company(seed, users=20, events=1, broken_merges=True)
    expected: set[tuple[str, int, str]] = set()
    try:
        reference.customer_360(company)
    except reference.MergeError as error:
        expected = set(error.lines)
    lists = [
        read_user_list(
            numbered([(row["old_email"], row["new_email"]) for row in company["merged_user"]]), ""
        ),
        read_domain_list(
            numbered(
                [(row["old_domain"], row["new_domain"]) for row in company["merged_company_domain"]]
            ),
            "",
            frozenset(reference.PERSONAL_DOMAINS),
        ),
    ]

    found = {
        (merge_list.name, problem.line.line, str(problem.status))
        for merge_list in lists
        for problem in merge_list.problems
    }

    assert expected
    assert found == expected


@pytest.mark.parametrize("length", [2, 3, 10_000])
@pytest.mark.parametrize("read", [user_list, domain_list])
def test_cycles_of_any_length(read: Callable[[Pairs], MergeList], length: int) -> None:
    ring: Pairs = [(f"n{at}.co", f"n{(at + 1) % length}.co") for at in range(length)]
    merge_list = read([*shuffled(ring), ("in.co", "n0.co")])
    assert statuses(merge_list) == ["cycle"] * length + [""]
    whys = {problem.why.partition(" ")[2] for problem in merge_list.problems}
    assert whys == {f"leads back to itself in a cycle of {length}"}


# What the messages say --------------------------------------------------------------------------


def message(*lists: MergeList) -> str:
    with pytest.raises(InputError) as error:
        raise_on_problems(lists)
    return str(error.value)


def test_all_lines_of_both_lists_are_shown_at_once() -> None:
    people = user_list([(" Ann@X.com", "b@x.com"), ("c@x.com", ""), ("ann@x.com", "C@x.com")])
    companies = domain_list([("a.co", "b.co"), ("b.co", "a.co"), ("c.co", "gmail.com")])
    assert message(people, companies).splitlines() == [
        "merged_user (merged_user.csv): 3 lines need fixing:",
        "  line 2:  Ann@X.com -> b@x.com: conflict (ann@x.com has 2 different targets)",
        "  line 3: c@x.com -> : invalid (a cell is empty)",
        "  line 4: ann@x.com -> C@x.com: conflict (ann@x.com has 2 different targets)",
        "merged_company_domain (moved.csv): 3 lines need fixing:",
        "  line 2: a.co -> b.co: cycle (a.co leads back to itself in a cycle of 2)",
        "  line 3: b.co -> a.co: cycle (b.co leads back to itself in a cycle of 2)",
        (
            "  line 4: c.co -> gmail.com: personal_domain"
            " (gmail.com is a personal domain, nobody's company; rules.company_domains allows it)"
        ),
    ]


@pytest.mark.parametrize("cell", ["-", "eve", "@x.com", "eve@", "eve@..", "unknown"])
def test_what_is_no_email_is_no_key(cell: str) -> None:
    merge_list = user_list([("a@x.com", "b@x.com")])
    lines = [*merge_list.lines, MergeLine(3, cell, "b@x.com"), MergeLine(4, "c@x.com", cell)]
    assert message(read_user_list(lines, "m.csv")).splitlines() == [
        "merged_user (m.csv): 2 lines need fixing:",
        f"  line 3: {cell} -> b@x.com: invalid ({normalize_email(cell)} is not an e-mail)",
        f"  line 4: c@x.com -> {cell}: invalid ({normalize_email(cell)} is not an e-mail)",
    ]


@pytest.mark.parametrize("cell", ["n/a", " N/A ", "None", "NULL", "NaN", "\\N"])
def test_a_spelling_of_no_value_is_an_empty_cell(cell: str) -> None:
    assert "invalid (a cell is empty)" in message(user_list([("a@x.com", cell + "")]))


def test_a_message_names_the_malformed_domain() -> None:
    text = message(domain_list([("a.co", "nopain,nogain.com")]))
    assert "nopain,nogain.com is not a well-formed domain" in text


def test_lines_of_several_files_name_theirs() -> None:
    lines = [
        MergeLine(2, "a@x", "b@x", "lists/one.csv"),
        MergeLine(2, "a@x", "c@x", "lists/two.csv"),
    ]
    text = message(read_user_list(lines, "lists"))
    assert "lists/one.csv, line 2: a@x -> b@x" in text
    assert "lists/two.csv, line 2: a@x -> c@x" in text


def test_lines_of_a_table_have_no_number() -> None:
    text = message(read_user_list([MergeLine(None, None, "b")], "a table"))
    assert text.splitlines() == [
        "merged_user (a table): 1 line needs fixing:",
        "   -> b: invalid (a cell is empty)",
    ]


def test_a_list_in_order_stops_nothing() -> None:
    raise_on_problems([user_list([("a", "b")]), domain_list([("a.co", "b.co")]), user_list([])])


def test_of_a_flood_of_lines_the_start_is_shown_and_all_are_named() -> None:
    lines = message(user_list([("a", None)] * 1_000)).splitlines()
    assert lines[0] == "merged_user (merged_user.csv): 1000 lines need fixing:"
    assert lines[1].startswith("  line 2: u@a -> ")
    shown = len([line for line in lines if re.match(r"  line \d+: ", line)])
    assert lines[-1].startswith(f"  and {1_000 - shown} more: line {shown + 2}, ")
    assert lines[-1].endswith(", line 1000, line 1001")


# What becomes of people -------------------------------------------------------------------------


class Given(NamedTuple):
    """A list, whom users have, and what becomes of each line and of each old one."""

    name: str
    pairs: Pairs
    known: str
    report: list[tuple[str, str]]
    targets: dict[str, str]


PEOPLE = [
    Given("one merge", [("a", "b")], "ab", [("applied", "b")], {"a": "b"}),
    Given("as people write", [(" A\u00a0", "\ufeffB")], "ab", [("applied", "b")], {"a": "b"}),
    Given("self", [("a", "A ")], "a", [("self", "a")], {}),
    Given(
        "self wins over duplicate and unknown",
        [("a", "a"), ("A", "a")],
        "",
        [("self", "a")] * 2,
        {},
    ),
    Given(
        "self beside a merge ends where the merge does",
        [("a", "a"), ("a", "b")],
        "ab",
        [("self", "b"), ("applied", "b")],
        {"a": "b"},
    ),
    Given(
        "duplicate in another case",
        [("a", "b"), ("A", " b"), ("a", "b")],
        "ab",
        [("applied", "b"), ("duplicate", "b"), ("duplicate", "b")],
        {"a": "b"},
    ),
    Given(
        "duplicate wins over unknown and missing",
        [("a", "b"), ("a", "b"), ("c", "d"), ("c", "d")],
        "c",
        [("unknown_old", "b"), ("duplicate", "b"), ("missing_target", "d"), ("duplicate", "d")],
        {},
    ),
    Given("nobody has the old one", [("a", "b")], "b", [("unknown_old", "b")], {"a": "b"}),
    Given("nobody has either", [("a", "b")], "", [("unknown_old", "b")], {}),
    Given(
        "an unknown one still links a chain",
        [("a", "b"), ("b", "c")],
        "ac",
        [("applied", "c"), ("unknown_old", "c")],
        {"a": "c", "b": "c"},
    ),
    Given("the target has not signed up", [("a", "b")], "a", [("missing_target", "b")], {}),
    Given(
        "A and B stay together at B while C has not signed up",
        [("a", "b"), ("b", "c")],
        "ab",
        [("applied", "b"), ("missing_target", "c")],
        {"a": "b"},
    ),
    Given(
        "two lines beyond the last known",
        [("a", "b"), ("b", "c"), ("c", "d")],
        "ab",
        [("applied", "b"), ("missing_target", "d"), ("unknown_old", "d")],
        {"a": "b"},
    ),
    Given(
        "known again after a gap",
        [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")],
        "abd",
        [("applied", "d"), ("applied", "d"), ("unknown_old", "d"), ("missing_target", "e")],
        {"a": "d", "b": "d", "c": "d"},
    ),
    Given(
        "two chains into one",
        [("a", "c"), ("b", "c"), ("c", "d")],
        "abcd",
        [("applied", "d")] * 3,
        {"a": "d", "b": "d", "c": "d"},
    ),
    Given("no lines", [], "ab", [], {}),
]


@pytest.mark.parametrize("case", PEOPLE, ids=lambda case: case.name)
def test_people(case: Given) -> None:
    compiled = compiled_users(case.pairs, set(case.known))
    assert verdicts(compiled) == case.report
    assert compiled.targets == case.targets


def test_the_report_keeps_lines_as_written() -> None:
    compiled = compiled_users([(" Ann@X.com ", "B@x.com")], {"ann@x.com", "b@x.com"})
    assert [tuple(row) for row in compiled.report] == [
        (2, " Ann@X.com ", "B@x.com", "b@x.com", "applied")
    ]


def test_a_missing_target_may_be_an_error() -> None:
    merge_list = user_list([("a", "B"), ("b", "c"), ("x", "y"), ("b", "C")])
    known = {"u@a", "u@b"}
    assert verdicts(compile_users(merge_list, known, "keep"))[1] == ("missing_target", "c")
    with pytest.raises(InputError) as error:
        compile_users(merge_list, known, "fail")
    assert str(error.value).splitlines() == [
        "merged_user (merged_user.csv): 1 line needs fixing:",
        "  line 3: u@b -> u@c: missing_target (no user has u@c)",
    ]


def test_nothing_missing_is_no_error() -> None:
    merge_list = user_list([("a", "b"), ("x", "y"), ("a", "a")])
    assert compile_users(merge_list, {"u@a", "u@b"}, "fail").targets == {"u@a": "u@b"}


def test_a_missing_target_names_its_file() -> None:
    lines = [
        MergeLine(2, "a@x", "b@x", "lists/one.csv"),
        MergeLine(2, "b@x", "c@x", "lists/two.csv"),
    ]
    with pytest.raises(InputError, match=r"lists/two\.csv, line 2: b@x -> c@x"):
        compile_users(read_user_list(lines, "lists"), {"a@x", "b@x"}, "fail")


# What becomes of companies ----------------------------------------------------------------------

COMPANIES = [
    Given("one merge", [("a.co", "b.co")], "a.co b.co", [("applied", "b.co")], {"a.co": "b.co"}),
    Given(
        "as people write",
        [(" @A.co. ", "b.CO..")],
        "a.co b.co",
        [("applied", "b.co")],
        {"a.co": "b.co"},
    ),
    Given("self", [("a.co", "@A.co")], "a.co", [("self", "a.co")], {}),
    Given(
        "duplicate in another spelling",
        [("a.co", "b.co"), ("@A.co", "b.co.")],
        "a.co b.co",
        [("applied", "b.co"), ("duplicate", "b.co")],
        {"a.co": "b.co"},
    ),
    Given(
        "nobody has the old one; it applies all the same",
        [("a.co", "b.co")],
        "b.co",
        [("unknown_old", "b.co")],
        {"a.co": "b.co"},
    ),
    Given(
        "nobody has the target; it applies all the same",
        [("a.co", "b.co")],
        "a.co",
        [("missing_target", "b.co")],
        {"a.co": "b.co"},
    ),
    Given(
        "nobody has either",
        [("a.co", "b.co")],
        "",
        [("unknown_old", "b.co")],
        {"a.co": "b.co"},
    ),
    Given(
        "a chain ends at its end, whoever is there",
        [("b.co", "c.co"), ("a.co", "b.co")],
        "a.co b.co",
        [("missing_target", "c.co"), ("missing_target", "c.co")],
        {"a.co": "c.co", "b.co": "c.co"},
    ),
    Given(
        "a malformed old one is mended",
        [("nopain,nogain.com", "nopainnogain.com")],
        "nopain,nogain.com nopainnogain.com",
        [("applied", "nopainnogain.com")],
        {"nopain,nogain.com": "nopainnogain.com"},
    ),
]


@pytest.mark.parametrize("case", COMPANIES, ids=lambda case: case.name)
def test_companies(case: Given) -> None:
    compiled = compiled_domains(case.pairs, set(case.known.split()))
    assert verdicts(compiled) == case.report
    assert compiled.targets == case.targets


# Long lists and lists in any order --------------------------------------------------------------


def shuffled(pairs: Pairs, seed: int = 1) -> Pairs:
    return random.Random(seed).sample(pairs, len(pairs))


def chain(length: int, name: str = "n") -> Pairs:
    return [(f"{name}{at}.co", f"{name}{at + 1}.co") for at in range(length)]


@pytest.mark.parametrize("order", ["forwards", "backwards", "shuffled"])
def test_a_chain_of_10_000_hops_is_one_merge(order: str) -> None:
    pairs = list(chain(10_000))
    pairs = {"forwards": pairs, "backwards": pairs[::-1], "shuffled": list(shuffled(pairs))}[order]
    everybody = {f"n{at}.co" for at in range(10_001)}
    for compiled in (compiled_users(pairs, everybody), compiled_domains(pairs, everybody)):
        assert set(compiled.targets.values()) == {"n10000.co"}
        assert len(compiled.targets) == 10_000
        assert set(verdicts(compiled)) == {("applied", "n10000.co")}
    ends_only = compiled_users(pairs, {"n0.co", "n10000.co"})
    assert ends_only.targets["n0.co"] == "n10000.co"
    assert min(verdicts(ends_only)) == ("applied", "n10000.co")


def seconds_to_compile(pairs: Pairs) -> float:
    """The CPU time that reading and compiling a list takes."""
    lines = numbered([(email(old), email(new)) for old, new in pairs])
    known = {line.old for line in lines if line.old}
    started = time.process_time()
    merge_list = read_user_list(lines, "")
    raise_on_problems([merge_list])
    compiled = compile_users(merge_list, known)
    spent = time.process_time() - started
    assert len(compiled.report) == len(pairs)
    return spent


@pytest.mark.engine("embedded")  # plain Python: once is enough
def test_lines_in_chains_of_20_take_linear_time() -> None:
    def in_chains(lines: int) -> Pairs:
        return [pair for at in range(lines // 20) for pair in chain(20, f"c{at}-")]

    few, many = seconds_to_compile(in_chains(20_000)), seconds_to_compile(in_chains(200_000))
    assert many < 10 * few * 4  # ten times the lines; were it quadratic, a hundred times the time


def test_a_long_chain_takes_linear_time() -> None:
    short, long = seconds_to_compile(chain(10_000)), seconds_to_compile(chain(100_000)[::-1])
    assert long < 10 * short * 4  # were it quadratic, a hundred times the time


# A forest: every name leads to a later one at most, so there is neither a cycle nor a conflict.
@st.composite
def forests(draw: st.DrawFn) -> dict[str, str]:
    names = draw(st.permutations([f"{letter}.co" for letter in "abcdefgh"]))
    links: dict[str, str] = {}
    for at, name in enumerate(names[:-1]):
        if draw(st.booleans()):
            links[name] = draw(st.sampled_from(names[at + 1 :]))
    return links


subsets = st.sets(st.sampled_from([f"{letter}.co" for letter in "abcdefgh"]))


@given(links=forests(), known=subsets, hops=st.integers(1, 4), data=st.data())
def test_splitting_a_line_into_a_chain_changes_no_target(
    links: dict[str, str], known: set[str], hops: int, data: st.DataObject
) -> None:
    pairs: list[tuple[str | None, str | None]] = list(links.items())
    if not pairs:
        return
    old, new = data.draw(st.sampled_from(pairs))
    between = [f"between{at}.co" for at in range(hops)]
    chained = list(zip([old, *between], [*between, new], strict=True))
    split = data.draw(st.permutations([pair for pair in pairs if pair != (old, new)] + chained))
    for compiled in (compiled_users, compiled_domains):
        before, after = compiled(pairs, known).targets, compiled(split, known).targets
        assert {key: after.get(key) for key in links} == {key: before.get(key) for key in links}


@given(links=forests(), known=subsets, data=st.data())
def test_the_order_of_the_lines_changes_nothing(
    links: dict[str, str], known: set[str], data: st.DataObject
) -> None:
    pairs = list(links.items())
    mixed = data.draw(st.permutations(pairs))
    for compiled in (compiled_users, compiled_domains):
        before, after = compiled(pairs, known), compiled(mixed, known)
        assert after.targets == before.targets
        assert sorted(row[1:] for row in after.report) == sorted(row[1:] for row in before.report)
