"""What a walk back through time wants of a list, and how it goes on from one to the next."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.items import Discovered, Entry, Page
from pipelines.listings.listing import read_listing
from pipelines.listings.walk_back import first_lists, next_lists
from pipelines.listings.windows import days_named, is_map_wanted, is_wanted, next_feed_page
from pipelines.sources import BackList, Listing, ListingKind, Source, Window
from tests.samples import NOW

APRIL = Window(datetime(2025, 4, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC))
HOST = "https://ledger.example"


def read(kind: ListingKind, text: str, url: str = f"{HOST}/list") -> Discovered:
    page = Page(url, 200, "text/xml; charset=utf-8", text.encode(), NOW)
    found = read_listing(None, kind, page, "PK", APRIL)
    assert isinstance(found, Discovered)
    return found


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/2025/04/12/gate-closed", date(2025, 4, 12), date(2025, 4, 12)),
        ("/2025/4/2/gate-closed", date(2025, 4, 2), date(2025, 4, 2)),
        ("/archive/2025-04-30", date(2025, 4, 30), date(2025, 4, 30)),
        ("/07-Mar-2025/gate-closed", date(2025, 3, 7), date(2025, 3, 7)),
        ("/202504129876", date(2025, 4, 12), date(2025, 4, 12)),
        ("/news/20250412/x", date(2025, 4, 12), date(2025, 4, 12)),
        ("/2024/02/gate-closed", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_days_are_read_from_the_forms_of_urls(path: str, first: date, last: date) -> None:
    assert days_named(HOST + path) == (first, last)


@pytest.mark.parametrize(
    "path",
    ["/news/20251340", "/budget-of-2025-10-points", "/2025412", "/story/1402/5/7/x", "/x", "/2025"],
)
def test_other_numbers_of_an_article_are_no_days(path: str) -> None:
    assert days_named(HOST + path) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_found_in_the_path_made_of_it(day: date) -> None:
    assert days_named(f"{HOST}/{day:%Y/%m/%d}/x") == (day, day)
    assert days_named(f"{HOST}/{day:%Y-%m}.xml", of_list=True) is not None


@pytest.mark.parametrize(
    ("name", "changed", "wanted"),
    [
        ("/post-sitemap-2025-04.xml", None, True),
        ("/post-sitemap-2025-02.xml", None, False),
        ("/sitemap-2025.xml", None, True),
        ("/sitemap-2024.xml", "2025-04-20", False),
        ("/post-sitemap3.xml", "2025-02-01", False),
        ("/post-sitemap4.xml", "2025-09-01", True),
        ("/post-sitemap5.xml", None, True),
        ("/category-sitemap.xml", "2025-09-01", False),
        ("/wp-sitemap-users-1.xml", None, False),
        ("/wp-sitemap-posts-post-1.xml", None, True),
    ],
)
def test_sitemaps_of_other_times_and_other_pages_are_left_out(
    name: str, changed: str | None, wanted: bool
) -> None:
    at = datetime.fromisoformat(f"{changed}T00:00:00Z") if changed else None
    assert is_map_wanted(HOST + name, at, APRIL) is wanted
    assert is_map_wanted(HOST + name, at, None)


def test_articles_count_by_their_time_then_by_their_url_then_by_their_last_change() -> None:
    at = datetime(2025, 4, 9, tzinfo=UTC)
    later = datetime(2026, 1, 1, tzinfo=UTC)
    earlier = datetime(2024, 1, 1, tzinfo=UTC)
    assert is_wanted(Entry(f"{HOST}/2024/01/01/x", published_at=at), APRIL)
    assert not is_wanted(Entry(f"{HOST}/2025/04/09/x", published_at=later), APRIL)
    assert not is_wanted(Entry(f"{HOST}/2025/07/09/x", modified_at=at), APRIL)
    assert is_wanted(Entry(f"{HOST}/x", modified_at=later), APRIL)
    assert not is_wanted(Entry(f"{HOST}/x", modified_at=earlier), APRIL)
    assert is_wanted(Entry(f"{HOST}/x"), APRIL)
    assert is_wanted(Entry(f"{HOST}/x", published_at=earlier), None)


def test_a_long_sitemap_gives_what_is_of_the_time_whatever_stands_before_it() -> None:
    newer = "".join(
        f"<url><loc>{HOST}/n/{n}</loc><news:news><news:publication_date>2025-06-01T00:00:00Z"
        "</news:publication_date></news:news></url>"
        for n in range(5_200)
    )
    wanted = (
        f"<url><loc>{HOST}/a/1</loc><news:news><news:publication_date>2025-04-03T00:00:00Z"
        "</news:publication_date></news:news></url>"
    )
    found = read("sitemap", f"<urlset>{newer}{wanted}</urlset>")
    assert [entry.url for entry in found.entries] == [f"{HOST}/a/1"]
    assert found.truncated == ""


def test_a_feed_is_followed_to_its_older_pages_and_only_when_walking_back() -> None:
    item = "<item><link>{0}/a/{1}</link><pubDate>{2} Apr 2025 08:00:00 GMT</pubDate></item>"
    items = "".join(item.format(HOST, n, f"{n:02}") for n in (3, 4))
    made = "<generator>https://wordpress.org/?v=6.8</generator>"
    press = f'<rss version="2.0"><channel><title>x</title>{made}{items}</channel></rss>'
    found = read("feed", press, f"{HOST}/feed/")
    assert found.nested == (f"{HOST}/feed/?paged=2",)
    assert found.oldest_at == datetime(2025, 4, 3, 8, tzinfo=UTC)
    plain = read_listing(None, "feed", Page(HOST, 200, "", press.encode(), NOW), "")
    assert isinstance(plain, Discovered)
    assert plain.nested == ()
    link = f'<link rel="next" href="{HOST}/older.xml"/>'
    atom = press.replace(made, link)
    assert read("feed", atom).nested == (f"{HOST}/older.xml",)
    assert read("feed", press.replace(made, "")).nested == ()
    empty = f'<rss version="2.0"><channel><title>x</title>{made}</channel></rss>'
    assert read("feed", empty).nested == ()


@pytest.mark.parametrize(
    ("url", "named", "generator", "page"),
    [
        ("/feed/?paged=9", "", "", "/feed/?paged=10"),
        ("/?feed=rss2", "", "WordPress", "/?feed=rss2&paged=2"),
        ("/feed/", "/feed/?page=b", "", "/feed/?page=b"),
        ("/feed/", "/feed/", "", ""),
        ("/feed/", "", "Drupal 10", ""),
        ("/feed/?paged=x", "", "", "/feed/?paged=2"),
    ],
)
def test_next_pages_of_feeds(url: str, named: str, generator: str, page: str) -> None:
    whole = HOST + named if named else ""
    assert next_feed_page(HOST + url, whole, generator) == (HOST + page if page else "")


def test_robots_name_sitemaps_or_the_usual_names_are_guessed() -> None:
    robots = BackList("a", Listing("robots", "sitemap", f"{HOST}/robots.txt"), APRIL)
    text = f"User-agent: *\nDisallow: /x\n sitemap : {HOST}/m.xml\nSitemap: /2024-news.xml\n"
    (named,) = next_lists(robots, read("robots", text, f"{HOST}/robots.txt"), 0)
    assert (named.listing, named.depth) == (Listing("sitemap", "sitemap", f"{HOST}/m.xml"), 1)
    guessed = next_lists(robots, read("robots", "User-agent: *\n", f"{HOST}/robots.txt"), 0)
    assert [one.listing.url.removeprefix(HOST) for one in guessed] == [
        *("/sitemap_index.xml", "/sitemap.xml", "/wp-sitemap.xml")
    ]


def test_pages_are_followed_until_they_reach_behind_the_time_or_repeat() -> None:
    feed = BackList("a", Listing("feed", "feed", f"{HOST}/feed"), APRIL)
    mid, early = datetime(2025, 4, 9, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)

    def follows(back: BackList, oldest: datetime | None, new: int) -> bool:
        found = Discovered((), (f"{HOST}/feed?paged=2",), oldest_at=oldest)
        return bool(next_lists(back, found, new))

    assert follows(feed, mid, 0)
    assert not follows(feed, early, 9)
    assert not follows(feed, None, 9)
    again = replace(feed, depth=1, reached=mid)
    assert not follows(again, mid, 0)
    assert follows(again, mid, 1)
    assert not follows(replace(feed, depth=400), mid, 1)
    day = replace(feed, listing=Listing("section", "section", f"{HOST}/d"), pattern="p")
    assert follows(day, None, 1)
    assert not follows(day, None, 0)
    index = replace(feed, listing=Listing("sitemap", "sitemap", f"{HOST}/m"), depth=3)
    assert not follows(index, mid, 1)


def test_pages_of_days_are_declared_or_learned_from_articles() -> None:
    outlet = Source(
        *("a", "A", f"{HOST}/"),
        feeds=(f"{HOST}/feed",),
        searches=("https://search.example/q",),
        archives=(f"{HOST}/archive/{{YYYY}}-{{MM}}",),
    )
    short = replace(APRIL, until=datetime(2025, 4, 2, 12, tzinfo=UTC))
    known = [f"{HOST}/fa/2026/11/0{n}/families-wait" for n in range(1, 7)]
    urls = [one.listing.url.removeprefix(HOST) for one in first_lists(outlet, short, known)]
    assert urls == [
        *("/feed", "/robots.txt", "/archive/2025-04"),
        *("/fa/2025/04/02/", "/fa/2025/04/01/"),
    ]
    assert len(first_lists(outlet, short, known[:4])) == 3
    assert len(first_lists(outlet, short, [f"{HOST}/news/{n}" for n in range(9)])) == 3
