"""What is told of one story beside its articles: what outlets changed in it, and who was told."""

from dataclasses import dataclass

from db.articles.revisions import Revision, revisions_of_story
from db.events.decisions import EventDecision, decisions_of
from db.events.read import NearStory, near_stories
from db.reading.marked_text import marked_paragraphs
from db.store import Store, is_as_stored
from db.stories.read import Story, copy_changes, read_story, story_texts
from pipelines.alerts.highlight import Passage
from pipelines.items import ArchivePlace
from pipelines.stories.text_diff import Difference


@dataclass(frozen=True, slots=True)
class SentAlert:
    """An alert of the story: to whom, by which rule, and what became of it; times ISO 8601 UTC."""

    rule: str
    recipient: str
    state: str
    created_at: str
    sent_at: str | None
    next_try_at: str | None
    last_error: str


@dataclass(frozen=True, slots=True)
class WholeStory:
    """A story with the text of its first article, and what each copy changed, by the copy's id.

    ``near`` are stories that may tell what came before or after; ``decided`` is what people said of
    the story's event. ``archived`` are the ids of the
    articles whose pages the archive holds, ``not_as_stored`` of those whose words have changed on
    the disk since they were stored.
    """

    story: Story
    paragraphs: tuple[tuple[Passage, ...], ...]
    changed: dict[int, Difference]
    revisions: tuple[Revision, ...]
    alerts: tuple[SentAlert, ...]
    near: tuple[NearStory, ...]
    decided: tuple[EventDecision, ...]
    archived: frozenset[int]
    not_as_stored: tuple[int, ...]


def whole_story(store: Store, story_id: int) -> WholeStory | None:
    """Return all that a person is shown of a story, None if there is none of that number."""
    story = read_story(store, story_id)
    if story is None:
        return None
    texts = story_texts(store, story_id)
    first = story.articles[0]
    return WholeStory(
        story,
        marked_paragraphs(store, first.id, texts[first.id]),
        copy_changes(story, texts),
        tuple(revisions_of_story(store, story_id)),
        tuple(_alerts(store, story_id)),
        tuple(near_stories(store, story_id)),
        tuple(decisions_of(store, story_id)),
        frozenset(_archived(store, story_id)),
        tuple(_not_as_stored(store, story_id)),
    )


def archive_place(store: Store, article_id: int) -> ArchivePlace | None:
    """Return where the archive holds the page of an article, None if it does not."""
    row = store.row(
        "SELECT archive_file, archive_offset FROM articles "
        "WHERE id = ? AND archive_file IS NOT NULL",
        (article_id,),
    )
    return ArchivePlace(row["archive_file"], row["archive_offset"]) if row else None


def _archived(store: Store, story_id: int) -> list[int]:
    rows = store.rows(
        "SELECT id FROM articles WHERE story_id = ? AND archive_file IS NOT NULL", (story_id,)
    )
    return [row["id"] for row in rows]


def _not_as_stored(store: Store, story_id: int) -> list[int]:
    rows = store.rows(
        "SELECT id, title, byline, text, text_sum FROM articles WHERE story_id = ? ORDER BY id",
        (story_id,),
    )
    return [row["id"] for row in rows if not is_as_stored(row)]


def _alerts(store: Store, story_id: int) -> list[SentAlert]:
    rows = store.rows(
        "SELECT coalesce(r.name, '') AS rule, o.recipient, o.state, o.created_at, o.sent_at, "
        "o.next_try_at, o.last_error FROM outbox o LEFT JOIN rules r ON r.id = o.rule_id "
        "WHERE o.story_id = ? AND o.superseded = 0 ORDER BY o.id",
        (story_id,),
    )
    return [SentAlert(**dict(row)) for row in rows]
