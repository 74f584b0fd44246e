"""Outlets of every family of content systems are found from their home page alone.

Each model is right if one of its living lists is found; of those that have none, if none is.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipelines.discovery.search import MOST_REQUESTS
from tests.model_sites import HOUR, TITLES, Model, article, feed, index, links, look, news_map, page

LEAST_RIGHT = 55
SLUGS = [title.lower().replace(" ", "-") for title in TITLES]
OLD = timedelta(days=276)


FAMILIES: tuple[tuple[str, ...], ...] = (
    ("wordpress", "<link href='/wp-content/themes/x/style.css'>", "feed/", "news-sitemap.xml"),
    ("ghost", "<meta name='generator' content='Ghost 5.9'>", "rss/", "sitemap-posts.xml"),
    ("drupal", "<script>var drupalSettings={}</script>", "rss.xml", "news-sitemap.xml"),
    (
        "arc",
        "<script src='/pf/dist/engine.js'></script>",
        "arc/outboundfeeds/rss/?outputType=xml",
        "arc/outboundfeeds/news-sitemap-index/?outputType=xml",
    ),
    (
        "quintype",
        "<link href='https://fea.assettype.com/x.css'>",
        "stories.rss",
        "news_sitemap/today.xml",
    ),
    ("next", "<script src='/_next/static/a.js'></script>", "rss.xml", "sitemap-news.xml"),
    ("typo3", "<meta name='generator' content='TYPO3 CMS'>", "?type=9818", "sitemap.xml"),
    (
        "joomla",
        "<meta name='generator' content='Joomla! - x'>",
        "index.php?format=feed&type=rss",
        "",
    ),
    ("blogger", "<meta content='blogger' name='generator'/>", "feeds/posts/default", "sitemap.xml"),
    (
        "pangea",
        "<link href='/Content/responsive/RFE/x.css'>",
        "api/epiqq",
        "sitemap.xml",
        "/a/{n}.html",
    ),
    (
        "iransamaneh",
        "<!-- iransamaneh -->",
        "fa/rss/allnews",
        "fa-sitemap-news",
        "/fa/news/{n}/{s}",
    ),
    ("nastooh", "<!-- nastooh -->", "rss", "sitemap/news/sitemap.xml", "/news/{n}/{s}"),
    ("nation", "", "rss/latest", "sitemap_news_google.xml", "/2{i}-Nov-2025/{s}"),
    ("jang", "", "rss/1/1", "assets/uploads/google_news_latest.xml", "/latest/{n}-{s}"),
    (
        "bitblaze",
        "<a href='/trends/border'>Border</a>",
        "feeds/latest-news",
        "feeds/sitemap",
        "/news/{n}/{s}",
    ),
    ("escenic", "<img src='/polopoly_fs/1.2'>", "rss", "sitemap_news.xml", "/story/{n}"),
    ("aem", "<script src='/etc.clientlibs/a.js'></script>", "rss.xml", "news-sitemap.xml"),
)
"""Systems: name, a mark of their pages, paths of feed and sitemap, and the shape of addresses if it
is a special one."""


def _models() -> Iterator[Model]:
    for family in FAMILIES:
        yield from _family(*family)
    yield from _others()


def _family(
    name: str, mark: str, feed_path: str, map_path: str, shape: str = "/world/{s}"
) -> Iterator[Model]:
    """Yield a system's site three times: feed as it ships, feed stale, and feed taken away."""
    root = f"https://www.{name}.example/"
    urls = [
        root.rstrip("/") + shape.format(n=33_000 + i, s=slug, i=i) for i, slug in enumerate(SLUGS)
    ]
    home = page("/", mark, links(urls), "fa" if name in ("iransamaneh", "nastooh") else "en")
    pages = {root: home} | {url: article(t) for url, t in zip(urls, TITLES, strict=True)}
    found_feed, found_map = root + feed_path, root + map_path
    yield Model(
        *(name, root, pages | {found_feed: feed(urls), root + "feed": feed(urls, OLD)}),
        frozenset((found_feed,)),
    )
    if map_path:
        stale = {found_feed: feed(urls, OLD), found_map: news_map(urls)}
        yield Model(f"{name}, stale feed", root, pages | stale, frozenset((found_map,)))
    yield Model(f"{name}, no list", root, pages, frozenset((root,)))


