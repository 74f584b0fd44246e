"""Every source, listing, link and page ends a pass with a verdict or a next try."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.commandline import run
from tests.commandline import settings as everything_of
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom, article_page, unlike
from tests.packing import PACKERS
from tests.warm_start import run_forked

PERSIAN = "/" + quote("بازگشت خانواده ها از مرز تورخم در روز جمعه " * 9)
"""A headline as an address: 2,100 letters once it is encoded, as outlets really have them."""
ENDLESS = "/" + "a" * 17_000
SENT_ON = (
    '<script>location.replace("{to}")</script><noscript>'
    '<meta content="0; URL=\'{to}\'" http-equiv="Refresh"></noscript>'
)
ODD = {
    "/loop": ("dropped", "redirect"),
    "/ring": ("dropped", "redirect"),
    "/script": ("dropped", "refused_address"),
    "/mail": ("dropped", "refused_address"),
    "/stream": ("dropped", "too_large"),
    "/flood": ("pending", "headers_too_large"),
    "/many-headers": ("kept", "kept"),
    "/old-packing": ("pending", "unknown_encoding"),
    "/brotli": ("kept", "kept"),
    "/zstandard": ("kept", "kept"),
    "/to-endless": ("dropped", "refused_address"),
    ENDLESS: ("dropped", "refused_address"),
    PERSIAN: ("kept", "kept"),
    "/noscript": ("kept", "kept"),
    "/header": ("kept", "kept"),
    "/whole": ("kept", "kept"),
    "/private/1": ("dropped", "robots"),
    "/nowhere": ("dropped", "redirect"),
    "/brackets": ("dropped", "refused_address"),
}


def numbered_page(number: int) -> bytes:
    """Return a page that is no copy of another."""
    title = f"Families sent back, part {number}"
    return article_page(title, *unlike(f"Part {number}"))


def furnish(room: Newsroom) -> None:
    """Give each address of ``ODD`` an answer of its kind."""
    room.answers["/robots.txt"] = Answer(
        b"\xef\xbb\xbfUser-agent: SomeBot, khabardar\r\nDisallow: /private\r\n", "text/plain"
    )
    for path, to in {
        "/loop": "/loop",
        "/ring": "/ring/1",
        "/ring/1": "/ring",
        "/script": "javascript:void(0)",
        "/mail": "mailto:desk@example.org",
        "/nowhere": "",
        "/brackets": "http://[news.example/x",
    }.items():
        room.answers[path] = Answer(status=302, headers={"Location": to})
    refresh = f'<meta http-equiv="refresh" content="0;url={ENDLESS}">'
    room.answers["/to-endless"] = Answer(refresh.encode())
    room.answers["/stream"] = Answer(b"x" * 10_100_000, sized=False)
    room.answers["/flood"] = Answer(b"<p>x", headers={f"X-{n}": "y" * 1_000 for n in range(400)})
    long = {f"X-{n}": "y" * 30_000 for n in range(7)}
    room.answers["/many-headers"] = Answer(numbered_page(5), headers=long)
    for path, encoding, body in (
        ("/old-packing", "compress", b"\x1f\x9d\x90<\xe0\xc0\x01"),
        ("/brotli", "br", PACKERS["br"](numbered_page(6))),
        ("/zstandard", "zstd", PACKERS["zstd"](numbered_page(7))),
    ):
        room.answers[path] = Answer(body, headers={"Content-Encoding": encoding})
    for path, number in ((PERSIAN, 1), ("/target", 2), ("/other", 3), ("/private/1", 4)):
        room.answers[path] = Answer(numbered_page(number))
    room.answers["/noscript"] = Answer(SENT_ON.format(to="/target").encode())
    room.answers["/header"] = Answer(b"<p>Moved</p>", headers={"Refresh": "0; url=/other"})
    whole = article_page("Families at the gate", *unlike("whole")).decode()
    for_old_browsers = '<noscript><meta http-equiv="refresh" content="0;url=/plain"></noscript>'
    room.answers["/whole"] = Answer(whole.replace("</head>", for_old_browsers + "</head>").encode())
    room.feed(*ODD)


def settings(room: Newsroom) -> str:
    """Return settings with three outlets: odd pages, an endless address, one that goes round."""
    outlets = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name}"\nhomepage = "{room.url}/"\n'
        f'feeds = ["{room.url}{feed}"]\n'
        for name, feed in (("odd", "/feed"), ("endless", ENDLESS), ("circular", "/loop"))
    )
    return (
        f'[network]\ncontact = "a@example.org"\ndelay_s = 0.0\n[catalogue]\nuse = false\n'
        f'[topic]\nkeep = "*"\n{outlets}'
    ).replace("delay_s", f'allow_private = ["{room.host}:{room.port}"]\ndelay_s')


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what the database says."""
    return sqlite3.connect(folder / "khabardar.db").execute(sql).fetchall()


DUE = (
    "SELECT id FROM sources WHERE coalesce(datetime(next_visit_at), '') <= datetime('now') "
    "UNION ALL SELECT url FROM links WHERE state = 'pending' "
    "AND datetime(next_try_at) <= datetime('now')"
)


