"""Posts of public channels: in the list of a channel, and each on the page of its own."""

from datetime import UTC, datetime

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Discovered, Dropped, Entry, Failed, Page
from pipelines.listings.listing import read_listing
from pipelines.reports.channel_posts import Post
from pipelines.sources import Source, Window
from tests.samples import NOW
from tests.telegram_pages import channel, message, missing

SOURCE = Source("gate", "Gate", "https://t.me/gate")
LIST = "https://t.me/s/gate"
AT = "2025-11-20T08:00:00+04:30"
WORDS = "Buses left Islam Qala.<br><br>In them were <b>214</b> Afghan\nfamilies who were deported."
PICTURE = message("gate/12", "", AT)
POSTS = channel([PICTURE, message("gate/13", WORDS, AT), message("gate/15", "Later.", AT, "Other")])


def listed(body: bytes, url: str = LIST, window: Window | None = None) -> Discovered | Failed:
    return read_listing(None, "telegram", Page(url, 200, "text/html", body, NOW), "", window)


def read(body: bytes, url: str = "https://t.me/gate/13?embed=1") -> Article | Dropped:
    page = Page(url, 200, "text/html; charset=utf-8", body, NOW)
    draft = draft_page(page, Entry(url, "From the list"), SOURCE, "full", NOW)
    found = finish(draft) if isinstance(draft, Draft) else draft
    assert isinstance(found, Article | Dropped)
    return found


def test_a_channel_lists_its_posts_with_text_newest_first() -> None:
    found = listed(POSTS)
    assert isinstance(found, Discovered)
    assert [(entry.url, entry.title) for entry in found.entries] == [
        ("https://t.me/gate/15?embed=1", "Later."),
        ("https://t.me/gate/13?embed=1", "Buses left Islam Qala."),
    ]
    assert found.entries[0].published_at == datetime(2025, 11, 20, 3, 30, tzinfo=UTC)
    assert found.nested == ()


def test_a_walk_back_goes_on_before_the_oldest_post() -> None:
    window = Window(datetime(2025, 11, 1, tzinfo=UTC), NOW)
    found = listed(POSTS, LIST, window)
    assert isinstance(found, Discovered)
    assert found.nested == (f"{LIST}?before=12",)
    last = listed(channel([message("gate/1", "First.", AT)]), f"{LIST}?before=2", window)
    assert isinstance(last, Discovered)
    assert last.nested == ()
    again = listed(POSTS, f"{LIST}?before=12", window)
    assert isinstance(again, Discovered)
    assert again.nested == ()


def test_a_post_is_an_article_of_its_kind_with_its_channel_and_time() -> None:
    found = read(channel([message("gate/13", WORDS, AT, "Herat <i>Today</i>", "An older one.")]))
    assert isinstance(found, Article)
    assert (found.kind, found.url) == ("post", "https://t.me/gate/13")
    assert found.title == "Buses left Islam Qala."
    assert found.byline == ("Gate \U0001f4e3 News", "forwarded from Herat Today")
    assert "In them were 214 Afghan families who were deported." in found.text
    assert "An older one" not in found.text
    assert found.published_at == datetime(2025, 11, 20, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (missing(), "gone"),
        (channel([message("gate/14", "Another one.", AT)]), "empty"),
        (channel([message("gate/13", "", AT)]), "media_only"),
    ],
)
def test_what_brings_no_text_is_dropped_with_its_reason(body: bytes, reason: str) -> None:
    found = read(body)
    assert isinstance(found, Dropped)
    assert found.reason == reason


def test_another_page_is_no_channel() -> None:
    found = listed(b"<html><body><p>You can contact @gate right away.</p></body></html>")
    assert isinstance(found, Failed)
    assert found.reason == "not_a_feed"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Short one", "Short one"),
        ("A first sentence. " + "word " * 40, "A first sentence."),
        ("word " * 40, "word " * 23 + "word\u2026"),
    ],
)
def test_the_first_line_makes_the_headline(line: str, title: str) -> None:
    assert Post("gate/1", "Gate", (line,), None).title == title


def test_a_post_of_one_line_is_its_own_headline_and_text() -> None:
    line = "Afghan families were deported through Islam Qala in the night."
    found = read(channel([message("gate/13", line, AT)]))
    assert isinstance(found, Article)
    assert (found.title, found.text) == (line, line)
