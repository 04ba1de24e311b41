"""A report in a real browser: from a file, by keyboard, in light and dark, wide and narrow."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

WIDTHS = {"wide": 1280, "narrow": 390}
PARTS = ("today", "trends", "accounts", "account-1", "identity", "trust", "catalogue")


@pytest.fixture(scope="module")
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    """The report, opened from the file; complaints and requests to the network fail."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": WIDTHS["wide"], "height": 900})
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert [one for one in complaints if one != file.as_uri()] == []


@pytest.fixture
def page(opened: Page) -> Page:
    """The report as it looks at first."""
    opened.evaluate("location.hash = 'today'")
    opened.evaluate("document.activeElement.blur()")
    return opened


def test_one_part_is_shown_at_a_time(page: Page) -> None:
    expect(page.locator("main > section:visible")).to_have_count(1)
    page.get_by_role("navigation").get_by_role("link", name="Trust").click()
    expect(page.get_by_role("heading", name="Trust", exact=True)).to_be_focused()
    expect(page.locator("main > section:visible")).to_have_id("trust")
    expect(page.locator("nav [aria-current]")).to_have_text("Trust")


def test_text_of_data_does_not_run(page: Page) -> None:
    assert page.title() == "Customer 360, 2021-12-01"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("rams", "<script>document.title='run'</script>"),
        ("ann archer", "Ann B. Archer"),
        ("EVE.ELDER@jets", 'Eve "onclick=x" \u2028Elder'),
    ],
)
def test_the_search_leads_to_the_account(page: Page, query: str, name: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(query)
    first = page.locator("#hits a").first
    expect(first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article.detail:visible")).to_have_count(1)
    expect(page.locator("#hits")).to_be_hidden()
    expect(page).to_have_url(re.compile("#account-[12]$"))


def test_a_search_for_nobody_finds_nothing(page: Page) -> None:
    page.get_by_role("searchbox").fill("nobody at all")
    expect(page.locator("#hits-note")).to_have_text("0 found")
    expect(page.locator("#hits")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_an_account_has_its_people(page: Page) -> None:
    page.locator("#today").get_by_role("link", name="document.title").first.press("Enter")
    detail = page.locator("article.detail:visible")
    expect(detail.get_by_role("row", name="Ann B. Archer")).to_contain_text("most active")
    expect(page.locator("#accounts .list")).to_be_hidden()
    detail.get_by_role("link", name="All accounts").click()
    expect(page.locator("#accounts .list")).to_be_visible()
    expect(page.locator("article.detail:visible")).to_have_count(0)


def test_accounts_are_sorted_by_a_column(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Accounts").click()
    events = page.locator("#accounts .list tbody tr td:nth-child(5)")
    button = page.get_by_role("button", name="Events")
    button.press("Enter")
    expect(events).to_have_text(["3", "1"])
    button.press("Enter")
    expect(events).to_have_text(["1", "3"])
    expect(page.get_by_role("columnheader", name="Events")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_the_graph_leads_to_a_table(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Catalogue").click()
    page.locator(".graph a", has_text="contact_aliases").press("Enter")
    expect(page.locator("#table-contact_aliases")).to_have_attribute("open", "")


@pytest.mark.parametrize(("scheme", "width"), [("light", "wide"), ("dark", "narrow")])
def test_everybody_can_read_it(page: Page, scheme: str, width: str) -> None:
    """No rule of WCAG 2 is broken, and nothing is wider than the screen."""
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    problems = []
    for part in PARTS:
        page.evaluate("part => { location.hash = part }", part)
        expect(page.locator(f"#{part}")).to_be_visible()
        found = Axe().run(page).response["violations"]
        problems += [(part, one["id"], one["nodes"][0]["html"][:200]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append((part, "too wide", ""))
    assert problems == []
