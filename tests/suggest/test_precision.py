"""How good the suggestions are, on people and companies of whom it is known which are one."""

import pytest
from pyspark.sql import SparkSession

from docs.precision import BEGIN, PAGE, measure, measured_page, stories, suggestions_for_labelled
from jafflegaggle.seeds.labelled import make_labelled
from jafflegaggle.suggest import GUESSED
from jafflegaggle.suggest.run import Misspelt, Suggestions
from jafflegaggle.suggest.spec import Confidence
from tests.small_company import in_this_session

# One engine is enough for numbers that follow from the rows: test_rules.py holds both to them.
pytestmark = pytest.mark.engine("embedded")

LEAST = {Confidence.HIGH: 0.95, Confidence.MEDIUM: 0.8, Confidence.LOW: 0.0}
LEAST_RECALL = 0.95
LABELS = make_labelled().labels


@pytest.fixture(scope="module")
def found(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Suggestions:
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        return suggestions_for_labelled(tmp_path_factory.mktemp("labelled"))


def test_there_are_hundreds_of_pairs_and_of_non_pairs() -> None:
    for rule in GUESSED:
        pairs = [one for one in LABELS if one.rule == rule.name]
        assert sum(one.is_same for one in pairs) >= 180, rule.name
        assert sum(not one.is_same for one in pairs) >= 70, rule.name


def test_the_company_is_always_the_same() -> None:
    assert make_labelled().users == make_labelled().users
    assert make_labelled().labels == LABELS


def test_precision_and_recall(found: Suggestions) -> None:
    confidences = {rule.name: rule.confidence for rule in GUESSED}
    low = [
        one
        for one in measure(found, LABELS)
        if one.precision < LEAST[confidences[one.rule]] or one.recall < LEAST_RECALL
    ]
    assert low == []


def test_no_story_is_without_a_chance_to_fail(found: Suggestions) -> None:
    joined = {(one.rule, one.is_same): 0 for one in stories(found, LABELS)}
    for one in stories(found, LABELS):
        joined[one.rule, one.is_same] += one.joined
    assert all(joined[rule.name, False] > 0 for rule in GUESSED)


def test_a_misspelt_provider_is_listed(found: Suggestions) -> None:
    assert Misspelt("hotmall.com", "hotmail.com", 5) in found.misspelt


def test_the_page_is_current(found: Suggestions) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert BEGIN in page
    assert measured_page(page, found, LABELS) == page, "run `make suggestions`"


def test_labels_are_of_users() -> None:
    emails = {user.email for user in make_labelled().users}
    domains = {email.rpartition("@")[2] for email in emails}
    people = [one for one in LABELS if "@" in one.one]
    assert all({one.one, one.other} <= emails for one in people)
    assert all({one.one, one.other} & domains for one in LABELS if one not in people)
