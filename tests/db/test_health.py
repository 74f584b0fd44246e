"""What is stored of an outlet becomes its health, from visit to visit."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.crawl import health, links, sources
from db.store import Store, open_store
from pipelines.items import Dropped, Entry, Failed
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW

FEED = "https://a.example/f"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, [Source("a", "A", "https://a.example", feeds=(FEED,))], NOW)
        yield opened


def judge(store: Store, at: datetime, outcome: str = "ok", **facts: object) -> tuple[str, str]:
    """Visit the outlet and return its health and why."""
    visits = [Visit("a", at, FEED, outcome, **facts)]  # type: ignore[arg-type]
    sources.record_visits(store, "a", visits, at)
    judged = health.judge_source(store, "a", visits, at)
    assert judged is not None
    return judged


def test_a_stale_list_stays_stale_when_it_is_not_modified(store: Store) -> None:
    old = NOW - timedelta(days=40)
    assert judge(store, NOW, found=9, newest_at=old)[0] == "stale"
    for hours in range(1, 30):
        assert judge(store, NOW + timedelta(hours=hours), "not_modified")[0] == "stale"
    since = store.rows("SELECT health_since_at, trouble_since_at FROM sources")[0]
    assert tuple(since) == ("2025-11-24T09:00:00Z",) * 2
    assert judge(store, NOW + timedelta(days=2), found=9, newest_at=NOW)[0] == "ok"
    assert store.rows("SELECT trouble_since_at FROM sources")[0][0] is None


def test_a_list_that_was_cut_stays_so_until_it_is_read_whole(store: Store) -> None:
    cut = "only 5,000 of 95,000 entries are read"
    assert judge(store, NOW, found=5000, error=cut) == (
        "overflow",
        f"not all of a list could be read: {cut} ({FEED}); give it a shorter list, such as a feed "
        "of its news alone",
    )
    assert judge(store, NOW + timedelta(hours=1), "not_modified")[0] == "overflow"
    assert judge(store, NOW + timedelta(hours=2), found=20)[0] == "ok"


def test_all_new_at_a_known_list_is_an_overflow_for_a_day(store: Store) -> None:
    assert judge(store, NOW, "dns")[0] == "broken"
    assert judge(store, NOW, found=9, new=9)[0] == "ok"  # the first answer
    later = NOW + timedelta(hours=1)
    assert judge(store, later, found=9, new=9)[0] == "overflow"
    assert judge(store, later + timedelta(hours=23), found=9, new=2)[0] == "overflow"
    assert judge(store, later + timedelta(hours=25), found=9, new=2)[0] == "ok"


def test_what_became_of_the_pages_counts_with_the_list(store: Store) -> None:
    links.add_links(store, "a", "feed", [Entry(f"https://a.example/{n}") for n in range(6)], NOW)
    assert judge(store, NOW, found=6, new=6)[0] == "ok"
    for number in range(5):
        links.settle_failed(store, f"https://a.example/{number}", Failed("blocked", "no"), NOW)
    state, reason = judge(store, NOW, "not_modified")
    assert state == "blocked"
    assert "5 blocked: no; https://a.example/4)" in reason
    for number in range(5):
        links.settle_dropped(store, f"https://a.example/{number}", Dropped("off_topic"), NOW)
    assert judge(store, NOW, "not_modified")[0] == "ok"


def test_an_outlet_silent_beyond_its_own_pace_is_stale(store: Store) -> None:
    for hour in range(12 * 24, 30, -2):
        at = NOW - timedelta(hours=hour)
        links.add_links(store, "a", "feed", [Entry(f"https://a.example/{hour}")], at)
    store.execute("UPDATE sources SET last_new_at = '2025-11-23T02:00:00Z'")
    state, reason = judge(store, NOW, found=9)
    assert state == "stale"
    assert "nothing new since 2025-11-23T02:00:00Z" in reason


def test_on_a_holiday_of_its_country_an_outlet_may_be_silent(store: Store) -> None:
    peers = [Source(f"b{n}", "B", f"https://b{n}.example", "PK") for n in range(3)]
    own = Source("a", "A", "https://a.example", "PK", feeds=(FEED,))
    sources.sync_sources(store, [own, *peers], NOW - timedelta(days=40))
    for hour in range(26 * 24, 0, -2):
        at, holiday = NOW - timedelta(hours=hour), hour < 30
        for name in ["a"] * (not holiday) + ["b0", "b1", "b2"] * (not holiday or hour % 12 == 0):
            entry = Entry(f"https://{name}.example/{hour}")
            links.add_links(store, name, "feed", [entry], at)
    store.execute("UPDATE sources SET last_new_at = '2025-11-23T03:00:00Z'")
    assert judge(store, NOW, found=9)[0] == "quiet"
    store.execute("UPDATE sources SET country = 'IR' WHERE id = 'a'")
    assert judge(store, NOW, found=9)[0] == "stale"
    store.execute("UPDATE sources SET country = 'PK', health = 'off' WHERE id <> 'a'")
    store.execute("UPDATE sources SET country = 'PK'")
    assert judge(store, NOW, found=9)[0] == "stale"  # nobody to compare with


def test_a_seldom_outlet_is_judged_by_more_than_four_weeks(store: Store) -> None:
    for day in range(140, 0, -12):
        at = NOW - timedelta(days=day)
        links.add_links(store, "a", "feed", [Entry(f"https://a.example/{day}")], at)
    assert judge(store, NOW + timedelta(days=20), found=9, newest_at=NOW)[0] == "ok"
    assert judge(store, NOW + timedelta(days=110), found=9, newest_at=NOW)[0] == "ok"
    assert judge(store, NOW + timedelta(days=150), found=9, newest_at=NOW)[0] == "stale"


def test_what_is_usual_is_kept(store: Store) -> None:
    entries = [Entry(f"https://a.example/{number}") for number in range(20)]
    links.add_links(store, "a", "feed", entries, NOW)
    for entry in entries:
        links.settle_dropped(store, entry.url, Dropped("off_topic"), NOW)
    judge(store, NOW, found=20, new=20)
    usual = '{"lost": 0.0, "words": null, "least_words": null, "confidence": null}'
    assert store.rows("SELECT usual FROM sources")[0][0] == usual
    judge(store, NOW, "dns")
    assert store.rows("SELECT usual FROM sources")[0][0] == usual


def test_nobody_is_judged_who_is_not_watched(store: Store) -> None:
    assert health.judge_source(store, "nobody", [], NOW) is None
    sources.sync_sources(store, [], NOW)
    assert health.judge_source(store, "a", [], NOW) is None
    assert store.rows("SELECT health FROM sources")[0][0] == "off"
