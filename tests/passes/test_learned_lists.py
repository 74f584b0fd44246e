"""Outlets declared by their front page alone have their lists looked for, and keep them."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from db.crawl import learned_lists, sources, to_search
from db.store import Store, open_store
from passes.begin import PassContext
from passes.lists.mending import search_outlets
from passes.report import PassReport
from pipelines.sources import Source
from pipelines.visits import LearnedList, Visit, VisitOutcome
from pipelines.web.network_policy import Network
from tests.dispatch import open_dispatch
from tests.newsroom import Answer, Newsroom
from tests.samples import NOW

FOUND = [LearnedList("feed", "https://a.example/feed/", "named by the home page")]
BARE = Source("bare", "Bare", "https://a.example/")
FED = Source("fed", "Fed", "https://b.example/", feeds=("https://b.example/f",))


def names(store: Store, now: datetime) -> list[str]:
    return [one.source_id for one in to_search.outlets_to_search(store, now)]


def visited(store: Store, name: str, outcome: VisitOutcome, at: datetime) -> None:
    sources.record_visits(store, name, [Visit(name, at, "https://a.example/", outcome)], at)


def test_lists_are_looked_for_once_and_again_when_they_have_died(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        sources.sync_sources(store, [BARE, FED], NOW)
        assert to_search.outlets_to_search(store, NOW) == []  # never visited
        visited(store, "bare", "timeout", NOW)
        visited(store, "fed", "ok", NOW)
        assert to_search.outlets_to_search(store, NOW) == []  # did not answer
        visited(store, "bare", "ok", NOW)
        assert names(store, NOW) == ["bare"]
        learned_lists.keep_learned(store, "bare", FOUND, NOW)
        later = NOW + timedelta(days=2)
        assert to_search.outlets_to_search(store, later) == []
        for _ in range(to_search.LEAST_FAILURES):
            visited(store, "bare", "not_found", later)
        assert to_search.outlets_to_search(store, NOW + timedelta(hours=20)) == []
        assert names(store, later) == ["bare"]
        learned_lists.keep_learned(store, "bare", [], later)  # nothing better: the old ones stay
        assert learned_lists.learned_lists(store, "bare") == tuple(FOUND)
        assert to_search.outlets_to_search(store, later) == []
        due = {one.source.id: one.source for one in sources.due_sources(store, later, (), True)}
        assert (due["bare"].feeds, due["fed"].feeds) == ((FOUND[0].url,), FED.feeds)
        sources.sync_sources(store, [replace(BARE, sitemaps=("https://a.example/m",)), FED], later)
        (declared,) = sources.due_sources(store, later, ["bare"])
        assert (declared.source.feeds, declared.source.sitemaps) == ((), ("https://a.example/m",))
        assert learned_lists.learned_lists(store, "nobody") == ()


def test_lists_are_found_over_the_network_but_never_on_another_site(tmp_path: Path) -> None:
    own, other = Newsroom("127.0.0.79"), Newsroom("127.0.0.80")
    items = "".join(
        f"<item><title>Headline {n}</title><link>{own.url}/news/{n}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=n))}</pubDate></item>"
        for n in range(1, 7)
    )
    own.answers["/"] = Answer(b"<html><body>x</body></html>")
    own.answers["/rss"] = Answer(f"<rss><channel>{items}</channel></rss>".encode())
    other.answers["/"] = Answer(status=301, headers={"Location": f"{own.url}/"})
    places = tuple(f"{room.host}:{room.port}" for room in (own, other))
    network = Network("a@example.org", allow_private=places, delay_s=0.0)
    declared = [Source("own", "Own", f"{own.url}/"), Source("other", "Other", f"{other.url}/")]
    with open_dispatch(tmp_path, (), None) as desk, own.open(), other.open():
        sources.sync_sources(desk.store, declared, NOW)
        for one in declared:
            visited(desk.store, one.id, "ok", NOW)
        config = replace(desk.config, network=network)
        report = PassReport()
        context = PassContext(config, (), desk.store, lambda: NOW, lambda **_: None, report)
        search_outlets(context, ("nobody",))
        assert own.paths() == []
        search_outlets(context)
        assert report.notes == [f"Own: found by its front page: feed {own.url}/rss"]
        assert learned_lists.learned_lists(desk.store, "other") == ()
        assert to_search.outlets_to_search(desk.store, NOW) == []
