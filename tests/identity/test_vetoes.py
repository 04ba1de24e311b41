"""Vetoes: which merges they stop, what is said of them, and lists of any length."""

import random
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine, MergeLines
from jafflegaggle.identity.merge_compiler import compile_users
from jafflegaggle.identity.merge_list import MergeList, read_domain_list, read_user_list
from jafflegaggle.identity.messages import list_message, raise_on_problems
from jafflegaggle.identity.vetoes import read_domain_vetoes, read_user_vetoes

Pairs = Sequence[tuple[str, str]]


def numbered(pairs: Pairs) -> list[MergeLine]:
    """The pairs as the lines of a file with a header."""
    return [MergeLine(line, old, new) for line, (old, new) in enumerate(pairs, start=2)]


def at_x(pairs: Pairs) -> list[tuple[str, str]]:
    """Names as e-mails, so that one table of names serves both lists."""
    return [(f"u@{old}", f"u@{new}") for old, new in pairs]


def user_list(pairs: Pairs, vetoes: Pairs, on_bad_line: str = "stop") -> MergeList:
    read = read_user_vetoes(MergeLines(numbered(at_x(vetoes)), "vetoes.csv"))
    return read_user_list(numbered(at_x(pairs)), "people.csv", read, on_bad_line)


def domain_list(pairs: Pairs, vetoes: Pairs, on_bad_line: str = "stop") -> MergeList:
    read = read_domain_vetoes(MergeLines(numbered(vetoes), "vetoes.csv"))
    return read_domain_list(numbered(pairs), "moved.csv", (), read, on_bad_line)


def pairs_of(text: str) -> list[tuple[str, str]]:
    """`a b, c d` as pairs of domains."""
    names = [part.split() for part in text.split(",") if part.strip()]
    return [(f"{old}.co", f"{new}.co") for old, new in names]


class Case(NamedTuple):
    """A list, vetoes, and the lines (from 2 on) that they stop."""

    name: str
    pairs: str
    vetoes: str
    lines: list[int]


CASES = [
    Case("a line", "a b", "a b", [2]),
    Case("the other way round", "a b", "b a", [2]),
    Case("both lead to a third", "a c, b c", "a b", [2, 3]),
    Case("along a chain", "a b, b c, c d", "a d", [2, 3, 4]),
    Case("a part of a chain: what follows is in order", "a b, b c, c d", "b c", [3]),
    Case("two chains up to where they meet", "a b, b m, m z, x y, y m", "a x", [2, 3, 5, 6]),
    Case("one is where the other's chain ends", "a b, b c, x c", "c a", [2, 3]),
    Case("lines that end there too are in order", "a b, x b, y x", "a b", [2]),
    Case("all lines of a pair", "a b, a b, x y, a b", "a b", [2, 3, 5]),
    Case("a line onto itself joins nothing", "a a, a b", "a b", [3]),
    Case("in two chains", "a b, x y", "a x", []),
    Case("in no line", "a b", "x y, x a", []),
    Case("two vetoes against one line", "a b, b c", "a b, a c", [2, 3]),
    Case("two vetoes against two lines", "a b, x y, m n", "x y, a b", [2, 3]),
    Case("the same veto twice", "a b", "a b, b a", [2]),
    Case("no veto", "a b", "", []),
    Case("no line", "", "a b", []),
]
READERS = [user_list, domain_list]


@pytest.mark.parametrize("read", READERS)
def test_what_a_veto_stops(read: Callable[[Pairs, Pairs], MergeList]) -> None:
    expected = {case.name: case.lines for case in CASES}
    found = {}
    for case in CASES:
        merge_list = read(pairs_of(case.pairs), pairs_of(case.vetoes))
        assert {str(problem.status) for problem in merge_list.problems} <= {"veto"}
        found[case.name] = [problem.line.line for problem in merge_list.problems]
    assert found == expected


def test_a_veto_holds_whoever_has_signed_up() -> None:
    """Nobody has the target, so nobody is merged today; but the list would join the two."""
    merge_list = user_list(pairs_of("a new, b new"), pairs_of("a b"))
    assert [problem.line.line for problem in merge_list.problems] == [2, 3]