def _others() -> Iterator[Model]:
    root = "https://paper.example/"
    urls = [f"{root}news/{n + 100}/{slug}" for n, slug in enumerate(SLUGS)]
    alternate = "<link rel='alternate' type='application/rss+xml' title='{}' href='{}'>"
    plain = page("/", "", links(urls))
    named = alternate.format("All", "/x/all.xml")
    comments = alternate.format("Comments", "/comments/feed/")
    rss, news = feed(urls), news_map(urls)
    yield Model(
        *("named by a link", root, {root: page("/", comments + named), f"{root}x/all.xml": rss}),
        frozenset((f"{root}x/all.xml",)),
    )
    yield Model(
        *("robots.txt", root, {root: plain, f"{root}deep/google-news.xml": news}),
        *(frozenset((f"{root}deep/google-news.xml",)),),
        robots=f"User-agent: *\nDisallow:\nSitemap: {root}deep/google-news.xml\n",
    )
    months = [f"{root}map-2025-{month:02}.xml" for month in (1, 11, 10)]
    yield Model(
        *("index by month", root, {root: plain, f"{root}m.xml": index(months), months[1]: news}),
        *(frozenset((months[1],)),),
        robots=f"sitemap:{root}m.xml",
    )
    yield Model(
        *("no home page", root, {f"{root}news-sitemap.xml": news}),
        frozenset((f"{root}news-sitemap.xml",)),
    )
    yield Model("the feed itself", f"{root}f", {f"{root}f": rss}, frozenset((f"{root}f",)))
    yield Model(
        *(
            "a link in the page",
            root,
            {root: page("/", "", "<a href='/rssfeeds/all'>RSS</a>")} | {f"{root}rssfeeds/all": rss},
        ),
        frozenset((f"{root}rssfeeds/all",)),
    )
    zombie = {
        root: page("/"),
        f"{root}feed/": ("text/html", "ok zombie 1"),
        f"{root}rss": page("/"),
    }
    yield Model("200 for nothing", root, zombie, frozenset())
    yield Model(
        *("only old lists", root, {root: page("/"), f"{root}feed/": feed(urls, OLD)}),
        frozenset(),
    )
    foreign = [url.replace("paper.example", "other.example") for url in urls]
    yield Model(
        "another's feed", root, {root: page("/"), f"{root}feed/": feed(foreign)}, frozenset()
    )


MODELS = [*_models()]


def _is_right(model: Model) -> bool:
    found, asked = look(model)
    assert len(asked) + 1 <= MOST_REQUESTS
    assert found.requests <= MOST_REQUESTS
    ways = {way.url for way in found.ways}
    return bool(ways & model.right) if model.right else not ways


def test_most_model_sites_are_found() -> None:
    wrong = [model.name for model in MODELS if not _is_right(model)]
    assert len(MODELS) >= 58
    assert len(MODELS) - len(wrong) >= LEAST_RIGHT, wrong


def test_a_first_list_leads_to_a_second_way_where_one_is_named() -> None:
    root = "https://two.example/"
    urls = [f"{root}2025/11/24/{slug}" for slug in SLUGS]
    mark = "<link href='/wp-content/x.css'>"
    answers = {
        root: page("/", mark),
        f"{root}feed/": feed(urls),
        f"{root}news-sitemap.xml": news_map(urls),
    }
    found, asked = look(Model("two", root, answers, frozenset()))
    assert [way.kind for way in found.ways] == ["feed", "sitemap"]
    assert len(asked) == 3
    assert (found.home.name, found.home.families[0].name) == ("Gate News", "WordPress")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda urls: feed(urls[:3]), "lists only 3"),
        (lambda urls: feed(urls, HOUR * 24 * 20), "lists 6, but its newest item is of 2025-11-04"),
    ],
)
def test_small_and_old_lists_are_candidates(answer: object, why: str) -> None:
    root = "https://small.example/"
    urls = [f"{root}news/{n}77" for n in range(6)]
    answers = {root: page("/"), f"{root}feed/": answer(urls)}  # type: ignore[operator]
    found, _ = look(Model("small", root, answers, frozenset()))
    assert found.ways == []
    assert [way.finding.why for way in found.candidates] == [why]
    assert any(step.url == f"{root}feed/" for step in found.steps)
