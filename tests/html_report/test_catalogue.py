"""The catalogue part: columns lead to what they are made of, and the graph to its tables."""

from jafflegaggle.catalogue import (
    CatalogueCheck,
    CatalogueColumn,
    CatalogueTable,
    Origin,
    catalogue,
)
from jafflegaggle.catalogue.graph import drawing
from jafflegaggle.html_report.catalogue import CataloguePart
from jafflegaggle.html_report.filters import environment_of
from jafflegaggle.html_report.people import People
from jafflegaggle.models import TABLES
from jafflegaggle.staging import SOURCES

USERS = CatalogueTable(
    "users",
    "source",
    "one row per sign-up",
    ("user_id",),
    (CatalogueColumn("email", "e-mail", "the e-mail"),),
    (),
)
CONTACTS = CatalogueTable(
    "contacts",
    "marts",
    "one row per person",
    ("user_id",),
    (
        CatalogueColumn(
            "email",
            "string",
            "the e-mail, normalized",
            origins=(
                Origin("users", "email", "transformation"),
                Origin("users", "created_at", "conditional"),
            ),
        ),
    ),
    (CatalogueCheck("unique_email", "unique", ("email",), "error", "no value occurs twice"),),
    ("users",),
)


def test_a_column_leads_to_what_it_is_made_of() -> None:
    part = CataloguePart(
        {"Tables": [CONTACTS], "Sources": [USERS]},
        {"contacts": 5},
        {"users": ["contacts"], "contacts": []},
        {("contacts", "unique_email"): "pass"},
        drawing({"users": [], "contacts": ["users"]}),
        {"users": "source", "contacts": "table"},
    )
    shown = environment_of(People(False)).get_template("catalogue.html.j2").render(catalogue=part)
    assert 'id="column-users-email"' in shown
    made_of, _, decided_by = shown.partition("and decided by 1 more")
    assert 'href="#column-users-email">users.email</a>' in made_of
    assert 'href="#column-users-created_at">users.created_at</a>' in decided_by
    assert "one row per person; 5 rows" in shown
    assert '<span class="state pass">pass</span> <code>unique_email</code>' in shown
    assert shown.count("<path ") == 1


def test_the_graph_stands_behind_what_it_reads() -> None:
    reads = {one.name: one.upstream for one in catalogue().tables}
    drawn = drawing(reads)
    assert {node.name for node in drawn.nodes} == {*SOURCES, *TABLES}
    left = {node.name: node.x for node in drawn.nodes}
    assert all(left[one] < left[other] for one, other, _ in drawn.curves)
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(drawn.nodes)
