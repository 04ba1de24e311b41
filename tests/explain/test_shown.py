"""A tree that fits a terminal, and JSON with the same content."""

import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.explain import as_json, as_tree
from jafflegaggle.explain.tree import Node, draw
from jafflegaggle.report.layout import width
from tests.explain.conftest import BEFORE, Explain
from tests.small_company import in_this_session


def test_long_lines_are_broken_and_stay_under_their_line() -> None:
    tree = Node("one", [Node("two three", [Node("abcdefghijklmnopqrstuvwxyz" * 2)]), Node("four")])
    assert draw(tree, 12).split("\n") == [
        "one",
        "├─ two three",
        "│  └─ abcdefghijklmnopqrst",
        "│        uvwxyzabcdefghijklmn",
        "│        opqrstuvwxyz",
        "└─ four",
    ]


def test_what_a_terminal_would_interpret_is_escaped() -> None:
    assert draw(Node("a\x1b[2J\nb")) == "a\\x1b[2J b"


@pytest.mark.parametrize(
    "key", ["ann@old.sl", "dot@nodot", "jets.com", "20:gaggle", "x6", "mix@kites.com"]
)
def test_every_line_fits_a_terminal(why: Explain, key: str) -> None:
    name, _, kind = key.partition(":")
    lines = as_tree(why(name, kind or None)).split("\n")
    assert max(map(width, lines)) <= 100


def test_the_json_of_a_contact(why: Explain) -> None:
    found = json.loads(as_json(why("ann@old.sl")))
    assert {name: found[name] for name in ("snapshot_date", "key", "asked_as", "kind")} == {
        "snapshot_date": "2021-12-01",
        "key": "ann@old.sl",
        "asked_as": "email",
        "kind": "contact",
    }
    contact = found["contact"]
    assert contact["created_at"] == "2021-01-01T10:00:00Z"
    assert contact["domain"] == {
        "domain": "rams.la",
        "verdict": "company",
        "company": "rams.la",
        "personal_list": None,
        "lines": [],
    }
    assert contact["users"]["first"][2] == {
        "user_id": 1,
        "user_name": "Ann",
        "email": "ann@rams.sl",
        "gaggle_id": 10,
        "created_at": "2021-01-01T10:00:00Z",
        "reason": "merged",
        "list_line": 2,
        "target": "ann@rams.la",
        "lines": [
            {
                "list": "merged_user",
                "line": 2,
                "old": "ann@rams.sl",
                "new": "ANN@rams.la",
                "target": "ann@rams.la",
                "status": "applied",
            }
        ],
        "activity": {
            "first_event": "2021-02-01T10:00:00Z",
            "most_recent_event": "2021-02-01T10:00:00Z",
            "number_of_events": 1,
            "first_order": "2021-02-01T10:00:00Z",
            "most_recent_order": "2021-02-01T10:00:00Z",
            "number_of_orders": 1,
        },
    }


def test_the_command(
    spark: SparkSession,
    output: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    in_this_session(monkeypatch, spark)
    config = str(Path(output).parent / "c.toml")
    assert main(["explain", "10", "--as", "gaggle", "--config", config]) == 0
    assert capsys.readouterr().out.startswith("gaggle 10, Rams [snapshot 2021-12-01]\n├─ ")
    dated = ["explain", "1", "--json", "--output", output, "--snapshot-date", BEFORE]
    assert main(dated) == 0
    assert json.loads(capsys.readouterr().out)["snapshot_date"] == BEFORE
    assert main(["explain", "ann@rams.lx", "--output", output]) == 2
    assert "ann@rams.lx: no such e-mail in the snapshot" in capsys.readouterr().err
    assert main(["explain", "ann@rams.la"]) == 2
    assert "--config FILE or --output PATH is needed" in capsys.readouterr().err