def test_both_are_normalized() -> None:
    vetoes = read_user_vetoes(MergeLines([MergeLine(2, " ANN@X.com", "<bob@x.com>")], "v.csv"))
    merge_list = read_user_list([MergeLine(2, "bob@x.com.", "Ann@x.com ")], "m.csv", vetoes)
    assert [str(problem.status) for problem in merge_list.problems] == ["veto"]
    companies = read_domain_vetoes(MergeLines([MergeLine(2, "@Rams.la.", "jets.com")], "v.csv"))
    moved = read_domain_list([MergeLine(2, "jets.com", "RAMS.la")], "m.csv", (), companies)
    assert [str(problem.status) for problem in moved.problems] == ["veto"]


@pytest.mark.parametrize("on_bad_line", ["stop", "skip"])
def test_a_line_with_another_problem_is_no_part_of_a_path(on_bad_line: str) -> None:
    pairs = pairs_of("a b, b c, b d, x y, y x, m n")
    merge_list = domain_list(pairs, pairs_of("a c, a b, x y, m n"), on_bad_line)
    found = {problem.line.line: str(problem.status) for problem in merge_list.problems}
    assert found == {2: "veto", 3: "conflict", 4: "conflict", 5: "cycle", 6: "cycle", 7: "veto"}


# Vetoes that are wrong --------------------------------------------------------------------------


def error_of(*lists: MergeList) -> list[str]:
    with pytest.raises(InputError) as error:
        raise_on_problems(lists)
    return str(error.value).splitlines()


def vetoed_people(*vetoes: MergeLine, on_bad_line: str = "stop") -> MergeList:
    read = read_user_vetoes(MergeLines(vetoes, "v.csv"))
    return read_user_list([], "m.csv", read, on_bad_line)


@pytest.mark.parametrize("on_bad_line", ["stop", "skip"])
def test_a_wrong_veto_always_stops_the_job(on_bad_line: str) -> None:
    people = vetoed_people(
        MergeLine(2, "ann@x.com", "bob@x.com"),
        MergeLine(3, "ann@x.com", " Ann@X.com."),
        MergeLine(4, "ann@x.com", None),
        MergeLine(5, None, None, reason="no name"),
        MergeLine(6, "n/a", "ann@x.com"),
        MergeLine(7, "ann@x.com", "bob"),
        on_bad_line=on_bad_line,
    )
    companies = read_domain_list(
        [],
        "m.csv",
        (),
        read_domain_vetoes(
            MergeLines(
                [
                    MergeLine(2, "rams.la", "@RAMS.la", "v/1.csv"),
                    MergeLine(2, "rams,la", "jets.com", "v/2.csv"),
                    MergeLine(3, "gmail.com", "rams.la", "v/2.csv"),  # harmless
                ],
                "v",
            )
        ),
        on_bad_line,
    )
    assert error_of(people, companies) == [
        "not_same_user (v.csv): 5 lines need fixing:",
        "  line 3: ann@x.com,  Ann@X.com.: invalid (both are ann@x.com, which nothing keeps apart)",
        "  line 4: ann@x.com, : invalid (a cell is empty)",
        "  line 5: , : invalid (a cell is empty)",
        "  line 6: n/a, ann@x.com: invalid (a cell is empty)",
        "  line 7: ann@x.com, bob: invalid (bob is not an e-mail)",
        "not_same_company (v): 2 lines need fixing:",
        (
            "  v/1.csv, line 2: rams.la, @RAMS.la: invalid"
            " (both are rams.la, which nothing keeps apart)"
        ),
        "  v/2.csv, line 2: rams,la, jets.com: invalid (rams,la is not a well-formed domain)",
    ]


# What the message says --------------------------------------------------------------------------


