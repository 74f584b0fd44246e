"""Every page in a real browser: by light and in the dark, wide and on a phone, with keys alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browsing import Noted, browser_to, log_in, served
from tests.shown_newsroom import HOST, build_newsroom

PAGES = {
    "/": 200,
    "/-/stories?days=30&relevance=all": 200,
    "/-/stories/1": 200,
    "/-/stories/2": 200,
    "/-/stories/99": 404,
    "/-/search": 200,
    "/-/search?q=torkham+OR+طورخم+OR+چمن": 200,
    "/-/search?q=(torkham": 400,
    "/-/changes?all=1&days=30": 200,
    "/-/alerts": 200,
    "/-/alerts?state=unmailed": 200,
    "/-/outlets": 200,
    "/-/data": 200,
    "/khabardar": 200,
    "/khabardar/articles?_size=3": 200,
    "/khabardar/articles/4": 200,
    "/khabardar/sources/silent": 200,
    "/khabardar/links?_size=3": 200,
    "/khabardar/why_is_it_not_here?address=silent.example/2025/video": 200,
    "/nowhere": 404,
}
"""Each kind of page, and the status that it answers with."""
WIDE, PHONE = 1280, 360
RIGHT_TO_LEFT = "[lang=ur], [lang=fa], [lang=fa-AF], [lang=ps], [lang=ar]"
OF_LEFT_TO_RIGHT = f"""() => [...document.querySelectorAll("{RIGHT_TO_LEFT}")]
  .filter(one => getComputedStyle(one).direction !== "rtl")
  .map(one => one.outerHTML.slice(0, 200))"""
OVERFLOW = """() => { const page = document.documentElement, most = page.clientWidth;
  return page.scrollWidth <= most ? [] : [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > most + 1).slice(0, 5)
    .map(one => one.outerHTML.slice(0, 200)); }"""
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
OTHER_BY_LOOKS = ("color-contrast", "scrollable-region-focusable", "link-in-text-block")
"""Rules of axe-core whose findings hang on the colours and the width."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    newsroom = build_newsroom(tmp_path_factory.mktemp("browser"))
    with served(newsroom) as port, browser_to(port) as browser:
        page = browser.new_page()
        log_in(page)
        yield page


def look(page: Page, width: int, scheme: Any) -> None:
    """Look at the page from now on with a window so wide, by light or in the dark."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})


def barriers(page: Page, *rules: str) -> list[str]:
    """Return what axe-core, all of it or some rules, holds to be a serious or critical barrier."""
    only = {"runOnly": [*rules]} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def wrongs(page: Page, path: str, status: int) -> list[str]:
    """Return what is wrong with the page at ``path``, however it is looked at."""
    noted = Noted()
    noted.watch(page)
    look(page, WIDE, "light")
    answer = page.goto(f"http://{HOST}{path}")
    assert answer is not None
    assert answer.status == status
    found = [*barriers(page), *page.evaluate(OF_LEFT_TO_RIGHT), *page.evaluate(OVERFLOW)]
    look(page, WIDE, "dark")
    found += page.evaluate(OVERFLOW)
    look(page, PHONE, "light")
    found += page.evaluate(OVERFLOW)
    look(page, PHONE, "dark")
    return [*found, *barriers(page, *OTHER_BY_LOOKS), *page.evaluate(OVERFLOW), *noted.faults]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_for_everyone(page: Page, path: str) -> None:
    assert wrongs(page, path, PAGES[path]) == []


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
