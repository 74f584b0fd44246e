"""An article that was changed or read again is as if it had come like that at first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.articles import insert, revisions, update
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.outbox import rules
from db.store import Store, open_store
from pipelines.items import (
    ArchivePlace,
    ArticleKind,
    DateOrigin,
    Entry,
    Kept,
    Link,
    Relevance,
    Removed,
    Rule,
    RuleHit,
    Span,
    Truncation,
)
from pipelines.page_blocks import PageBlocks, PageLine
from pipelines.sources import Source
from pipelines.stories.revisions import Change
from tests.samples import NOW, kept_article

OUTLETS = [Source(name, name.upper(), f"https://{name}.example") for name in "abcd"]
RULES = [Rule("One", "buses", ("one@example.org",)), Rule("Two", "tents", ("two@example.org",))]
TOWN = (
    "Buses left the yard before dawn and reached the gate at noon, where clerks wrote down each "
    "name and handed out water, bread and a slip of paper with a number on it. "
)
HILL = (
    "The village on the hill had no road this winter, so people carried the old on their backs "
    "down to the river, and waited there for a boat that came twice a week. "
)
TEXTS = (
    TOWN * 2 + "Forty went on by night.",
    TOWN * 2 + "Fifty went on by day, a driver said.",
    HILL * 2,
    "(AFP) - " + HILL,
    "Too short to copy anything.",
)
MARKS = ("place:gate", "name:hill", "figure:214", "figure:40", "place:river")
URL = "https://d.example/story"
WORDS = st.sampled_from(("Share", "Read on", "Follow us"))
LATER = NOW + timedelta(hours=3)


def moments() -> st.SearchStrategy[datetime | None]:
    days = st.integers(-6, 1).map(lambda days: NOW + timedelta(days=days))
    return st.none() | days


@st.composite
def versions(draw: st.DrawFn) -> Kept:
    """Return a version of one article, with every field that storing knows drawn."""
    text = draw(st.sampled_from(TEXTS))
    title = draw(st.sampled_from(("Buses reach the gate", "A winter on the hill", "Brief")))
    kept = kept_article(URL, title=title, text=text)
    article = replace(
        kept.article,
        kind=draw(st.sampled_from(get_args(ArticleKind))),
        byline=draw(st.sampled_from(((), ("Mina Sabir",), ("Mina Sabir", "Reuters")))),
        section=draw(st.sampled_from(("", "World"))),
        image=draw(st.sampled_from(("", "https://d.example/p.jpg"))),
        language=draw(st.sampled_from(("en", "ur", "other"))),
        published_at=draw(moments()),
        published_from=draw(st.sampled_from(get_args(DateOrigin))),
        published_confidence=draw(st.sampled_from((0.0, 0.5, 0.98))),
        modified_at=draw(moments()),
        truncated=draw(st.none() | st.sampled_from(get_args(Truncation))),
        garbled=draw(st.none() | st.just("letters of no script of the page")),
        text_confidence=draw(st.none() | st.floats(0, 1)),
        text_from=draw(st.sampled_from(("page", "feed"))),
        removed=tuple(
            Removed(word, "notice", "x") for word in draw(st.sets(st.text("ab", max_size=2)))
        ),
    )
    names = draw(st.sets(st.sampled_from(("@deport", "@border", "@people"))))
    return replace(
        kept,
        article=article,
        relevance=draw(st.sampled_from(get_args(Relevance))),
        score=draw(st.sampled_from((0.0, 4.5, 9.0))),
        relevance_rules=draw(st.sampled_from(((), ("R1", "R2")))),
        lexicon_version=draw(st.sampled_from(("0123abcd", "4567abcd"))),
        hits=tuple(
            RuleHit(rule_id, (Span("text", rule_id, 9, text[rule_id:9]),))
            for rule_id in draw(st.sets(st.sampled_from((1, 2))))
        ),
        event_marks=tuple(draw(st.lists(st.sampled_from(MARKS), unique=True))),
        concepts=dict.fromkeys(names, ((0, 0), (3, 4))),
        blocks=PageBlocks(
            "d.example", title, (PageLine("a" * 16), PageLine("b" * 16, "", "prose"))
        ),
    )


def save(store: Store, source: str, kept: Kept, now: datetime) -> None:
    entry = Entry(kept.article.url)
    links.add_links(store, source, "feed", [entry], now)
    context = SaveContext(now, ArchivePlace("p.warc.gz", 7), "ab" * 32, "example.org", alerts=False)
    insert.save_kept(store, Link(source, "feed", entry), kept, context)


def neighbour(outlet: str, text: str, *marks: str) -> Kept:
    kept = kept_article(f"https://{outlet}.example/1", title=f"As {outlet} has it", text=text)
    return replace(kept, event_marks=marks)


def tables(
    stored: Kept, change: Callable[[Store], None] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Store an article between others, let it ``change``, and return all that is known of it."""
    with (
        TemporaryDirectory() as folder,
        open_store(Path(folder) / "k.db", write=True) as store,
    ):
        store.execute("PRAGMA synchronous = OFF")
        sources.sync_sources(store, OUTLETS, NOW)
        rules.sync_rules(store, RULES, NOW)
        save(store, "a", neighbour("a", TEXTS[0], *MARKS[:3]), NOW - timedelta(hours=9))
        save(store, "b", neighbour("b", TEXTS[2], *MARKS[2:]), NOW - timedelta(hours=8))
        save(store, "d", stored, NOW)
        save(store, "c", neighbour("c", TEXTS[0], *MARKS[1:4]), NOW + timedelta(hours=1))
        if change:
            with store.transaction():
                change(store)
        return read_tables(store)


