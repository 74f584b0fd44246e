"""Debian's Chromium before the served pages: what a person's browser would complain of is noted."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Dialog, Page, Request, sync_playwright

from tests.shown_newsroom import HOST, PASSWORD, ShownNewsroom
from tests.warm_start import unmeasured

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
)


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
