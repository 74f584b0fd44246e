"""Reading stories back: who had each first, who copied it, and who else reported the event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.store import Store, iso
from pipelines.stories.text_diff import Difference, difference

_ARTICLES = """
SELECT a.id, a.url, a.title, a.source_id, s.name AS outlet, a.language, a.agency, a.copy_of,
    a.copy_kind AS kind, a.first_seen_at, a.published_at, a.word_count
FROM articles a JOIN sources s ON s.id = a.source_id
WHERE a.story_id = ? ORDER BY a.first_in_story DESC, a.first_seen_at, a.id
"""
_ALSO = """
SELECT story_id, max(score) AS score, why FROM (
    SELECT a.story_id, e.score, e.why FROM articles m
    JOIN same_events e ON e.one = m.id JOIN articles a ON a.id = e.other WHERE m.story_id = :id
    UNION ALL
    SELECT a.story_id, e.score, e.why FROM articles m
    JOIN same_events e ON e.other = m.id JOIN articles a ON a.id = e.one WHERE m.story_id = :id
) WHERE story_id <> :id GROUP BY story_id ORDER BY score DESC, story_id
"""


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article of a story; ``kind`` is exact, near or excerpt, None for the first one.

    Times are ISO 8601 UTC; ``copy_of`` is the id of the article that it copies.
    """

    id: int
    url: str
    title: str
    source_id: str
    outlet: str
    language: str
    agency: str
    copy_of: int | None
    kind: str | None
    first_seen_at: str
    published_at: str | None
    word_count: int


@dataclass(frozen=True, slots=True)
class AlsoReported:
    """Another story of what seems to be the same event, and what the two share."""

    story_id: int
    title: str
    outlet: str
    url: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story with its articles, the one that was seen first in front."""

    id: int
    title: str
    article_count: int
    source_count: int
    first_seen_at: str
    last_seen_at: str
    first_published_article_id: int | None
    articles: tuple[StoryArticle, ...]
    also: tuple[AlsoReported, ...]


def read_stories(
    store: Store, since: datetime | None = None, outlets: int = 1, limit: int = -1
) -> Iterator[Story]:
    """Yield stories in at least so many ``outlets``, the one with the newest article first.

    ``since`` is the least time of that article; ``limit`` -1 yields all.
    """
    rows = store.rows(
        "SELECT * FROM stories WHERE last_seen_at >= ? AND source_count >= ? "
        "ORDER BY last_seen_at DESC, id DESC LIMIT ?",
        (iso(since) or "", outlets, limit),
    )
    for row in rows:
        story = read_story(store, row["id"])
        if story:
            yield story


def read_story(store: Store, story_id: int) -> Story | None:
    """Return a story, None if there is none of that number."""
    row = store.row("SELECT * FROM stories WHERE id = ?", (story_id,))
    if row is None:
        return None
    articles = tuple(StoryArticle(*found) for found in store.rows(_ARTICLES, (story_id,)))
    return Story(
        *(row["id"], row["title"], row["article_count"], row["source_count"]),
        *(row["first_seen_at"], row["last_seen_at"], row["first_published_article_id"]),
        articles,
        tuple(_also(store, story_id)),
    )


def _also(store: Store, story_id: int) -> Iterator[AlsoReported]:
    for found in store.rows(_ALSO, {"id": story_id}):
        first = store.row(
            "SELECT t.title, s.name, a.url FROM stories t JOIN articles a "
            "ON a.id = t.first_article_id JOIN sources s ON s.id = a.source_id WHERE t.id = ?",
            (found["story_id"],),
        )
        if first:
            yield AlsoReported(
                *(found["story_id"], first["title"], first["name"], first["url"]),
                *(found["score"], found["why"]),
            )


def story_texts(store: Store, story_id: int) -> dict[int, str]:
    """Return the text of each article of a story, by the article's id."""
    rows = store.rows("SELECT id, text FROM articles WHERE story_id = ?", (story_id,))
    return {row["id"]: row["text"] for row in rows}


def copy_changes(story: Story, texts: Mapping[int, str]) -> dict[int, Difference]:
    """Return what each copy of a story added to what it copies, and cut, by the copy's id.

    ``texts`` are those of its articles, by their ids.
    """
    known: dict[tuple[str, str], Difference] = {}
    found = {}
    for article in story.articles:
        if article.copy_of is None:
            continue
        pair = texts[article.copy_of], texts[article.id]
        if pair not in known:  # many outlets print an agency's text as it is, or cut alike
            known[pair] = difference(*pair)
        found[article.id] = known[pair]
    return found


def story_of(store: Store, article_id: int) -> int | None:
    """Return the story of an article, None if there is no such article."""
    row = store.row("SELECT story_id FROM articles WHERE id = ?", (article_id,))
    return row["story_id"] if row else None