def read_tables(store: Store) -> dict[str, list[dict[str, Any]]]:
    store.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, articles_fts, instance)")
    asked = {
        "articles": "SELECT * FROM articles WHERE id = 3",
        "words": "SELECT term, col, offset FROM temp.v WHERE doc = 3 ORDER BY 1, 2, 3",
        "concepts": "SELECT concept, places FROM concept_places WHERE article_id = 3 ORDER BY 1",
        "removed": "SELECT text, rule, evidence FROM removed_blocks WHERE article_id = 3",
        "marks": "SELECT * FROM event_marks ORDER BY 1, 2, 3",
        "matches": "SELECT rule_id, spans FROM matches WHERE article_id = 3 AND spans <> '[]' "
        "ORDER BY 1",
        "minhash": "SELECT version, keys FROM copy_signatures WHERE article_id = 3",
        "pairs": "SELECT * FROM copy_pairs WHERE 3 IN (one, other) "
        "AND kind NOT IN ('stranger', 'kin') ORDER BY 1, 2",  # these are asked when needed
        "blocks": "SELECT url, core, lines, taken FROM page_blocks",
        "stories": "SELECT s.title, first_article_id, first_published_article_id, article_count, "
        "source_count, s.first_seen_at, last_seen_at, group_concat(a.id) FROM stories s "
        "JOIN articles a ON a.story_id = s.id GROUP BY s.id ORDER BY first_article_id",
        "copies": "SELECT id, copy_of, copy_kind, first_in_story FROM articles",
    }
    found: dict[str, Any] = {
        name: [dict(r) for r in store.rows(sql)] for name, sql in asked.items()
    }
    del found["articles"][0]["story_id"]  # a number; what it holds is among the stories
    return found


READ_AGAIN = SaveContext(LATER, None, "ab" * 32, "example.org", alerts=False)
SLOW = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLOW
@given(versions(), versions())
def test_an_article_that_was_read_again_is_as_if_it_had_come_like_that(
    first: Kept, second: Kept
) -> None:
    def read_again(store: Store) -> None:
        update.update_article(store, 3, second, READ_AGAIN, anew=True)

    assert tables(first, read_again) == tables(second)


@SLOW
@given(versions(), versions())
def test_a_revised_article_is_as_if_it_had_come_like_that_but_for_its_history(
    first: Kept, second: Kept
) -> None:
    def revise(store: Store) -> None:
        known = revisions.stored_article(store, 3)
        assert known is not None
        change = Change("text", "more", True)
        revisions.record_change(store, known, second, change, READ_AGAIN)

    published = first if first.article.published_at else second
    as_new = replace(
        second.article,
        published_at=published.article.published_at,
        published_from=published.article.published_from,
        published_confidence=published.article.published_confidence,
    )
    revised, fresh = tables(first, revise), tables(replace(second, article=as_new))
    for name in ("pairs", "stories", "copies"):  # what copied another text once is a copy still
        del revised[name], fresh[name]
    for column in ("copy_of", "copy_kind", "first_in_story"):
        del revised["articles"][0][column], fresh["articles"][0][column]
    assert revised == fresh


def test_the_first_word_of_when_it_was_published_outlives_a_revision() -> None:
    first = kept_article(URL)
    dated = replace(first, article=replace(first.article, published_at=NOW - timedelta(days=2)))

    def revise_and_read_again(store: Store) -> None:
        known = revisions.stored_article(store, 3)
        assert known is not None
        redated = replace(first, article=replace(first.article, published_at=NOW))
        revisions.record_change(store, known, redated, Change("text", "more", True), READ_AGAIN)
        update.update_article(store, 3, redated, READ_AGAIN, anew=True)

    assert tables(dated, revise_and_read_again)["articles"][0]["published_at"] == (
        "2025-11-22T09:00:00Z"
    )


def test_a_story_follows_when_an_article_is_read_to_be_older() -> None:
    text = replace(kept_article(URL, text=TEXTS[0]))
    older = replace(text, article=replace(text.article, published_at=NOW - timedelta(days=1)))

    def read_again(store: Store) -> None:
        update.update_article(store, 3, older, READ_AGAIN, anew=True)

    story = tables(text, read_again)["stories"][0]
    assert story["article_count"] == 3
    assert story["first_published_article_id"] == 3
