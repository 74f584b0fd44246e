"""The buttons of the pages, pressed in a browser; the newsroom they change is theirs alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browsing import Noted, browser_to, log_in, served
from tests.shown_newsroom import HOST, build_newsroom


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    newsroom = build_newsroom(tmp_path_factory.mktemp("buttons"))
    with served(newsroom) as port, browser_to(port) as browser:
        page = browser.new_page()
        log_in(page)
        yield page


def test_what_a_person_knows_is_written_down_by_buttons(page: Page) -> None:
    story = f"http://{HOST}/-/stories/"
    noted = Noted()
    noted.watch(page)
    page.goto(f"http://{HOST}/")
    page.get_by_role("button", name="On topic").first.click()
    assert "is on topic" in page.locator(".message-info").inner_text()
    page.goto(f"{story}1")
    page.get_by_role("button", name="A story of its own").last.click()
    assert "story" in page.locator(".message-info").inner_text()
    page.goto(f"{story}12")
    page.get_by_label("The same as story number").fill("13")
    page.get_by_role("button", name="Join").click()
    assert "Both are story" in page.locator(".message-info").inner_text()
    page.goto(f"{story}14")
    page.get_by_label("The same as story number").fill("999")
    page.get_by_role("button", name="Join").click()
    assert "there is no story 999" in page.locator(".message-error").inner_text()
    page.goto(f"http://{HOST}/-/alerts")
    page.get_by_role("button", name="Pause").first.click()
    assert (
        "is paused: it mails nothing until somebody resumes it"
        in page.locator(".message-info").inner_text()
    )
    page.get_by_role("button", name="Resume").click()
    page.goto(f"http://{HOST}/-/outlets")
    page.get_by_role("button", name="Ask now").first.click()
    assert "is asked with the next pass" in page.locator(".message-info").inner_text()
    assert noted.faults == []
