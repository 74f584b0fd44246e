"""Lists of stories and of their changes hold what looking at each one in turn gives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from db.crawl.sources import sync_sources
from db.outbox.rules import sync_rules
from db.reading.crossings import Crossing, crossings
from db.reading.event_cards import event_cards
from db.reading.story_cards import Choice, Order, Place, chosen_stories, first_articles, story_cards
from db.store import Store, iso, open_store
from db.stories.read import Story, StoryArticle, copy_changes
from pipelines.items import Rule
from pipelines.sources import Source
from pipelines.stories.text_diff import difference

NOW = datetime(2025, 11, 20, 9, 0, tzinfo=UTC)
OUTLETS = [Source(name, name, f"https://{name}.example/", country=name) for name in ("PK", "AF")]
LANGUAGES = ("en", "ur")
RELEVANCES = ("relevant", "review", "off")
AGES = (timedelta(hours=1), timedelta(days=5), timedelta(days=40))
CHOICES = [
    Choice(NOW - timedelta(days=days), language, country, rule, relevance, crossing)
    for days, language, country, rule, relevance, crossing in product(
        (1, 30),
        ("", "ur"),
        ("", "AF"),
        ("", "Gate"),
        ("", "relevant", "review", "off", "all", "nonsense"),
        ("", "torkham"),
    )
]


@dataclass(frozen=True, slots=True)
class Told:
    """A story, by the facts of its first article; its copy alone has a match and a crossing."""

    number: int
    language: str
    country: str
    relevance: str
    last: datetime
    matched: bool

    @property
    def sources(self) -> int:
        """In how many outlets it is said to be."""
        return self.number * 7 % 5 + 1

    def fits(self, choice: Choice) -> bool:
        """Tell whether a choice asks for the story."""
        wanted = {"": ("relevant", "review"), "all": RELEVANCES}
        return (
            self.last >= choice.since
            and choice.language in ("", self.language)
            and choice.country in ("", self.country)
            and self.relevance in wanted.get(choice.relevance, (choice.relevance,))
            and (self.matched or not (choice.rule or choice.crossing))
        )


STORIES = [
    Told(number, language, country, relevance, NOW - age, matched)
    for number, (age, language, country, relevance, matched) in enumerate(
        product(AGES, LANGUAGES, ("PK", "AF"), RELEVANCES, (True, False)), 1
    )
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("chosen") / "k.db"
    with open_store(path, write=True) as store:
        sync_sources(store, OUTLETS, NOW)
        sync_rules(store, [Rule("Gate", "gate", ("a@example.org",))], NOW)
        with store.transaction():
            for story in STORIES:
                _write(store, story)
        yield store


def _write(store: Store, story: Told) -> None:
    """Write a story whose first article is older than all lists, and a copy of other facts."""
    first, copy = story.number, story.number + 1_000
    store.execute(
        "INSERT INTO stories (id, title, first_article_id, article_count, source_count, "
        "first_seen_at, last_seen_at, last_news_at) VALUES (?1, '', ?2, 2, ?3, ?4, ?5, ?5)",
        (story.number, first, story.sources, iso(NOW - timedelta(days=50)), iso(story.last)),
    )
    other = "AF" if story.country == "PK" else "PK"
    for number, outlet, relevance, place in (
        (first, story.country, story.relevance, 1),
        (copy, other, "relevant", 0),
    ):
        store.execute(
            "INSERT INTO articles (id, url, url_key, source_id, kind, title, byline, agency, "
            "section, image, published_from, published_confidence, first_seen_at, language, text, "
            "text_from, text_digest, word_count, relevance, score, relevance_rules, "
            "lexicon_version, story_id, first_in_story, page_sha256) VALUES (:id, :id, :id, "
            ":outlet, '', '', '', '', '', '', '', 0, :seen, :language, '', '', '', 0, :relevance, "
            "0, '', '', :story, :first, '')",
            {
                **{"id": number, "outlet": outlet, "relevance": relevance, "first": place},
                **{"seen": iso(NOW - timedelta(days=50)), "story": story.number},
                "language": story.language if place else "fa",
            },
        )
    if story.matched:
        store.execute("INSERT INTO matches VALUES (?, 1, ?, '', '[]', '')", (copy, copy))
        store.execute("INSERT INTO event_marks VALUES ('place:torkham', '', ?)", (copy,))


def _by_place(story: Told, order: Order) -> tuple[object, ...]:
    newest = (story.last, story.number)
    return (story.sources, *newest) if order == "widest" else newest


@pytest.mark.parametrize("order", ["widest", "newest"])
def test_a_list_holds_the_stories_that_are_asked_for_in_its_order(
    store: Store, order: Order
) -> None:
    for choice in CHOICES:
        fitting = [story for story in STORIES if story.fits(choice)]
        fitting.sort(key=lambda story: _by_place(story, order), reverse=True)
        expected = [story.number for story in fitting]
        assert first_articles(store, choice, order, 1_000) == expected, choice
        assert first_articles(store, choice, order, 3) == expected[:3]
        assert chosen_stories(store, choice, order, 1_000) == expected


def test_a_crossing_counts_the_stories_of_the_list_that_it_leads_to(store: Store) -> None:
    choice = Choice(NOW - timedelta(days=7), relevance="relevant", crossing="torkham")
    listed = chosen_stories(store, choice, "newest", 1_000)
    assert crossings(store, NOW) == [Crossing("torkham", len(listed), 0)]
    assert len(listed) == sum(story.fits(choice) for story in STORIES) > 1


@pytest.mark.parametrize("order", ["widest", "newest"])
def test_a_list_goes_on_behind_a_place(store: Store, order: Order) -> None:
    for relevance in ("", "review", "all"):
        choice = Choice(NOW - timedelta(days=30), relevance=relevance)
        whole = first_articles(store, choice, order, 1_000)
        seen: list[int] = []
        after: Place | None = None
        while cards := story_cards(store, choice, order, 5, after):
            seen += [card.story_id for card in cards]
            after = cards[-1].place
        assert seen == whole
        assert len(whole) > 10


EVENTS = {story.number: story.number % 9 for story in STORIES if 1 <= story.number % 9 <= 4}
"""The event of each story that tells of one with others."""


@pytest.fixture
def with_events(store: Store) -> Iterator[Store]:
    """Yield the store in which half of the stories tell of four events."""
    for event in {*EVENTS.values()}:
        store.execute("INSERT INTO events VALUES (?, '{}', '', '', 2, 1, '[]', NULL)", (event,))
    for pair in EVENTS.items():
        store.execute("INSERT INTO event_stories VALUES (?, ?, '', 'hand')", pair)
    yield store
    store.execute("DELETE FROM event_stories")
    store.execute("DELETE FROM events")


@pytest.mark.parametrize("order", ["widest", "newest"])
def test_an_event_stands_once_on_all_pages_together(with_events: Store, order: Order) -> None:
    for relevance, language in product(("", "review", "all"), ("", "ur")):
        choice = Choice(NOW - timedelta(days=30), language, relevance=relevance)
        told: set[int] = set()
        expected = []
        for story in chosen_stories(with_events, choice, order, 1_000):
            event = EVENTS.get(story, -story)
            expected += [] if event in told else [story]
            told.add(event)
        for limit in (1, 3, 1_000):
            seen: list[int] = []
            after: Place | None = None
            while cards := event_cards(with_events, choice, order, limit, after):
                seen += [card.story_id for card in cards]
                after = cards[-1].place
            assert seen == expected
        assert 1 < len(expected) < len(chosen_stories(with_events, choice, order, 1_000))


def test_a_list_is_narrowed_to_what_outlets_of_several_countries_tell_of(store: Store) -> None:
    """Each story here has a copy in the other country, and in another language."""
    all_of_it = Choice(NOW - timedelta(days=30))
    whole = chosen_stories(store, all_of_it, "newest", 1_000)
    for told, expected in (("countries", whole), ("languages", whole), ("nonsense", [])):
        choice = replace(all_of_it, told=told)
        assert chosen_stories(store, choice, "newest", 1_000) == expected
        assert chosen_stories(store, choice, "newest", 1_000, among=whole[:5]) == expected[:5]
    store.execute("UPDATE sources SET country = ''")
    choice = replace(all_of_it, told="countries")
    assert chosen_stories(store, choice, "newest", 1_000) == []
    store.execute("UPDATE sources SET country = id")


def test_a_time_without_stories_has_none(store: Store) -> None:
    for relevance in ("", "review", "all"):
        assert not chosen_stories(
            store, Choice(NOW + timedelta(days=1), relevance=relevance), "newest", 9
        )


def test_each_copy_is_compared_with_what_it_copies() -> None:
    texts = {1: "One two three four five.", 2: "One two three four five.", 4: "Six.", 7: "Seven."}
    texts |= {3: f"{texts[1]} Buses came back at noon.", 5: texts[1], 6: f"{texts[1]} Six."}
    copies = {2: 1, 3: 1, 4: 3, 5: 3, 6: 2, 7: None, 1: None}
    articles = tuple(
        StoryArticle(number, "", "", "", "", "en", "", copied, None, "", None, 0)
        for number, copied in copies.items()
    )
    changes = copy_changes(Story(1, "", 7, 1, "", "", None, articles, None), texts)
    assert changes == {
        number: difference(texts[copied], texts[number])
        for number, copied in copies.items()
        if copied is not None
    }
    assert (changes[3].words_added, changes[5].words_cut, changes[2].words_added) == (5, 5, 0)
