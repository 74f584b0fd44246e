"""Pages made by scripts are shown in a real Chromium, which reaches nothing by itself."""

import asyncio
import json
import sqlite3
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from scrapy.http import Response

from spiders.browser import BrowserMissing, PageBrowser
from tests.commandline import RULE, run
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom

SHELL = (
    "<!doctype html><html lang='en'><head><title>Gate News</title>"
    "<link rel=stylesheet href='/style.css'><script src='/closed/spy.js'></script>"
    "<script src='{other}/third.js'></script></head>"
    "<body><div id='app'></div><img src='/picture.jpg'><script src='/app.js'></script></body>"
    "</html>"
)
SCRIPT = """
fetch('/api/1').then(answer => answer.json()).then(story => {
  document.title = story.title;
  document.getElementById('app').innerHTML = '<main><article><h1>' + story.title + '</h1>'
    + story.lines.map(line => '<p>' + line + '</p>').join('') + '</article></main>';
});
fetch('/api/1', {method: 'POST', body: 'x'}).catch(() => 0);
new WebSocket('ws://' + location.host + '/socket');
"""


def test_a_page_of_scripts_becomes_an_article_and_nothing_else_is_reached(tmp_path: Path) -> None:
    room, other = Newsroom("127.0.0.131"), Newsroom("127.0.0.132")
    story = {"title": "Families sent back at Torkham", "lines": AFGHAN_BODY}
    room.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed/", "text/plain")
    room.answers["/news/1"] = Answer(SHELL.format(other=other.url).encode())
    room.answers["/app.js"] = Answer(SCRIPT.encode(), "text/javascript")
    room.answers["/api/1"] = Answer(json.dumps(story).encode(), "application/json")
    room.feed("/news/1")
    (tmp_path / "khabardar.toml").write_text(
        f'[network]\ncontact = "a@example.org"\ndelay_s = 0.0\n'
        f'allow_private = ["{room.host}:{room.port}", "{other.host}:{other.port}"]\n'
        f"[catalogue]\nuse = false\n{RULE}"
        f'[[source]]\nid = "gate"\nname = "Gate"\nfeeds = ["{room.url}/feed"]\nbrowser = true\n',
        encoding="utf8",
    )
    with ExitStack() as stack:
        for one in (room, other):
            stack.enter_context(one.open())
        done = run(tmp_path, "crawl")
    assert "Traceback" not in done.stderr
    database = sqlite3.connect(tmp_path / "khabardar.db")
    kept = database.execute("SELECT title, text FROM articles").fetchall()
    database.close()
    assert kept == [(story["title"], "\n\n".join(AFGHAN_BODY))], done.stderr
    assert sorted(room.paths()) == ["/api/1", "/app.js", "/feed", "/news/1", "/robots.txt"]
    assert room.posted == []
    assert other.paths() == []
    agents = {headers["user-agent"] for _, headers in room.asked}
    assert agents == {"khabardar/0.1 (+a@example.org)"}


@pytest.mark.parametrize("missing", ["library", "chromium"])
def test_without_a_browser_it_is_said_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def nothing(url: str) -> Response:
        raise OSError(url)

    async def show() -> None:
        browser = PageBrowser()
        try:
            await browser.shown("http://127.0.0.1/", b"<p>x", "text/html", nothing)
        finally:
            await browser.close()

    if missing == "library":
        monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    else:
        broken = tmp_path / "chromium"
        broken.write_text("#!/bin/sh\nexit 7\n", encoding="ascii")
        broken.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(BrowserMissing, match=r"install khabardar\[browser\]"):
        asyncio.run(show())