@dataclass(frozen=True, slots=True)
class Crawled:
    """A pass over the odd outlet."""

    folder: Path
    room: Newsroom
    said: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("odd")
    room = Newsroom("127.0.0.61")
    furnish(room)
    (folder / "khabardar.toml").write_text(settings(room), encoding="utf8")
    with room.open():
        done = run(folder, "crawl")
        yield Crawled(folder, room, done.stderr)


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:20])
def test_every_odd_answer_ends_in_its_verdict(crawled: Crawled, path: str) -> None:
    found = rows(
        crawled.folder,
        f"SELECT state, reason FROM links WHERE url = '{crawled.room.url}{path}'",
    )
    assert found == [ODD[path]]


def test_nothing_is_due_again_at_once(crawled: Crawled) -> None:
    assert rows(crawled.folder, DUE) == []


def test_a_listing_that_cannot_be_asked_says_why(crawled: Crawled) -> None:
    health = dict(rows(crawled.folder, "SELECT id, health_reason FROM sources"))
    assert health["endless"].startswith("refused_address: the address has 17")
    assert health["circular"].startswith("redirect: more than 8 redirects")


def test_what_is_refused_is_not_asked_for(crawled: Crawled) -> None:
    asked = crawled.room.paths()
    assert not {ENDLESS, "/private/1", "/plain"} & set(asked)
    assert asked.count("/ring") + asked.count("/ring/1") == 9


def test_a_page_that_sends_on_is_read_where_it_leads(crawled: Crawled) -> None:
    found = rows(
        crawled.folder,
        "SELECT l.url, a.url FROM links l JOIN articles a ON a.id = l.article_id",
    )
    led = {url.removeprefix(crawled.room.url): to for url, to in found}
    assert led["/noscript"].endswith("/target")
    assert led["/header"].endswith("/other")
    assert led["/whole"].endswith("/whole")


BREAKING = """
import spiders.crawl
from scrapy import signals
from scrapy.exceptions import IgnoreRequest

class Drop:
    @classmethod
    def from_crawler(cls, crawler):
        drop = cls()
        crawler.signals.connect(drop.long_ones, signals.request_scheduled)
        return drop

    def long_ones(self, request):
        if len(request.url) > 100:
            raise IgnoreRequest

settings = spiders.crawl.crawl_settings
spiders.crawl.crawl_settings = lambda *told: settings(*told) | {"EXTENSIONS": {Drop: 1}}
from khabardar.__main__ import main
main()
"""
"""Lets Scrapy drop requests without a word, as any extension of it may."""


def test_what_a_crawl_loses_gets_a_fault_and_a_next_try(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.62")
    long = "/" + "b" * 90
    room.publish("/short", "Families sent back", *AFGHAN_BODY)
    room.feed("/short", long)
    text = settings(room).replace(ENDLESS, long).replace("/loop", "/short")
    (tmp_path / "khabardar.toml").write_text(text, encoding="utf8")
    config = str(tmp_path / "khabardar.toml")
    with room.open():
        done = run_forked(["-c", config, "crawl"], program=BREAKING)
    assert done.returncode == 1
    assert "fault in khabardar: 2 addresses ended without a verdict" in done.stderr
    assert rows(tmp_path, "SELECT url, state, reason FROM links ORDER BY url") == [
        (room.url + long, "pending", "not_tried"),
        (room.url + "/short", "kept", "kept"),
    ]
    assert rows(tmp_path, DUE) == []
    ((health, why),) = rows(
        tmp_path, "SELECT health, health_reason FROM sources WHERE id = 'endless'"
    )
    assert health == "broken"
    assert why.startswith("not_tried: the crawl ended without a verdict")


SWOLLEN = """
import spiders.memory_guard
spiders.memory_guard.MOST_RESIDENT_BYTES = 1
from khabardar.__main__ import main
main()
"""
"""A crawl whose process counts as too large from its first look on."""


def test_a_crawl_that_grows_too_large_ends_in_order_and_says_so(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.65")
    (tmp_path / "khabardar.toml").write_text(everything_of({"a": room}), encoding="utf8")
    config = str(tmp_path / "khabardar.toml")
    with room.open():
        done = run_forked(["-c", config, "crawl"], program=SWOLLEN)
    assert done.returncode == 1
    assert "the pass ran out of memory; the rest is done by the next one" in done.stderr
    assert rows(tmp_path, "SELECT id FROM sources WHERE next_visit_at IS NULL") == [("a",)]


LONG_ROBOTS = b"User-agent: *\nDisallow: /shut\n" + b"Disallow: /no/path\n" * 60_000
"""Twice as long as is read; the first rules count, though the file does not end."""


def test_a_robots_txt_that_cannot_be_had_whole_closes_no_site(tmp_path: Path) -> None:
    rooms = {"round": Newsroom("127.0.0.63"), "long": Newsroom("127.0.0.64")}
    for room in rooms.values():
        for path in ("/open", "/shut/1"):
            room.publish(path, f"Families sent back {path}", *unlike(room.host + path))
        room.feed("/open", "/shut/1")
    loop = Answer(status=302, headers={"Location": "/robots.txt"})
    rooms["round"].answers["/robots.txt"] = loop
    rooms["long"].answers["/robots.txt"] = Answer(LONG_ROBOTS, "text/plain", sized=False)
    (tmp_path / "khabardar.toml").write_text(
        everything_of(rooms, '[topic]\nkeep = "*"\n'), encoding="utf8"
    )
    with rooms["round"].open(), rooms["long"].open():
        assert run(tmp_path, "crawl").returncode == 0
    assert sorted(
        rows(tmp_path, "SELECT source_id, reason, count(*) FROM links GROUP BY 1, 2")
    ) == [
        ("long", "kept", 1),
        ("long", "robots", 1),
        ("round", "kept", 2),
    ]
