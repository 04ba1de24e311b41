"""A report holds what a snapshot says, masks people, and takes no text for markup."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.html_report.page import page
from jafflegaggle.html_report.reading import Reader
from jafflegaggle.publish import open_snapshots
from tests.html_report.conftest import BEFORE, DATE, TAG, Report

LOCAL_PARTS = ("ann.archer", "bob.baker", "eve.elder", "zoe.zander", "guy.ghost", "dot drake")
NAMES = ("archer", "elder", "zander", "drake", "nameless")


class Elements(HTMLParser):
    """The tags of a page, and its text without tags, scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        self.text += " "

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] not in (["script"], ["style"]):
            self.text += data


def text_of(html: str) -> str:
    elements = Elements()
    elements.feed(html)
    return re.sub(r"\s+", " ", elements.text)


def test_people_are_masked_everywhere(masked: str) -> None:
    assert [part for part in (*LOCAL_PARTS, *NAMES) if part in masked.lower()] == []
    assert "@" not in text_of(masked).replace("has before the @,", "")


def test_people_are_shown_if_that_is_asked(with_people: str) -> None:
    shown = text_of(with_people).lower()
    assert [part for part in (*LOCAL_PARTS, *NAMES) if part not in shown] == []


def test_a_masked_person_has_one_number(masked: str) -> None:
    """Ann is called, is a power user thrice, and is where lines of the list lead to."""
    shown = text_of(masked)
    (ann,) = set(re.findall(r"(Person \d+) user 2\b", shown))
    assert f"{ann} (rams.la)" in shown
    assert len(set(re.findall(r"Person \d+ user \d+", shown))) == len(
        set(re.findall(r"Person \d+(?= user)", shown))
    )


@pytest.mark.parametrize("name", ["masked", "with_people"])
def test_text_is_no_markup(request: pytest.FixtureRequest, name: str) -> None:
    shown: str = request.getfixturevalue(name)
    elements = Elements()
    elements.feed(shown)
    assert elements.tags.count("script") == 2  # the index, and the page's own
    assert TAG not in shown
    assert TAG in text_of(shown)
    assert 'Jets & "Sons" </script>' in text_of(shown)
    assert "\u2028" not in shown[shown.index('id="index"') :]


def test_the_index_is_json(with_people: str) -> None:
    found = re.search(r'id="index">(.*?)</script>', with_people, re.DOTALL)
    assert found
    names = [name for name, _beside, _anchor in json.loads(found[1])]
    assert names[:2] == [TAG, "Ann B. Archer"]
    assert 'Eve "onclick=x" \u2028Elder' in names


@pytest.mark.parametrize(
    "shown",
    [
        "Contacts 5",
        "Active users 3 +3 since 1 Nov",
        "merged_user 3 Person 7 (rams.la) Person 2 (rams.la) Person 2 (rams.la) unknown old",
        "users no address what stands in the place of an e-mail names nobody 1 7: xxx xxxxx",
        "users: 7 rows = 5 count in the tables + 1 joined to another contact + 1 quarantined",
        "events: 5 rows = 4 count in the tables + 0 after the snapshot's date + 1 quarantined",
        'and a row needs it 1 {"user_id": "x6", "user_name": "xxx xxxxxx", "email": "Person',
        "2021-01 1 100% 0% 100% 100%",
        "1 contact by their own domain",
        "1 contact by their gaggle, whose primary company it is",
        "also user 1, Person 3 (rams.sl): merged, line 2 of merged_user",
    ],
)
def test_a_report_says_what_the_snapshot_holds(masked: str, shown: str) -> None:
    assert shown in text_of(masked)


def test_the_first_snapshot_has_nothing_to_compare_with(report: Report) -> None:
    shown = text_of(report(BEFORE))
    assert "This is the first snapshot" in shown
    assert "There is one snapshot so far" in shown


def test_a_snapshot_of_an_earlier_version(spark: SparkSession, output: str) -> None:
    """It lacks tables, and columns of others."""
    snapshots = open_snapshots(spark, Output(path=output))
    manifest = snapshots.published[DATE]
    tables = {name: manifest.tables[name] for name in ("contacts", "accounts", "merge_report")}
    first = {
        name: replace(table, columns=", ".join(table.columns.split(", ")[:6]))
        for name, table in tables.items()
    }
    reader = Reader(snapshots, replace(manifest, tables=first, checks=[], inputs={}))
    shown = text_of(page(reader, False))
    assert "Contacts 5" in shown
    assert "This snapshot has no lifecycle" in shown


def test_details_are_left_out_of_a_page_that_would_be_too_large(
    spark: SparkSession, output: str, masked: str
) -> None:
    snapshots = open_snapshots(spark, Output(path=output))
    reader = Reader(snapshots, snapshots.published[DATE])
    smaller = page(reader, False, max_bytes=len(masked.encode()) - 1)
    assert (masked.count("<article"), smaller.count("<article")) == (2, 1)
    assert "2 of 2 accounts" in text_of(smaller)
    assert "1 of them have details" in text_of(smaller)


def test_nothing_is_fetched_from_elsewhere(with_people: str) -> None:
    assert re.findall(r'(?:src|href)="(?!#|data:|mailto:)[^"]*"', with_people) == []
    assert "url(http" not in with_people
