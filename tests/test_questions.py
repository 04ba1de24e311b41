"""The queries of docs/questions.md have the answers that stand behind them."""

from docs.answers import PAGE, QUERY, current_page


def test_the_answers_are_those_of_the_demo() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(QUERY.findall(page)) >= 23
    assert current_page() == page, "run: make docs"