def test_the_message_names_the_veto_and_all_lines_of_the_path() -> None:
    vetoes = read_user_vetoes(
        MergeLines(
            [
                MergeLine(2, "no@x.com", "body@x.com"),
                MergeLine(3, "Ann@x.com", "eve@x.com", reason=" two sisters "),
                MergeLine(4, "ann@x.com", "b@x.com"),
            ],
            "vetoes.csv",
        )
    )
    lines = [
        MergeLine(2, "c@x.com", None),
        MergeLine(3, "ann@x.com", "b@x.com"),
        MergeLine(4, "other@x.com", "b@x.com"),
        MergeLine(5, "EVE@x.com", "c@x.com"),
        MergeLine(6, "b@x.com", "c@x.com"),
        MergeLine(7, "ANN@x.com", "b@x.com"),
    ]
    sisters = "joins ann@x.com and eve@x.com against not_same_user, line 3"
    assert error_of(read_user_list(lines, "people.csv", vetoes)) == [
        "merged_user (people.csv): 5 lines need fixing:",
        "  line 2: c@x.com -> : invalid (a cell is empty)",
        f"  line 3: ann@x.com -> b@x.com: veto ({sisters})",
        f"  line 5: EVE@x.com -> c@x.com: veto ({sisters})",
        f"  line 6: b@x.com -> c@x.com: veto ({sisters})",
        f"  line 7: ANN@x.com -> b@x.com: veto ({sisters})",
        (
            "not_same_user (vetoes.csv): 2 vetoes forbid what merged_user would join; "
            "remove a line there, or the veto:"
        ),
        ("  line 3: Ann@x.com, eve@x.com (two sisters): joined by line 3, line 7, line 6, line 5"),
        "  line 4: ann@x.com, b@x.com: joined by line 3, line 7",
    ]


def test_lines_without_numbers_are_named_by_their_cells() -> None:
    vetoes = read_domain_vetoes(MergeLines([MergeLine(None, "a.co", "b.co")], "a table"))
    lines = [MergeLine(None, "a.co", "m.co"), MergeLine(None, "b.co", "m.co")]
    assert error_of(read_domain_list(lines, "another table", (), vetoes)) == [
        "merged_company_domain (another table): 2 lines need fixing:",
        "  a.co -> m.co: veto (joins a.co and b.co against not_same_company)",
        "  b.co -> m.co: veto (joins a.co and b.co against not_same_company)",
        (
            "not_same_company (a table): 1 veto forbids what merged_company_domain would join; "
            "remove a line there, or the veto:"
        ),
        "  a.co, b.co: joined by a.co -> m.co, b.co -> m.co",
    ]


def test_lines_of_several_files_name_theirs() -> None:
    vetoes = read_domain_vetoes(MergeLines([MergeLine(9, "a.co", "b.co", "v/2.csv", "x")], "v"))
    lines = [MergeLine(4, "a.co", "b.co", "m/1.csv")]
    message = error_of(read_domain_list(lines, "m", (), vetoes))
    assert message[1].endswith("against not_same_company, v/2.csv, line 9)")
    assert message[-1] == "  v/2.csv, line 9: a.co, b.co (x): joined by m/1.csv, line 4"


def test_a_message_about_skipped_lines() -> None:
    merge_list = domain_list(pairs_of("a b, x y"), pairs_of("a b"), "skip")
    raise_on_problems([merge_list])
    assert list_message(merge_list).splitlines() == [
        "merged_company_domain (moved.csv): 1 line is skipped:",
        "  line 2: a.co -> b.co: veto (joins a.co and b.co against not_same_company, line 2)",
        (
            "not_same_company (vetoes.csv): 1 veto forbids what merged_company_domain would join; "
            "remove a line there, or the veto:"
        ),
        "  line 2: a.co, b.co: joined by line 2",
    ]


# Pairs and paths --------------------------------------------------------------------------------


def test_whether_a_pair_is_vetoed() -> None:
    vetoes = read_user_vetoes(
        MergeLines(
            [
                MergeLine(2, "Ann@x.com", "bob@x.com", reason="first"),
                MergeLine(3, "bob@x.com", "ann@x.com", reason="second"),
            ],
            "v.csv",
        )
    )
    found = [
        veto and veto.line.reason
        for veto in (
            vetoes.between("ann@x.com", "bob@x.com"),
            vetoes.between("bob@x.com", "ann@x.com"),
            vetoes.between("ann@x.com", "eve@x.com"),
        )
    ]
    assert found == ["first", "first", None]


