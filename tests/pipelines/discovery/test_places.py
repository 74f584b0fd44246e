"""Where lists may be, and what a home page and robots.txt say of them."""

import json
from datetime import timedelta

import pytest

from khabardar.output.discovery import as_source
from pipelines.discovery.families import house_addresses
from pipelines.discovery.home_page import read_home, robots_sitemaps
from pipelines.discovery.places import child_of, places
from pipelines.discovery.search import search
from pipelines.items import Failed, Page
from pipelines.listings.interfaces.wordpress import NEWEST
from tests.model_sites import HOUR, TITLES, Model, feed, index, look, page
from tests.samples import NOW

ROOT = "https://gate.example/"


@pytest.mark.parametrize(
    ("home", "lists"),
    [
        ("https://www.bbc.com/pashto", ["https://feeds.bbci.co.uk/pashto/rss.xml"]),
        (
            "https://www.dw.com/fa-ir",
            ["https://rss.dw.com/rdf/rss-per-all", "https://www.dw.com/fa-ir/news-sitemap.xml"],
        ),
        ("https://medium.com/border-notes", ["https://medium.com/feed/border-notes"]),
        (
            "https://www.theguardian.com/world/iran",
            ["https://www.theguardian.com/world/iran/rss"],
        ),
        ("https://arabic.euronews.com/", ["https://arabic.euronews.com/rss"]),
        ("https://www.aa.com.tr/en", ["https://www.aa.com.tr/en/rss/default?cat=guncel"]),
        ("https://notbbc.com/", []),
    ],
)
def test_houses_keep_their_lists_elsewhere(home: str, lists: list[str]) -> None:
    assert [url for url, _ in house_addresses(home)] == lists
    tried = [place.url for place in places(read_home("", home), ())]
    assert tried[: len(lists)] == lists


def test_a_home_page_says_its_name_and_language() -> None:
    named = read_home(
        '<html lang="fa_AF"><meta property="og:site_name" content="Sarhad &amp; Co">', ROOT
    )
    assert (named.name, named.language, named.country) == ("Sarhad & Co", "fa", "AF")
    assert read_home("<html><title>Latest news - Gate - English</title>", ROOT).name == "Gate"
    assert read_home("<html><body>x</body></html>", ROOT).name == ""
    assert read_home("<body>x</body>", ROOT).language == ""


def test_robots_name_sitemaps_in_any_letters_and_relative_ones_too() -> None:
    text = "User-agent: *\nSITEMAP: /a.xml\n sitemap:https://x.example/b.xml\nSite-map: /a.xml\n"
    assert robots_sitemaps(text, ROOT) == (f"{ROOT}a.xml", "https://x.example/b.xml")


@pytest.mark.parametrize(
    ("names", "child"),
    [
        ("page-sitemap.xml post-sitemap.xml category-sitemap.xml", "post-sitemap.xml"),
        ("post-sitemap.xml news-sitemap.xml", "news-sitemap.xml"),
        ("map-2025-01.xml map-2025-11.xml map-2024-12.xml", "map-2025-11.xml"),
        ("2025/9/x.xml 2025/10/x.xml", "2025/10/x.xml"),
        ("a.xml b.xml", "a.xml"),
        ("image-sitemap.xml author-sitemap.xml", ""),
    ],
)
def test_the_child_with_the_newest_articles_is_taken(names: str, child: str) -> None:
    urls = [ROOT + name for name in names.split()]
    assert child_of(urls) == (ROOT + child if child else "")


def test_a_home_page_out_of_reach_ends_the_search_at_once() -> None:
    steps = search(ROOT, NOW, timedelta(hours=72), str)
    assert next(steps) == ROOT
    with pytest.raises(StopIteration) as end:
        steps.send(Failed("timeout", "no whole answer in time"))
    assert end.value.value.trouble == f"{ROOT}: no whole answer in time"
    assert end.value.value.requests == 2


def test_a_redirected_home_page_is_the_outlet() -> None:
    steps = search("http://gate.example/", NOW, timedelta(hours=72), str)
    next(steps)
    html = page("/")[1].encode()
    url = steps.send(Page("https://www.gate.example/en", 200, "text/html", html, NOW))
    assert url == "https://www.gate.example/feed/"


@pytest.mark.parametrize(
    ("child", "said"),
    [(None, "HTTP 404"), (page("/"), "the address answers, but with a web page")],
)
def test_an_index_whose_child_is_lost_is_told(child: tuple[str, str] | None, said: str) -> None:
    answers = {ROOT: page("/"), f"{ROOT}sitemap.xml": index([f"{ROOT}news.xml"])}
    answers |= {f"{ROOT}news.xml": child} if child else {}
    found, _ = look(Model("index", ROOT, answers, frozenset()))
    assert (found.ways, found.candidates) == ([], [])
    assert [step.said for step in found.steps if step.url == f"{ROOT}news.xml"] == [said]


def test_a_section_that_is_not_confirmed_is_a_candidate() -> None:
    cards = "".join(
        f"<a href='/news/90{n}'>A headline that is long enough, no. {n}</a>" for n in range(5)
    )
    answers = {ROOT: page("/", "", cards), f"{ROOT}news/900": page("/")}
    answers |= {f"{ROOT}feed/": feed([])}
    found, asked = look(Model("section", ROOT, answers, frozenset()))
    assert [(way.kind, way.finding.verdict) for way in found.candidates] == [
        ("section", "candidate")
    ]
    assert len(asked) <= 11


def test_the_posts_of_wordpress_in_json_are_found_where_there_is_no_feed() -> None:
    root = "https://gate.example/"
    posts = [
        {"link": f"{root}{n}/", "date_gmt": f"{NOW - n * HOUR:%Y-%m-%dT%H:%M:%S}", "title": title}
        for n, title in enumerate(TITLES, 1)
    ]
    home = page(root, "<link href='/wp-content/themes/x/style.css'>")
    answers = {f"{root}{NEWEST}": ("application/json", json.dumps(posts))}
    found, _ = look(Model("json", root, {root: home, **answers}, frozenset()))
    assert [(way.kind, way.url) for way in found.ways] == [("wordpress", f"{root}{NEWEST}")]
    assert "where WordPress lists its posts" in found.ways[0].how
    facts, _ = as_source(found, "gate", NOW)
    assert facts["wordpress"] == [f"{root}{NEWEST}"]


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://www.gate.example/", "https://gate.example/"),
        ("https://gate.example/a", "https://www.gate.example/a"),
        ("http://192.0.2.7:8080/", ""),
    ],
)
def test_where_the_name_is_gone_it_is_tried_with_or_without_www(url: str, other: str) -> None:
    steps = search(url, NOW, timedelta(hours=72), str)
    gone = Failed("dns", "the host name is not known")
    assert next(steps) == url
    if other:
        assert steps.send(gone) == other
    with pytest.raises(StopIteration) as end:
        steps.send(gone)
    assert end.value.value.trouble == f"{url}: the host name is not known"
