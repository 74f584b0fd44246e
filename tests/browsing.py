"""Debian's Chromium before the served pages: what a person's browser would complain of is noted."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Locator, Page, Request, sync_playwright

from tests.shown_newsroom import HOST, PASSWORD, ShownNewsroom
from tests.warm_start import unmeasured

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
)

WIDE, PHONE = 1280, 360
RIGHT_TO_LEFT = "[lang=ur], [lang=fa], [lang=fa-AF], [lang=ps], [lang=ar]"
OF_LEFT_TO_RIGHT = f"""() => [...document.querySelectorAll("{RIGHT_TO_LEFT}")]
  .filter(one => getComputedStyle(one).direction !== "rtl")
  .map(one => one.outerHTML.slice(0, 200))"""
OVERFLOW = """() => { const page = document.documentElement, most = page.clientWidth;
  return page.scrollWidth <= most ? [] : [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > most + 1).slice(0, 5)
    .map(one => one.outerHTML.slice(0, 200)); }"""
OTHER_BY_LOOKS = ("color-contrast", "scrollable-region-focusable", "link-in-text-block")
"""Rules of axe-core whose findings hang on the colours and the width."""


@dataclass(slots=True)
class Noted:
    """What a page did that it should not: errors, dialogs, and requests to others."""

    faults: list[str] = field(default_factory=list)
    host: str = HOST

    def watch(self, page: Page) -> None:
        """Note from now on what ``page`` does."""
        page.on("console", lambda said: self._console(said.type, said.text, said.location["url"]))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfinished", lambda request: self._request(request))
        page.on("requestfailed", lambda request: self._request(request))
        page.on("dialog", lambda dialog: self._dialog(dialog))

    def _console(self, kind: str, text: str, url: str) -> None:
        refused = re.match(r"Failed to load resource: .* status of 4", text)
        if kind in ("error", "warning") and not (refused and _is_page(url)):
            self.faults.append(f"console: {text} ({url})")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        kept_back = request.failure == "csp"
        if host != self.host and not request.url.startswith("data:") and not kept_back:
            self.faults.append(f"a request to {request.url}")


def _is_page(url: str) -> bool:
    """Tell whether ``url`` is one that was asked for as a page, not as a part of one."""
    return not urlsplit(url).path.endswith((".css", ".js", ".ico", ".svg", ".png"))


@contextmanager
def served(newsroom: ShownNewsroom, password: str = PASSWORD) -> Iterator[int]:
    """Serve a newsroom's pages behind a password, under a name of its own; yields the port.

    Without a password they answer to 127.0.0.1 alone, where anyone may write. Coverage does not
    look: it would slow down each page, and tests in their own process ask for the same pages.
    """
    command = [sys.executable, "-m", "khabardar", "-c", str(newsroom.settings), "serve"]
    server = subprocess.Popen(
        [*command, "--port", "0", *(("--name", HOST) if password else ())],
        stderr=subprocess.PIPE,
        text=True,
        env={**unmeasured(), "KHABARDAR_DESK__PASSWORD": password},
    )
    assert server.stderr is not None
    try:
        found = re.search(r"http://\S+?:(\d+)/(?= )", server.stderr.readline())
        assert found
        yield int(found[1])
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()


@contextmanager
def browser_to(port: int) -> Iterator[Browser]:
    """Open a browser that reaches the pages under their name, and strangers' names as they do."""
    chromium = shutil.which("chromium")
    assert chromium, "the tests of the pages need Debian's package chromium"
    here = f"127.0.0.1:{port}"
    names = f"--host-resolver-rules=MAP {HOST} {here}, MAP *.example {here}"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=[*FLAGS, names])
        yield browser
        browser.close()


def log_in(page: Page) -> None:
    """Give the password, as a person who comes for the first time."""
    page.goto(f"http://{HOST}/")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():  # the address stays the same: only this waits for the answer
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Today").wait_for()


def follow(page: Page, control: Locator) -> None:
    """Press what leads to another page, and wait until that is there whole.

    What is read at once may be half a page, and what is typed at once may go to none of its fields.
    """
    with page.expect_navigation():
        control.click()


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


def wrongs(page: Page, path: str, status: int = 200, host: str = HOST) -> list[str]:
    """Return what is wrong with the page at ``path``, however it is looked at."""
    noted = Noted(host=host.partition(":")[0])
    noted.watch(page)
    answer = page.goto(f"http://{host}{path}")
    assert answer is not None
    assert answer.status == status
    return [*flaws(page), *noted.faults]


def flaws(page: Page) -> list[str]:
    """Return what is wrong with the page that stands there, wide and on a phone, light and dark."""
    look(page, WIDE, "light")
    found = [*barriers(page), *page.evaluate(OF_LEFT_TO_RIGHT), *page.evaluate(OVERFLOW)]
    look(page, WIDE, "dark")
    found += page.evaluate(OVERFLOW)
    look(page, PHONE, "light")
    found += page.evaluate(OVERFLOW)
    look(page, PHONE, "dark")
    return [*found, *barriers(page, *OTHER_BY_LOOKS), *page.evaluate(OVERFLOW)]