def test_the_lines_that_lead_to_a_target() -> None:
    merge_list = user_list(pairs_of("x y, a b, c d, a a, b c, a b, e a"), [])

    def numbers(key: str, target: str | None = None) -> list[int | None]:
        return [line.line for line in merge_list.path(key, target)]

    assert numbers("u@a.co") == [3, 6, 4]
    assert numbers("u@e.co", "u@b.co") == [8, 3]
    assert numbers("u@d.co") == numbers("u@nobody.co") == numbers("u@a.co", "u@a.co") == []
    moving = merge_list.line_of("u@a.co")
    assert moving is not None
    assert moving.line == 3
    assert merge_list.line_of("u@d.co") is None


# Long lists -------------------------------------------------------------------------------------

LENGTH = 10_000


def long_chain(length: int, name: str = "n") -> list[tuple[str, str]]:
    return [(f"{name}{at}.co", f"{name}{at + 1}.co") for at in range(length)]


@pytest.mark.parametrize("on_bad_line", ["stop", "skip"])
def test_a_chain_of_10_000_hops(on_bad_line: str) -> None:
    pairs = random.Random(1).sample(long_chain(LENGTH), LENGTH)
    merge_list = user_list(pairs, [("n0.co", f"n{LENGTH}.co")], on_bad_line)
    assert len(merge_list.problems) == LENGTH
    assert merge_list.hops == {}
    message = list_message(merge_list)
    shown = LENGTH if on_bad_line == "stop" else 200
    numbers = {f"line {number}" for number in range(2, shown + 2)}
    assert ("and 9,800 more: see merge_report" in message) == (on_bad_line == "skip")
    assert numbers <= set(
        message.replace("\n", ", ").replace(":", ",").replace("  ", "").split(", ")
    )
    assert message.splitlines()[-1].endswith(" and 9,800 more")
    assert len(message) < 1_000_000


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.engine("embedded")  # plain Python: once is enough
@pytest.mark.parametrize("are_hit", [False, True])
def test_vetoes_take_linear_time(are_hit: bool) -> None:
    def given(size: int) -> tuple[Pairs, Pairs]:
        """Two long chains and many vetoes: between them, or within one."""
        pairs = [*long_chain(size), *long_chain(size, "m")]
        other = "n" if are_hit else "m"
        vetoes = [(f"n{at}.co", f"{other}{size - at}.co") for at in range(size) if 2 * at != size]
        return pairs, vetoes

    def run(size: int) -> Callable[[], object]:
        pairs, vetoes = given(size)
        return lambda: list_message(user_list(pairs, vetoes, "skip"))

    few, many = seconds(run(2_000)), seconds(run(20_000))
    assert many < 10 * few * 4  # ten times the lines; were it quadratic, a hundred times the time


def test_of_many_hits_each_is_named_and_few_paths_are_shown() -> None:
    pairs = long_chain(LENGTH)
    vetoes = [(f"n{at}.co", f"n{at + 1_000}.co") for at in range(500)]
    lines = list_message(domain_list(pairs, vetoes)).splitlines()
    head = next(at for at, line in enumerate(lines) if line.startswith("not_same_company"))
    assert "500 vetoes forbid" in lines[head]
    assert lines[head + 1].endswith(" and 800 more")
    assert lines[head + 2] == "  line 3: n1.co, n1001.co"
    assert lines[-1].startswith("  and 300 more: line 202, ")
    assert lines[-1].endswith(", line 501")


def test_what_is_skipped_leaves_a_list_in_order() -> None:
    pairs = pairs_of("a b, b c, d b, x a")
    merge_list = user_list(pairs, pairs_of("a c"), "skip")
    compiled = compile_users(merge_list, {"u@b.co", "u@d.co", "u@x.co", "u@a.co"})
    assert [(str(row.status), row.target) for row in compiled.report] == [
        ("veto", None),
        ("veto", None),
        ("applied", "u@b.co"),
        ("applied", "u@a.co"),
    ]
    assert compiled.targets == {"u@d.co": "u@b.co", "u@x.co": "u@a.co"}
    assert merge_list.vetoes.against(merge_list.hops) == ([], {})
