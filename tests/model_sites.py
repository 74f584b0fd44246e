"""Small sites as content systems make them: pages, feeds and sitemaps by path, no network."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TypeVar
from xml.sax.saxutils import escape

from pipelines.discovery.gate import FRESH
from pipelines.discovery.search import Found, Reply, search
from pipelines.items import Dropped, Page
from tests.samples import NOW

TITLES = (
    "Families wait at the northern gate for a second night",
    "Lorries stand in line as the pass is closed again",
    "Camp by the river is to be emptied before winter",
    "Teachers ask for papers of pupils who were sent back",
    "Buses bring hundreds to the dry river on one day",
    "Council counts those who crossed since the deadline",
)
HOUR = timedelta(hours=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Model:
    """A site: its name, its home page, what its paths answer, and the lists that are right."""

    name: str
    home: str
    answers: Mapping[str, tuple[str, str]]
    right: frozenset[str]
    robots: str = ""


def page(url: str, head: str = "", body: str = "", lang: str = "en") -> tuple[str, str]:
    """Return a web page with something of its own in head and body."""
    html = f'<!doctype html><html lang="{lang}"><head><title>Gate News</title>{head}</head>'
    return (
        "text/html",
        f"{html}<body><a href='{url}'>Home</a><a href='/about'>About</a>{body}</body></html>",
    )


def article(title: str) -> tuple[str, str]:
    """Return the page of an article, which says that it is one."""
    return page("/", '<meta property="og:type" content="article">', f"<h1>{title}</h1>")


def links(urls: Sequence[str]) -> str:
    """Return cards of articles: a picture, a headline and a word more, each a link."""
    return "".join(
        f"<div><a href='{url}'><img src='/p.jpg'></a><a href='{url}'>{title}</a>"
        f"<a href='{url}'>More</a></div>"
        for url, title in zip(urls, TITLES, strict=False)
    )


def feed(urls: Sequence[str], age: timedelta = HOUR) -> tuple[str, str]:
    """Return an RSS feed of articles, the newest of ``age`` ago."""
    items = "".join(
        f"<item><title>{title}</title><link>{escape(url)}</link>"
        f"<pubDate>{format_datetime(NOW - age - n * HOUR)}</pubDate></item>"
        for n, (url, title) in enumerate(zip(urls, TITLES, strict=False))
    )
    return (
        "application/rss+xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>',
    )


def news_map(urls: Sequence[str], age: timedelta = HOUR, *, news: bool = True) -> tuple[str, str]:
    """Return a sitemap of articles, as Google News wants it if ``news``."""
    rows = []
    for n, (url, title) in enumerate(zip(urls, TITLES, strict=False)):
        at = (NOW - age - n * HOUR).isoformat()
        told = (
            f"<news:news><news:publication_date>{at}</news:publication_date>"
            f"<news:title>{title}</news:title></news:news>"
            if news
            else f"<lastmod>{at}</lastmod>"
        )
        rows.append(f"<url><loc>{escape(url)}</loc>{told}</url>")
    space = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return "application/xml", f"<?xml version='1.0'?><urlset {space}>{''.join(rows)}</urlset>"


def index(urls: Sequence[str]) -> tuple[str, str]:
    """Return an index of sitemaps."""
    rows = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return "application/xml", f"<?xml version='1.0'?><sitemapindex>{rows}</sitemapindex>"


def look(model: Model, now: datetime = NOW) -> tuple[Found, list[str]]:
    """Search a model site; return what was found and every URL that was asked for."""
    known = model.robots
    return walked(search(model.home, now, FRESH, lambda: known), model.answers, now)


def walked(
    steps: Generator[str, Reply, T], answers: Mapping[str, tuple[str, str]], now: datetime = NOW
) -> tuple[T, list[str]]:
    """Answer what ``steps`` asks for; return its result and every URL that it asked for."""
    asked: list[str] = []
    reply: Reply | None = None
    while True:
        try:
            url = next(steps) if reply is None else steps.send(reply)
        except StopIteration as end:
            return end.value, asked
        asked.append(url)
        known = answers.get(url)
        reply = Dropped("not_found", "HTTP 404")
        if known is not None:
            reply = Page(url, 200, known[0], known[1].encode(), now, url)
