"""The pages in a real browser: each by light and in the dark, wide, on a phone, with keys alone."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browsing import WIDE, Noted, browser_to, follow, log_in, look, served, wrongs
from tests.shown_newsroom import HOST, ShownNewsroom, build_newsroom

PAGES = {
    "/": 200,
    "/-/stories?days=30&relevance=all": 200,
    "/-/stories/1": 200,
    "/-/stories/2": 200,
    "/-/stories/99": 404,
    "/-/articles/1": 200,
    "/-/articles/99": 404,
    "/-/search": 200,
    "/-/search?q=torkham+OR+طورخم+OR+چمن": 200,
    "/-/search?q=(torkham": 400,
    "/-/changes?all=1&days=30": 200,
    "/-/alerts": 200,
    "/-/alerts?state=unmailed": 200,
    "/-/alerts?about=gate": 200,
    "/-/alerts/preview?q=torkham+OR+طورخم": 200,
    "/-/alerts/preview?rule=1&q=torkham": 200,
    "/-/outlets": 200,
    "/-/outlets/silent": 200,
    "/-/data": 200,
    "/-/about": 200,
    "/khabardar": 200,
    "/khabardar/articles?_size=3": 200,
    "/khabardar/articles/4": 200,
    "/khabardar/sources/silent": 200,
    "/khabardar/links?_size=3": 200,
    "/khabardar/why_is_it_not_here?address=silent.example/2025/video": 200,
    "/khabardar/why_is_it_not_here?address=nobody.example/1": 200,
    "/-/alerts/preview?q=torkham": 200,
    "/nowhere": 404,
}
"""Each kind of page, and the status that it answers with."""
TORKHAM = "2,400 Afghans sent back through Torkham in a day"
CHAMAN = "له چمن څخه درې سوه افغان کورنۍ راستنې شوې"
CONTROLS = """() => { window.controls = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter(one => one.checkVisibility() && !one.disabled);
  window.reached = new Map();
  document.addEventListener("focusin", event => { const one = event.target;
    const style = getComputedStyle(one.closest(".CodeMirror") || one);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    window.reached.set(one, outlined); });
  return window.controls.length; }"""
UNREACHED = """() => ({ first: window.reached.keys().next().value?.textContent,
  missed: window.controls.filter(one => !window.reached.get(one))
    .map(one => one.outerHTML.slice(0, 200)) })"""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> ShownNewsroom:
    return build_newsroom(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def page(newsroom: ShownNewsroom) -> Iterator[Page]:
    with served(newsroom) as port, browser_to(port) as browser:
        page = browser.new_context().new_page()  # tests open further pages in it
        log_in(page)
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_for_everyone(page: Page, path: str) -> None:
    assert wrongs(page, path, PAGES[path]) == []


def test_an_archived_page_works_for_everyone_though_its_scripts_are_kept_from_running(
    page: Page,
) -> None:
    found = wrongs(page, "/-/archived/1", 200)
    assert found  # the browser says what it kept from running
    assert [one for one in found if not one.startswith("console: ")] == []


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/-/stories/1", "Who had it first"), ("/-/search?q=torkham", "Matched: Torkham")],
)
def test_on_paper_there_are_the_words_and_nothing_to_press(
    page: Page, path: str, kept: str
) -> None:
    look(page, WIDE, "light")
    page.goto(f"http://{HOST}{path}")
    page.emulate_media(media="print")
    words = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    assert kept in words
    for gone in ("Download", "Say what you know", "Narrow down", "Today", "save as an alert"):
        assert gone not in words
    assert all(gone in page.content() for gone in ("Download", "Today"))


def test_the_page_that_asks_for_the_password_does_too(page: Page) -> None:
    assert page.context.browser
    stranger = page.context.browser.new_page()
    assert wrongs(stranger, "/-/stories", 401) == []
    stranger.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_alone_reaches_every_control(page: Page, path: str) -> None:
    page.goto(f"http://{HOST}{path}")
    for _ in range(page.evaluate(CONTROLS) + 2):
        page.keyboard.press("Tab")
    found = page.evaluate(UNREACHED)
    assert found["missed"] == []
    assert found["first"] == "Skip to the content"


@pytest.mark.parametrize("kind", ["html", "plain"])
def test_five_clicks_lead_from_a_mail_to_all_that_it_rests_on(
    page: Page, newsroom: ShownNewsroom, kind: str
) -> None:
    look(page, WIDE, "light")
    page.goto("about:blank")
    page.set_content(letter(newsroom.mails[0], kind))
    noted = Noted()
    noted.watch(page)
    follow(page, page.locator("a[href*='/-/stories/']").first)
    assert page.get_by_role("heading", level=1).inner_text() == TORKHAM
    copy = page.locator("ol.kh-line > li").filter(has_text="Harbour Wire")
    follow(page, copy.get_by_role("link", name="all that is known of it"))
    assert "the same text as article 1" in page.locator("dl").inner_text()
    follow(page, page.get_by_role("link", name="what was changed"))
    changed = page.locator("article.kh-change")
    assert changed.locator("del").inner_text() == "2,400"
    assert changed.locator("ins").inner_text() == "2,917"
    assert noted.faults == []
    follow(page, changed.get_by_role("link", name="as archived"))
    kept = page.frame_locator("iframe.kh-archived").locator("body")
    assert "by Thursday noon" in kept.inner_text()
    assert [fault for fault in noted.faults if not fault.startswith("console: ")] == []
    noted.faults.clear()
    saved = page.get_by_role("navigation", name="Saved searches")
    follow(page, saved.get_by_role("link", name="Chaman, in any language"))
    assert page.get_by_role("link", name=CHAMAN).is_visible()
    assert noted.faults == []


def letter(mail: Path, kind: str) -> str:
    """Return a written mail as a mail program shows it: its HTML, or its text with links in it."""
    body = message_from_bytes(mail.read_bytes(), policy=default).get_body((kind,))
    assert body is not None
    text = str(body.get_content())
    if kind == "html":
        return text
    return re.sub(r"(http://\S+)", r'<a href="\1">\1</a>', f"<pre>{escape(text)}</pre>")


@pytest.fixture
def elsewhere(page: Page) -> Iterator[Page]:
    """Yield a page of its own of the same browser: no other test notes what it complains of."""
    opened = page.context.new_page()
    yield opened
    opened.close()


def test_under_a_strange_name_the_pages_do_not_answer(elsewhere: Page) -> None:
    answer = elsewhere.goto("http://thief.example/-/stories/1")
    assert answer is not None
    assert answer.status == 421
    assert TORKHAM not in elsewhere.content()


def test_a_form_on_another_site_changes_nothing(elsewhere: Page) -> None:
    elsewhere.goto("http://thief.example/")
    elsewhere.set_content(
        f"<form method=post action=http://{HOST}/-/write><input name=what value=rule>"
        "<input name=about value=1><input name=value value=off><button>Win</button></form>"
    )
    with elsewhere.expect_response(f"http://{HOST}/-/write") as answered:
        elsewhere.get_by_role("button", name="Win").click()
    assert answered.value.status in (401, 403)  # the cookie of the password stays at home


def test_why_an_article_is_not_here_is_asked_from_every_page(page: Page) -> None:
    page.goto(f"http://{HOST}/")
    follow(page, page.get_by_role("link", name="Why is an article not here?"))
    page.get_by_label("URL").fill("silent.example/2025/video")
    follow(page, page.get_by_role("button", name="Ask"))
    answered = page.locator("table").inner_text()
    assert "not fetched yet; a later pass does it" in answered
    assert "not_tried" not in answered
    page.get_by_label("URL").fill("nobody.example/1")
    page.get_by_label("URL").press("Enter")
    page.get_by_text("it is not known here").wait_for()
    assert "SQL" not in page.locator("main").inner_text()
