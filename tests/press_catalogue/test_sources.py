"""What the outlets of the catalogue promise."""

from collections import Counter
from datetime import date
from urllib.parse import urlsplit

from pipelines.items import LANGUAGES
from pipelines.newsrooms import CORRIDORS
from press_catalogue.sources import built_in_sources, catalogue

ENTRIES = catalogue()
BY_ID = {entry.source.id: entry for entry in ENTRIES}
MOST_WITHOUT_TLS = 10


def _urls(name: str) -> list[str]:
    entry = BY_ID[name]
    return [listing.url for listing in entry.source.listings()]


def test_every_watched_outlet_can_be_visited() -> None:
    for source in built_in_sources():
        assert source.visited(), source.id
        assert source.unproven or source.listings(), source.id
        assert source.name
        assert source.languages, source.id
        assert set(source.languages) <= set(LANGUAGES), source.id


def test_ids_and_addresses_stand_once() -> None:
    ids = [entry.source.id for entry in ENTRIES]
    addresses = Counter(
        url
        for entry in ENTRIES
        for url in (
            *(listing.url for listing in entry.source.listings()),
            *entry.other_feeds,
        )
    )
    assert len(set(ids)) == len(ids) >= 365
    assert [url for url, count in addresses.items() if count > 1] == []
    assert all(urlsplit(url).scheme in ("http", "https") for url in addresses)
    assert sum(url.startswith("http:") for url in addresses) <= MOST_WITHOUT_TLS


def test_confidence_comes_first_and_few_are_high_without_evidence() -> None:
    order = [entry.confidence for entry in ENTRIES]
    assert order == sorted(order, key=("high", "medium", "low").index)
    counted = Counter(order)
    assert (counted["high"] >= 60, counted["medium"] >= 120, counted["low"] >= 150) == (True,) * 3
    dated = [entry.known_at for entry in ENTRIES if entry.confidence == "high"]
    assert sum(map(bool, dated)) >= 60
    assert all(date.fromisoformat(entry.known_at) for entry in ENTRIES if entry.known_at)


def test_each_outlet_has_a_corridor_and_an_independence_with_a_reason() -> None:
    for entry in ENTRIES:
        assert set(entry.source.corridors) <= set(CORRIDORS), entry.source.id
        assert entry.corridor_reason, entry.source.id
        assert entry.independence_reason, entry.source.id
        assert bool(entry.source.newsroom) == (entry.source.independence == "shared"), (
            entry.source.id
        )
    assert set(CORRIDORS) == {code for entry in ENTRIES for code in entry.source.corridors}


def test_a_newsroom_is_shared_by_two_or_more_and_reprinters_have_none() -> None:
    rooms = Counter(entry.source.newsroom for entry in ENTRIES if entry.source.newsroom)
    assert min(rooms.values()) >= 2
    for name in ("urdupoint", "aopnews", "lokmat", "afghanverified"):
        assert BY_ID[name].source.independence == "reprint"
    assert BY_ID["gmic"].source.independence == "official"
    assert BY_ID["bbc_fa"].source.newsroom == BY_ID["bbc_en"].source.newsroom == "bbc"


def test_what_cannot_be_read_says_why_and_is_not_watched() -> None:
    watched = {source.id for source in built_in_sources()}
    off = {entry.source.id for entry in ENTRIES if entry.off}
    assert {"reliefweb_rss", "gdelt", "gnews_search"} <= off
    assert watched.isdisjoint(off)
    assert len(watched) >= 350


def test_outlets_of_low_confidence_are_on_trial_and_others_are_not() -> None:
    for entry in ENTRIES:
        listed = any(one.kind != "section" for one in entry.source.listings())
        assert entry.source.unproven == (entry.confidence == "low" or not listed), entry.source.id


def test_addresses_that_were_found_wrong_are_mended() -> None:
    assert _urls("fars") == ["https://farsnews.ir/rss"]
    assert any("/en/rss/feed/0/0/0/0/AllStories" in url for url in _urls("tasnim"))
    assert all("/asia-pacific/feed/" in url for url in _urls("un_news"))


def test_outlets_with_a_feed_and_a_sitemap_have_two_ways_in() -> None:
    both = [e.source.id for e in ENTRIES if e.source.feeds and e.source.sitemaps]
    assert {"dawn", "thenews", "irna", "tabnak", "mehr", "entekhab"} <= set(both)
