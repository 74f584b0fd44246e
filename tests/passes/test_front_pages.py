"""Outlets given by their front page alone are read over real HTTP."""

import sqlite3
from pathlib import Path

from tests.commandline import RULE, crawl_open, network
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom

NAMED = (
    '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head>'
    "<body><p>Welcome</p></body></html>"
)
NOAI = "<meta name='robots' content='noai'>"
LINKED = "<html><body><a href='/one'>Families wait at the gate</a></body></html>"
SECTION = "A headline that is long enough, number"
PAGED = ("paged", "section", "kept")
INDEX = "<sitemapindex>{}</sitemapindex>"


def test_front_pages_and_long_indexes_are_read(tmp_path: Path) -> None:
    rooms = [Newsroom(f"127.0.0.{number}") for number in (41, 42, 43, 44)]
    fed, linked, mapped, paged = rooms
    for room in rooms:
        room.publish("/one", "Families wait at the gate", *AFGHAN_BODY)
    fed.feed("/one")
    linked.answers["/"] = Answer(LINKED.encode(), headers={"TDM-Reservation": "1"})
    fed.answers["/robots.txt"] = Answer(b"User-agent: GPTBot\nDisallow: /", "text/plain")
    fed.answers["/"] = Answer(NAMED.replace("<head>", f"<head>{NOAI}").encode())
    maps = "".join(
        f"<sitemap><loc>{mapped.url}/m{n}</loc><lastmod>2025-01-01T01:{n // 60:02}:{n % 60:02}Z"
        "</lastmod></sitemap>"
        for n in range(205)
    )
    mapped.answers["/sitemap"] = Answer(INDEX.format(maps).encode(), "text/xml")
    for number in range(1, 5):
        cards = "".join(f"<a href='/news/{number}0{n}'>{SECTION} {n}</a>" for n in range(4))
        paged.answers[f"/s?page={number}"] = Answer(
            f"<html>{cards}<a href='/s?page={number + 1}'>Next</a></html>".encode()
        )
    paged.publish("/news/101", "Families wait at the gate", *AFGHAN_BODY)
    outlets = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name}"\nhomepage = "{room.url}/"\n{more}'
        for name, room, more in (
            ("fed", fed, ""),
            ("linked", linked, ""),
            ("mapped", mapped, f'sitemaps = ["{mapped.url}/sitemap"]\n'),
            ("paged", paged, f'sections = ["{paged.url}/s?page=1"]\n'),
        )
    )
    crawl_open(tmp_path, rooms, f"{network(rooms)}{RULE}{outlets}")
    database = sqlite3.connect(tmp_path / "khabardar.db")
    found = dict(database.execute("SELECT id, health FROM sources"))
    assert found.pop("paged") != "overflow"
    assert found == {"fed": "ok", "linked": "ok", "mapped": "thin"}
    refused = database.execute("SELECT host, place, refused FROM mining_refusals ORDER BY 1, 2")
    assert refused.fetchall() == [
        (fed.host, "meta", "robots: noai"),
        (fed.host, "robots.txt", "GPTBot"),
        (linked.host, "header", "tdm-reservation: 1"),
    ]  # and nothing of it keeps the crawl from reading: it names others
    sections = [path for path in paged.paths() if path.startswith("/s?")]
    assert sections == [f"/s?page={number}" for number in range(1, 5)]  # the bound
    listed = "SELECT count(*) FROM links WHERE source_id = 'paged' AND via = 'section'"
    assert database.execute(listed).fetchone() == (16,)
    database.execute("DELETE FROM links WHERE source_id = 'paged' AND state <> 'kept'")
    kept = database.execute("SELECT source_id, via, state FROM links ORDER BY source_id").fetchall()
    assert kept == [("fed", "feed", "kept"), ("linked", "section", "kept"), PAGED]
    asked = [path for path in mapped.paths() if path.startswith("/m")]
    assert (len(asked), "/m204" in asked, "/m0" in asked) == (200, True, False)
    why = database.execute("SELECT health_reason FROM sources WHERE id = 'mapped'").fetchone()[0]
    assert "only 200 of the 205 lists that it names are read" in why
    marked = {url for (url,) in database.execute("SELECT address FROM validators")}
    assert marked.isdisjoint({f"{fed.url}/", f"{mapped.url}/sitemap"})
