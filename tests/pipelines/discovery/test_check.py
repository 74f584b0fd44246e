"""A declared outlet is checked list by list; where none is alive, others are looked for."""

from datetime import timedelta

from pipelines.discovery.check import Checked, check
from pipelines.discovery.trial import Trial
from pipelines.sources import Source
from tests.model_sites import HOUR, feed, index, page, walked
from tests.samples import NOW

ROOT = "https://paper.example/"
URLS = [f"{ROOT}news/{number}/headline" for number in range(1001, 1007)]
FEED, MAP = f"{ROOT}feed", f"{ROOT}map.xml"
UNKNOWN = Trial()
PAPER = Source("paper", "Paper", ROOT, feeds=(FEED,), sitemaps=(MAP,))


def checked(
    answers: dict[str, tuple[str, str]], before: Trial = UNKNOWN, source: Source = PAPER
) -> tuple[Checked, list[str]]:
    return walked(check(source, before, NOW, lambda: ""), answers)


def test_each_list_is_told_apart_and_one_that_lives_is_enough() -> None:
    shown, asked = checked({FEED: feed(URLS), MAP: page("/")})
    assert asked == [FEED, MAP]
    assert [one.alive for one in shown.lists] == [True, False]
    assert shown.lists[1].said == "the address answers, but with a web page"
    assert shown.found is None


def test_where_none_lives_others_are_looked_for() -> None:
    moved = f"{ROOT}rss.xml"
    shown, asked = checked(
        {FEED: feed(URLS, timedelta(days=90)), ROOT: page("/"), moved: feed(URLS)}
    )
    assert [one.said for one in shown.lists] == [
        "lists 6, but its newest item is of 2025-08-26",
        "HTTP 404",
    ]
    assert shown.found is not None
    assert [way.url for way in shown.found.ways] == [moved]
    assert asked[2] == ROOT


def test_a_candidate_is_confirmed_by_what_stayed_and_what_came() -> None:
    small = {FEED: feed(URLS[:3])}
    shown, _ = checked(small, Trial(NOW - HOUR, (URLS[1], URLS[2], URLS[3])))
    assert shown.lists[0].alive
    assert shown.lists[0].said == (
        "lists only 3; confirmed: 2 were there at the visit before, 1 came since"
    )
    same, _ = checked(small, Trial(NOW - HOUR, tuple(URLS[:3])))
    assert not same.lists[0].alive


def test_indexes_and_searches_count_by_what_they_are() -> None:
    news = Source("s", "S", ROOT, sitemaps=(MAP,), searches=(f"{ROOT}q",))
    others = [url.replace("paper.example", "other.example") for url in URLS]
    shown, _ = checked({MAP: index([f"{ROOT}m1.xml"]), f"{ROOT}q": feed(others)}, source=news)
    by_way = {one.listing.via: one for one in shown.lists}
    assert by_way["search"].alive
    assert by_way["sitemap"].said == "an index of 1 further lists"
    nothing, asked = checked({}, source=Source("x", "X", "", feeds=(FEED,)))
    assert (nothing.found, asked) == (None, [FEED])
