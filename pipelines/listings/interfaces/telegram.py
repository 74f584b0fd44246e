"""Reads the posts that a public Telegram channel shows on its web page, t.me/s/NAME."""

from urllib.parse import parse_qs, urlsplit

from pipelines.items import Discovered, Entry
from pipelines.listings.entries import discovered
from pipelines.listings.listed_times import Asked
from pipelines.reports.channel_posts import read_posts


def read_telegram(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return the posts with text on the page of a channel, None if it is no such page.

    Each has a page of its own, as it is embedded elsewhere. Walking back, the page before the
    oldest post is nested (before=ID).
    """
    posts = read_posts(text, asked.at)
    if posts is None:
        return None
    parts = urlsplit(asked.url)
    root = f"{parts.scheme}://{parts.netloc}"
    entries = [
        Entry(f"{root}/{post.place}?embed=1", post.title, post.published_at)
        for post in posts
        if post.paragraphs
    ]
    oldest = min((int(post.place.rpartition("/")[2]) for post in posts), default=0)
    here = parse_qs(parts.query).get("before", [""])[0]
    nested = [f"{root}{parts.path}?before={oldest}"] if oldest > 1 and here != str(oldest) else []
    return discovered(*(entries[::-1], cut, nested if asked.window else []), window=asked.window)
