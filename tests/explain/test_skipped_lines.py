"""Lines that are left out by `on_bad_line = "skip"`, or gone: shown, and never followed."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output, load
from jafflegaggle.explain import as_tree, explain
from jafflegaggle.explain.subjects import Contact, Domain, Nobody
from jafflegaggle.job import Run
from jafflegaggle.publish import Snapshot, open_snapshot
from tests.small_company import write_company

MERGED_USER = """\
old_email,new_email
bob@gmail.com,ann@rams.la
bob@gmail.com,eve@jets.com
ghost@x.co,ann@rams.la
ghost@x.co,eve@jets.com
ann@rams.sl,
"""
MERGED_COMPANY_DOMAIN = "old_domain,new_domain\nrams.sl,rams.la\njets.com,gmail.com\n"


@pytest.fixture(scope="module")
def snapshot(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("skipped")
    lists = {"merged_user": MERGED_USER, "merged_company_domain": MERGED_COMPANY_DOMAIN}
    earlier = load(str(write_company(folder)), snapshot_date="2021-11-30")  # its usual lists
    Run(spark, earlier).publish()
    config = load(str(write_company(folder, **lists)), ["rules.on_bad_line=skip"])
    Run(spark, config).publish()
    return open_snapshot(spark, Output(path=str(folder / "out")))


def test_a_contact_shows_them(snapshot: Snapshot) -> None:
    bob, ann = (explain(snapshot, key, "email") for key in ("bob@gmail.com", "ann@rams.sl"))
    assert isinstance(bob.subject, Contact)
    assert bob.subject.users.number == 1
    assert [(line.line, line.status) for line in bob.subject.other_lines] == [
        (2, "conflict"),
        (3, "conflict"),
    ]
    assert "merged_user line 6: ann@rams.sl -> (empty) (invalid)" in as_tree(ann)


def test_they_lead_nobody_to_a_contact(snapshot: Snapshot) -> None:
    ghost = explain(snapshot, "ghost@x.co")
    assert isinstance(ghost.subject, Nobody)
    assert [line.line for line in ghost.subject.lines] == [4, 5]


def test_a_domain_shows_them(snapshot: Snapshot) -> None:
    jets = explain(snapshot, "jets.com").subject
    assert isinstance(jets, Domain)
    assert (jets.verdict, jets.lines) == ("account", [])
    assert [(line.line, line.status) for line in jets.other_lines] == [(3, "personal_domain")]


@pytest.mark.parametrize("key", ["ann@rams.sl", "ann@rams.la"])
def test_a_line_that_vanished_is_shown_with_both_whom_it_joined(
    snapshot: Snapshot, key: str
) -> None:
    subject = explain(snapshot, key).subject
    assert isinstance(subject, Contact)
    assert [(note.source, note.key, note.reason) for note in subject.findings] == [
        ("merged_user", "ann@rams.sl -> ann@rams.la", "line_vanished")
    ]
