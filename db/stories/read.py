"""Reading stories back: who had each first, who copied it, and who else reported the event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.events.read import Event, events_of_stories
from db.store import Store, iso
from pipelines.stories.text_diff import Difference, difference

_ARTICLES = """
SELECT a.id, a.url, a.title, a.source_id, s.name AS outlet, a.language, a.agency, a.copy_of,
    a.copy_kind AS kind, a.first_seen_at, a.published_at, a.word_count
FROM articles a JOIN sources s ON s.id = a.source_id
WHERE a.story_id = ? ORDER BY a.first_in_story DESC, a.first_seen_at, a.id
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
class Story:
    """A story with its articles, the one that was seen first in front.

    ``event`` is what it tells of with other stories, None if none of them does.
    """

    id: int
    title: str
    article_count: int
    source_count: int
    first_seen_at: str
    last_seen_at: str
    first_published_article_id: int | None
    articles: tuple[StoryArticle, ...]
    event: Event | None


def read_stories(
    store: Store, since: datetime | None = None, outlets: int = 1, limit: int = -1
) -> Iterator[Story]:
    """Yield stories in at least so many ``outlets``, the one with the newest article first.

    ``since`` is the least time of that article; recorded pages have that of their publication.
    ``limit`` -1 yields all.
    """
    recent = "last_news_at >= :since" if since else "true"
    rows = store.rows(
        f"SELECT * FROM stories WHERE {recent} AND source_count >= :outlets "  # noqa: S608 - ours
        "ORDER BY last_news_at DESC, id DESC LIMIT :limit",
        {"since": iso(since), "outlets": outlets, "limit": limit},
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
        events_of_stories(store, [story_id]).get(story_id),
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
