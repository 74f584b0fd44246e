"""The buttons of the pages, pressed in a browser; the newsroom they change is theirs alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browsing import Noted, browser_to, flaws, follow, log_in, served
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
    follow(page, page.get_by_role("button", name="On topic").first)
    assert "is on topic" in page.locator(".message-info").inner_text()
    page.goto(f"{story}1")
    follow(page, page.get_by_role("button", name="A story of its own").last)
    assert "story" in page.locator(".message-info").inner_text()
    page.goto(f"{story}12")
    page.get_by_label("The same as story number").fill("13")
    follow(page, page.get_by_role("button", name="Join"))
    assert "Both are story" in page.locator(".message-info").inner_text()
    page.goto(f"{story}14")
    page.get_by_label("The same as story number").fill("999")
    follow(page, page.get_by_role("button", name="Join"))
    assert "there is no story 999" in page.locator(".message-error").inner_text()
    page.goto(f"http://{HOST}/-/alerts")
    rule = page.locator("article.kh-outlet").filter(has=page.get_by_role("button", name="Pause"))
    name = rule.first.locator("h3").inner_text()
    follow(page, rule.first.get_by_role("button", name="Pause"))
    assert (
        "is paused: it mails nothing until somebody resumes it"
        in page.locator(".message-info").inner_text()
    )
    paused = page.locator("article.kh-outlet").filter(has_text=name)
    follow(page, paused.get_by_role("button", name="Resume"))
    page.goto(f"http://{HOST}/-/outlets")
    follow(page, page.get_by_role("button", name="Ask now").first)
    assert "is asked with the next pass" in page.locator(".message-info").inner_text()
    assert noted.faults == []


def to_today(page: Page) -> None:
    """Begin where a person begins, in the window of a laptop."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"http://{HOST}/")


def test_mail_about_a_search_is_begun_from_today_without_a_file_at_hand(page: Page) -> None:
    to_today(page)
    follow(page, page.get_by_role("link", name="find articles, and get mail about new ones"))
    asked = page.get_by_label("Words or a query, in any spelling")
    asked.fill("چمن families")
    with page.expect_navigation():
        asked.press("Enter")
    follow(page, page.get_by_role("link", name="save as an alert"))
    page.get_by_label("name").first.fill("Families at Chaman")
    page.get_by_label("to", exact=True).fill("pashto@example.org")
    follow(page, page.get_by_role("button", name="Try it"))
    follow(page, page.get_by_role("button", name="Start this alert"))
    assert "is mailed to pashto@example.org" in page.locator(".message-info").inner_text()
    to_today(page)
    follow(page, page.get_by_role("link", name="pause or change an alert"))
    rule = page.locator("article.kh-outlet").filter(has_text="Families at Chaman")
    follow(page, rule.get_by_role("button", name="Pause"))
    assert "paused here" in rule.inner_text()


def test_what_people_come_for_is_found_from_today(page: Page) -> None:
    to_today(page)
    follow(page, page.get_by_role("link", name="whether a mail was sent"))
    asked = page.get_by_label("headline, story number or URL")
    asked.fill("Torkham")
    with page.expect_navigation():
        asked.press("Enter")
    assert page.locator("article.kh-card", has_text="sent").count() > 0
    to_today(page)
    follow(page, page.get_by_role("link", name="which outlet is silent, and why"))
    silent = page.locator("article.kh-outlet").first
    assert "No answer in time" in silent.inner_text()
    assert silent.bounding_box()["y"] < 400  # type: ignore[index]
    to_today(page)
    follow(page, page.get_by_role("link", name="what outlets of two countries told of this week"))
    told = page.locator("article.kh-card")
    assert told.count() > 0
    assert all(re.search(r"outlets(: | \()[A-Z]{2} \d+, ", one.inner_text()) for one in told.all())
    to_today(page)
    follow(page, page.get_by_role("link", name="for a spreadsheet"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "khabardar-stories.csv"
    to_today(page)
    follow(page, page.locator("article.kh-card h3 a").first)
    assert "First seen" in page.locator("main").inner_text()
    page.get_by_text("Cite it").click()
    assert "SHA-256" in page.get_by_label("Citation").input_value()


def test_reports_in_a_language_are_found_by_its_name(page: Page) -> None:
    to_today(page)
    asked = page.get_by_role("searchbox", name="Find articles")
    asked.fill("Chaman in Pashto")
    with page.expect_navigation():
        asked.press("Enter")
    follow(page, page.get_by_role("link", name="Search for articles in Pashto"))
    follow(page, page.get_by_role("link", name="Search for @chaman"))
    found = page.locator("article.kh-hit")
    assert found.count() > 0
    assert {one.get_attribute("lang") for one in found.locator("h2").all()} == {"ps"}


LONGEST_MS = 240_000
"""A piece of work is a command of its own, which may take long on a busy machine."""

IN_USE = "document.dispatchEvent(new Event('input'))"
"""Keeps a page from renewing itself, as typing in a form of it does."""


def test_work_that_takes_long_says_how_it_goes_and_what_came_of_it(page: Page) -> None:
    page.goto(f"http://{HOST}/-/outlets/silent")
    page.get_by_role("button", name="Check its lists").click()
    page.get_by_role("heading", name="Looking how an outlet does").wait_for()
    page.evaluate(IN_USE)
    assert page.get_by_role("status").count() == 1
    assert flaws(page) == []
    page.goto(f"http://{HOST}/khabardar/why_is_it_not_here?address=https://silent.example/now")
    page.get_by_role("button", name="Fetch it now").click()
    page.get_by_role("heading", name="Fetching one address").wait_for()
    status = page.get_by_role("status")
    status.filter(has_text="It is not kept; the reason stands below.").wait_for(timeout=LONGEST_MS)
    assert page.locator("ul.kh-line > li").count() > 0
    follow(page, page.get_by_role("link", name="What is known of this address"))
    assert "silent.example/now" in page.locator("main").inner_text()
    page.goto(f"http://{HOST}/-/errands/1")  # it renewed itself if it was not over
    ended = page.get_by_role("status").filter(has_text="No list of it is alive")
    ended.wait_for(timeout=LONGEST_MS)
    assert flaws(page) == []
    follow(page, page.get_by_role("link", name="The outlet"))
    assert page.url.endswith("/-/outlets/silent")
