"""The page about states says what the tables say."""

from tests.architecture.states_page import PAGE, render


def test_page_shows_the_tables() -> None:
    assert PAGE.read_text() == render(), "run: python -m tests.architecture.states_page"
