"""Makes the pictures of the README from the demonstration: `make pictures` calls it."""

import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browsing import browser_to

DOCS = Path(__file__).parents[1] / "docs"
WIDTH, HEIGHT = 1100, 1020
"""Of a picture, in pixels."""
QUALITY = 80
"""Of 100: letters stay sharp."""
LONGEST_MS = 240_000
"""So long the visits of the demonstration may take, on a busy machine."""


@contextmanager
def demonstration() -> Iterator[int]:
    """Run the demonstration for as long as the block runs; yields the port of its pages."""
    command = [sys.executable, "-m", "khabardar", "demo", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        try:
            found = (re.search(r"open http://\S+?:(\d+)/", line) for line in demo.stderr)
            yield next(int(port[1]) for port in found if port)
        finally:
            demo.terminate()


def take_pictures(page: Page, here: str, folder: Path) -> None:
    """Take Today, and the story of which an Urdu report was corrected, into ``folder``."""
    page.goto(here)
    going_on = page.locator("[data-renew]")  # the page renews itself until all visits are made
    going_on.wait_for(state="detached", timeout=LONGEST_MS)
    take(page, HEIGHT, folder / "today.webp")
    page.goto(f"{here}-/stories?language=ur&days=7")
    changed = page.locator("article", has=page.locator(".kh-badge-changed"))
    changed.first.locator("h3 a").click()
    shown = page.locator(".kh-change").last.bounding_box()
    assert shown, "no change is shown"
    take(page, shown["y"] + shown["height"] + 20, folder / "story.webp")


def take(page: Page, height: float, file: Path) -> None:
    """Write the upper ``height`` pixels of a page as a picture of a third of a PNG's size."""
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    wanted = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    found = page.context.new_cdp_session(page).send("Page.captureScreenshot", wanted)
    file.write_bytes(b64decode(found["data"]))


def main() -> None:
    """Write docs/today.webp and docs/story.webp."""
    with demonstration() as port, browser_to(port) as browser:
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB"
        )
        take_pictures(page, f"http://127.0.0.1:{port}/", DOCS)


if __name__ == "__main__":
    main()
