import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jafflegaggle.catalogue import Catalogue, catalogue
from jafflegaggle.catalogue.graph import depths, graph_svg
from jafflegaggle.catalogue.site import site
from jafflegaggle.cli import main

VOID = {"meta", "br", "rect", "path"}


class Page(HTMLParser):
    """The ids and links of a page, and whether its elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag


def test_every_link_leads_somewhere_on_the_page() -> None:
    page = Page(site(catalogue()))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} - set(page.ids) == set()


def test_every_table_and_column_is_there_with_its_origins() -> None:
    text = site(catalogue())
    ids = set(Page(text).ids)
    for table in catalogue().tables:
        assert {table.name, *(f"{table.name}.{one.name}" for one in table.columns)} <= ids
    (row,) = re.findall(r'<tr id="contacts\.email">.*</tr>', text)
    assert 'href="#people.email"' in row


def test_the_page_needs_no_network_and_no_script() -> None:
    text = site(catalogue())
    assert re.findall(r"https?://|<script|<link|url\(", text) == []
    assert "prefers-color-scheme: dark" in text


def test_text_is_never_markup() -> None:
    (table, *_) = catalogue().published
    odd = replace(table, grain='one <b>row</b> & "more"', upstream=())
    text = site(Catalogue((replace(odd, columns=(), origins=(), checks=()),)))
    assert "One &lt;b&gt;row&lt;/b&gt; &amp; &quot;more&quot;." in text


def test_the_graph_goes_from_left_to_right() -> None:
    found = depths({one.name: one.upstream for one in catalogue().tables})
    assert found["users"] == 0
    assert found["people"] < found["contacts"] < found["accounts"] < found["account_signals"]
    assert graph_svg(catalogue()).count("<rect") == len(catalogue().tables)


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "pages"
    assert main(["docs", "--output", str(folder)]) == 0
    assert (folder / "index.html").read_text(encoding="utf-8") == site(catalogue())
    assert str(folder / "index.html") in capsys.readouterr().out


def test_the_command_heeds_the_configuration(tmp_path: Path) -> None:
    assert main(["docs", "--output", str(tmp_path), "--config", "conf/demo.toml"]) == 0
    ids = Page((tmp_path / "index.html").read_text(encoding="utf-8")).ids
    assert "deals" in ids
    assert "not_same_user" not in ids


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.touch()
    assert main(["docs", "--output", str(file)]) == 2
    assert f"--output {file}: cannot be written" in capsys.readouterr().err
