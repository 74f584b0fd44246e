"""`crawl --since` reads what outlets published long ago, over real HTTP."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khabardar.walk_back import asked_window
from pipelines.errors import OperatorError
from tests.commandline import RULE, run, settings
from tests.newsroom import Answer, Newsroom, unlike

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (None, "2025-04-02", "--until goes with --since"),
        ("1.4.2025", None, "--since '1.4.2025' is no day; write it as 2025-04-01"),
        ("2025-04-01", "2025-04-31", "--until '2025-04-31' is no day"),
        ("2027-01-01", None, "lies in the future"),
        ("2025-04-02", "2025-04-01", "--until 2025-04-01 lies before --since 2025-04-02"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(
    since: str | None, until: str | None, said: str
) -> None:
    with pytest.raises(OperatorError, match=said):
        asked_window(since, until, NOW)


def test_a_window_ends_with_its_last_day_or_now() -> None:
    day = asked_window("2025-04-01", "2025-04-01", NOW)
    assert (day.until - day.since).total_seconds() == 86_400
    assert asked_window("2025-04-01", None, NOW).until == NOW
    assert asked_window("2026-11-28", "2026-11-28", NOW).until == NOW


def feed_page(room: Newsroom, items: list[tuple[str, str]]) -> Answer:
    inner = "".join(
        f"<item><title>{path}</title><link>{room.url}{path}</link><pubDate>{day} 08:00:00 GMT"
        "</pubDate></item>"
        for path, day in items
    )
    made = "<generator>https://wordpress.org/?v=6.8</generator>"
    return Answer(
        f"<rss version='2.0'><channel><title>x</title>{made}{inner}</channel></rss>".encode()
    )


def test_the_past_is_read_through_sitemaps_and_pages_of_feeds_without_mail(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.91")
    room.answers["/feed"] = feed_page(room, [("/2026/11/01/now", "Sun, 01 Nov 2026")])
    room.answers["/feed?paged=2"] = feed_page(room, [("/2025/04/09/paged", "Wed, 09 Apr 2025")])
    room.answers["/feed?paged=3"] = feed_page(room, [("/2025/02/02/early", "Sun, 02 Feb 2025")])
    room.answers["/robots.txt"] = Answer(
        f"User-agent: *\nDisallow: /2025/04/08/\nSitemap: {room.url}/maps.xml".encode(),
        "text/plain",
    )
    months = "".join(
        f"<sitemap><loc>{room.url}/{name}</loc></sitemap>"
        for name in ("m-2025-04.xml", "m-2025-02.xml", "broken-2025.xml")
    )
    room.answers["/maps.xml"] = Answer(f"<sitemapindex>{months}</sitemapindex>".encode())
    room.answers["/broken-2025.xml"] = Answer(b"down", status=503)
    mapped = "".join(
        f"<url><loc>{room.url}/{path}</loc></url>"
        for path in ("undated", "2025/04/07/mapped", "2025/04/08/closed", "2025/06/01/late")
    )
    room.answers["/m-2025-04.xml"] = Answer(f"<urlset>{mapped}</urlset>".encode())
    stamp = '<meta property="article:published_time" content="2025-04-07T09:00:00Z">'
    for path in ("/undated", "/2025/04/07/mapped", "/2025/04/09/paged", "/2026/11/01/now"):
        room.publish(path, f"Families sent back {path[-6:]}", *unlike(path))
        page = room.answers[path].body
        dated = page if path == "/undated" else page.replace(b"</head>", f"{stamp}</head>".encode())
        room.answers[path] = Answer(dated)
    (tmp_path / "khabardar.toml").write_text(settings({"room": room}, RULE), encoding="utf8")
    with room.open():
        span = ("--since", "2025-04-01", "--until", "2025-04-30")
        done = run(tmp_path, "crawl", *span, "--source", "room")
    assert "Traceback" not in done.stderr
    assert "going back to 2025-04-01" in done.stderr
    assert "1 are left, which did not answer" in done.stderr, done.stderr
    database = sqlite3.connect(tmp_path / "khabardar.db")
    found = database.execute("SELECT url, via, state, reason FROM links ORDER BY url").fetchall()
    database.close()
    assert {(url.removeprefix(room.url), *rest) for url, *rest in found} == {
        ("/2025/04/07/mapped", "backfill", "kept", "kept"),
        ("/2025/04/08/closed", "backfill", "dropped", "robots"),
        ("/2025/04/09/paged", "backfill", "kept", "kept"),
        ("/2026/11/01/now", "feed", "kept", "kept"),
        ("/undated", "backfill", "kept", "kept"),
    }
    asked = room.paths()
    assert "/m-2025-02.xml" not in asked
    assert "/feed?paged=4" not in asked
    assert "/2025/04/08/closed" not in asked
    letters = [path.read_bytes() for path in (tmp_path / "outbox").glob("*.eml")]
    assert not [one for one in letters if b"mapped" in one or b"undate" in one]
