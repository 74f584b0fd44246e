"""What may stand in for an outlet's dead lists: of its own site, its language, with news."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.discovery.gate import Finding
from pipelines.discovery.home_page import Home
from pipelines.discovery.mending import is_overdue, longest_for, overdue_after, replacements
from pipelines.discovery.search import Found, Way
from pipelines.items import Entry
from pipelines.sources import Source
from tests.samples import NOW

HOUR = timedelta(hours=1)
SITE = "https://www.paper.example"
PAPER = Source(
    *("paper", "Paper", f"{SITE}/fa", "IR", ("fa",)), feeds=("https://feeds.host.example/p",)
)
PERSIAN = "بازگشت مهاجران از مرز ادامه دارد و خانواده‌ها در راه هستند"
GERMAN = "Die Familien warten an der Grenze und wissen nicht, wie es weitergeht"


def way(url: str, title: str = PERSIAN, age: timedelta = HOUR) -> Way:
    entries = tuple(Entry(f"{SITE}/n/{n}", title, NOW - age - n * HOUR) for n in range(6))
    return Way("feed", url, "a name", Finding("fresh", "lists 6", 6), entries)


def taken(
    one: Way, owners: Mapping[str, str] | None = None, *, dead: bool = True, home: str = SITE
) -> list[str]:
    found = Found(Home(f"{home}/"), ways=[one])
    learned = replacements(PAPER, found, owners or {}, NOW - 30 * HOUR, NOW, dead=dead)
    return [one.state for one in learned]


@pytest.mark.parametrize(
    ("url", "home", "states"),
    [
        (f"{SITE}/rss", SITE, ["provisional"]),
        ("https://static.paper.example/rss", SITE, ["provisional"]),
        ("https://feeds.host.example/q", SITE, ["provisional"]),  # where its lists are already
        ("https://feeds.host.example/p", SITE, []),  # the dead one
        ("https://feeds.other.example/p", SITE, ["elsewhere"]),
        ("https://paper-news.example/rss", "https://paper-news.example", ["elsewhere"]),
        (f"{SITE}/rss", "https://paper-news.example", ["elsewhere"]),
    ],
)
def test_another_registered_domain_waits_for_a_person(
    url: str, home: str, states: list[str]
) -> None:
    assert taken(way(url), home=home) == states


def test_what_belongs_to_others_or_is_in_another_language_is_no_replacement() -> None:
    rss = f"{SITE}/rss"
    assert taken(way(rss, GERMAN)) == []
    assert taken(way(rss, "")) == ["provisional"]
    known = [entry.url for entry in way(rss).entries]
    assert taken(way(rss, GERMAN), {known[0]: "paper"}) == ["provisional"]  # its own articles
    assert taken(way(rss), dict.fromkeys(known, "sister")) == []
    assert taken(way(rss), {known[0]: "paper", known[1]: "sister"}) == ["provisional"]


def test_a_small_list_with_an_article_of_the_outlet_is_its_own() -> None:
    def kept(owner: str, title: str = PERSIAN, age: timedelta = HOUR, more: int = 0) -> list[str]:
        one = way(f"{SITE}/map.xml", title, age)
        small = replace(
            one, finding=Finding("candidate", "lists only 3", 3, NOW - age), entries=one.entries[:3]
        )
        found = Found(Home(f"{SITE}/"), ways=more * [way(f"{SITE}/rss")], candidates=[small])
        owners = {small.entries[2].url: owner}
        return [one.url for one in replacements(PAPER, found, owners, None, NOW, dead=True)]

    assert kept("paper") == [f"{SITE}/map.xml"]
    assert kept("sister") == kept("paper", GERMAN) == kept("paper", age=80 * HOUR) == []
    assert kept("paper", more=1) == [f"{SITE}/rss"]  # which is larger


def test_a_list_that_answers_is_replaced_only_by_one_with_newer_articles() -> None:
    rss = f"{SITE}/rss"
    known = {entry.url: "paper" for entry in way(rss).entries}
    assert taken(way(rss), dead=False) == ["provisional"]
    assert taken(way(rss, age=31 * HOUR), dead=False) == []
    assert taken(way(rss), known, dead=False) == []
    assert taken(way(rss), known) == ["provisional"]


def test_how_long_an_outlet_may_be_silent() -> None:
    assert overdue_after([NOW, NOW - HOUR]) is None
    assert overdue_after([NOW - n * HOUR for n in range(9)]) == 20 * HOUR
    assert overdue_after([NOW - n * 5 * HOUR for n in range(9)]) == 30 * HOUR
    assert longest_for(PAPER, NOW - 30 * HOUR, NOW, dead=False) == 30 * HOUR
    assert longest_for(PAPER, NOW - 30 * HOUR, NOW, dead=True) == 72 * HOUR
    assert longest_for(PAPER, None, NOW, dead=False) == 72 * HOUR


def test_once_some_days_are_known_the_longest_silence_in_them_counts() -> None:
    def hours(days: int, *of_day: int) -> list[datetime]:
        midnight = NOW.replace(hour=0)
        return [midnight - n * 24 * HOUR + h * HOUR for n in range(days) for h in of_day]

    assert overdue_after(hours(9, *range(24))) == 3 * HOUR
    assert overdue_after(hours(9, *range(8, 18))) == 15 * HOUR * 1.25  # from 17 to 8
    assert overdue_after(hours(3, *range(8, 18))) == 15 * HOUR * 1.25
    assert overdue_after(hours(2, *range(8, 18))) == 20 * HOUR  # one night may be any
    assert overdue_after(hours(3, 8, 12, 17)) == 6 * 57 / 8 * HOUR  # so few tell little
    rested = [hour for hour in hours(9, *range(8, 18)) if hour.weekday() != 4]
    assert overdue_after(rested) == 20 * HOUR  # six usual gaps are less than a day of rest
    assert overdue_after(hours(30, 0, 12)) == 15 * HOUR


def hours(days: int, *of_day: int, rest: frozenset[int] = frozenset()) -> list[datetime]:
    """Return hours with news of so many days until Sunday, 23 November 2025."""
    last = datetime(2025, 11, 23, tzinfo=UTC)
    found = (last - n * 24 * HOUR + h * HOUR for n in range(days) for h in of_day)
    return [hour for hour in found if hour.weekday() not in rest]


@pytest.mark.parametrize(
    ("seen", "silence", "told"),
    [
        (hours(1, *range(10, 22)), 19 * HOUR, False),  # the first night, and a late morning
        (hours(1, *range(10, 22)), 21 * HOUR, True),
        (hours(4, 8, *range(9, 21, 2)), 17 * HOUR, False),  # from 19 to 12
        (hours(4, 8, *range(9, 21, 2)), 20 * HOUR, True),
        (hours(4, *range(24)), 5 * HOUR, False),  # its first Monday
        (hours(4, *range(24)), 7 * HOUR, True),
        (hours(9, *range(24)), 5 * HOUR, True),
        (hours(1, 1, 2), 300 * HOUR, False),  # it is hardly known
        ([], 300 * HOUR, False),
    ],
)
def test_a_silence_counts_by_the_hours_in_which_news_was_due(
    seen: list[datetime], silence: timedelta, told: bool
) -> None:
    since = max(seen, default=NOW)
    assert is_overdue(seen, since + silence) == told


def test_days_of_rest_are_no_silence() -> None:
    busy = hours(20, *range(6, 18), rest=frozenset((4, 5)))
    thursday = datetime(2025, 11, 20, 17, tzinfo=UTC)
    seen = [hour for hour in busy if hour <= thursday]
    assert not is_overdue(seen, thursday + 58 * HOUR)  # until Sunday morning
    assert is_overdue(seen, thursday + 66 * HOUR)
