"""What a key is: of several kinds, of none, in the quarantine alone."""

from dataclasses import replace

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.explain import as_tree, explain
from jafflegaggle.explain.keys import key_of
from jafflegaggle.explain.subjects import Nobody
from jafflegaggle.publish import open_snapshot
from tests.explain.conftest import Explain


@pytest.mark.parametrize(
    ("given", "id_type", "expected"),
    [
        ("ann@x.com", "bigint", ("email",)),
        ('"Ann" <ANN@x.com>', "bigint", ("email",)),
        ("a@b, c@d", "bigint", ("email",)),  # what people have, malformed as it is
        ("7", "bigint", ("user", "gaggle")),
        ("-7", "bigint", ("user", "gaggle")),
        ("99999999999999999999", "bigint", ("domain",)),
        ("@x.com", "bigint", ("domain",)),
        ("nopain,nogain.com", "bigint", ("domain",)),
        ("x.com", "string", ("user", "domain", "gaggle")),
        ("ann@x.com", "string", ("email", "user", "gaggle")),
        ("7", "string", ("user", "domain", "gaggle")),
        (" ", "string", ()),
    ],
)
def test_what_a_key_may_be(given: str, id_type: str, expected: tuple[str, ...]) -> None:
    assert key_of(given, id_type).kinds == expected


def test_a_user_and_a_gaggle_of_one_id(why: Explain) -> None:
    with pytest.raises(InputError, match=r"^10 is a user and a gaggle: add --as user or"):
        why("10")
    assert (why("10", "user").kind, why("10", "gaggle").kind) == ("contact", "gaggle")


@pytest.mark.parametrize(
    ("key", "kind", "message"),
    [
        ("ann@rams.lx", None, "no such e-mail in .*; nearest: e-mail ann@rams.la or ann@rams.sl$"),
        ("bobb@gmail.com", None, "nearest: e-mail bob@gmail.com$"),
        ("bob@gmial.com", None, "nearest: e-mail bob@gmail.com$"),
        ("jests.com", None, "nearest: domain jets.com$"),
        ("71", None, "no such user or gaggle .*; nearest: user 23 or 22 or 21; gaggle 70 or 80"),
        ("0", "user", "no such user in .*; nearest: user 1 or 2 or 3$"),
        ("nobody@nowhere.xyz", None, "no such e-mail in the snapshot 2021-12-01 of [^;]*$"),
        ("abc", "user", "no such user in .*; ids are whole numbers there$"),
        ("ann", "email", "^--as email: expected name@domain, found ann$"),
        ("7", "domain", "^--as domain: expected a domain such as x.com, found 7$"),
        (" ", None, "^KEY is empty"),
    ],
)
def test_keys_that_nobody_has(why: Explain, key: str, kind: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        why(key, kind)


@pytest.mark.parametrize(
    ("key", "kind", "expected"),
    [
        ("x6", None, [("users", "unreadable_user_id", 1)]),
        ("x6", "user", [("users", "unreadable_user_id", 1)]),
        ("BAD@jets.com", None, [("users", "unreadable_user_id", 1)]),
        ("99", None, [("events", "unknown_user", 1)]),
    ],
)
def test_a_key_of_quarantined_rows_alone(
    why: Explain, key: str, kind: str | None, expected: list[tuple[str, str, int]]
) -> None:
    explanation = why(key, kind)
    assert isinstance(explanation.subject, Nobody)
    found = [(one.source, one.reason, one.rows) for one in explanation.subject.quarantine]
    assert found == expected
    assert as_tree(explanation).startswith(f"{explanation.key}: nobody has it [snapshot")


def test_an_email_that_a_line_waits_for(why: Explain) -> None:
    subject = why("eve@new.co").subject
    assert isinstance(subject, Nobody)
    assert [(line.line, line.status) for line in subject.lines] == [(4, "missing_target")]


def test_a_date_that_is_not_published(why: Explain) -> None:
    with pytest.raises(InputError, match="no snapshot 2021-06-01; published: 2021-01-31, 2021-12"):
        why("ann@rams.la", date="2021-06-01")


def test_a_snapshot_of_an_earlier_version_lacks_columns(spark: SparkSession, output: str) -> None:
    snapshot = open_snapshot(spark, Output(path=output))
    without = snapshot.tables["contact_aliases"].drop("email", "list_line")
    older = replace(snapshot, tables={**snapshot.tables, "contact_aliases": without})
    with pytest.raises(InputError, match=r"lacks contact_aliases\.email.*list_line; version"):
        explain(older, "1", "user")
