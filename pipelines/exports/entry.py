"""What an export tells of an article, and of the whole that it is a part of."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.alerts.highlight import quote_of, safe
from pipelines.dates.moments import is_day_only
from pipelines.text.moments import utc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedArticle:
    """A stored article with all that a feed, a table or a citation says of it. Times are UTC.

    ``byline`` are names joined by "; ". ``changed_at`` is when its outlet was last seen to change
    or delete it. ``captured_at`` is when the page that its text is of was fetched, also if another
    archive did it; None if nobody wrote that down.
    """

    article_id: int
    story_id: int
    outlets_of_story: int
    source_id: str
    outlet: str
    country: str
    language: str
    title: str
    byline: str
    agency: str
    section: str
    kind: str
    relevance: str
    published_at: datetime | None
    published_from: str
    first_seen_at: datetime
    changed_at: datetime | None
    captured_at: datetime | None
    url: str
    copy_kind: str | None
    word_count: int
    truncated: str | None
    garbled: str | None
    text_confidence: float | None
    archive_file: str | None
    archive_offset: int | None
    page_sha256: str
    text_digest: str
    text: str

    @property
    def updated_at(self) -> datetime:
        """When something new became known of it."""
        return max(self.first_seen_at, self.changed_at or self.first_seen_at)

    @property
    def headline(self) -> str:
        """Its title on one line, or what stands for one."""
        return flat(self.title) or "without a headline"

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of who wrote it, () if none is known."""
        return tuple(name for name in map(flat, self.byline.split(";")) if name)

    @property
    def published(self) -> str:
        """When it was published: a moment, a day alone if no time was said, "" if unknown."""
        if self.published_at is None:
            return ""
        written = utc_text(self.published_at)
        return written[:10] if is_day_only(self.published_at) else written

    @property
    def archived(self) -> str:
        """In words, where its page lies and how to check it; what is unknown is left out."""
        parts = []
        if self.archive_file is not None:
            parts.append(f"archived page: {self.archive_file}, byte {self.archive_offset}")
        if self.captured_at is not None:
            parts.append(f"captured {utc_text(self.captured_at)}")
        if self.page_sha256:
            parts.append(f"SHA-256 of the page: {self.page_sha256}")
        return "; ".join([*parts, f"SHA-256 of the folded text: {self.text_digest}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedStory:
    """A story as tables of whole databases have it; ``event_id`` is None if it is in no event."""

    story_id: int
    event_id: int | None
    title: str
    first_article_id: int | None
    article_count: int
    source_count: int
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedEvent:
    """An event as tables of whole databases have it; ``titles`` and ``conflicts`` are JSON."""

    event_id: int
    titles: str
    first_seen_at: datetime
    last_seen_at: datetime
    story_count: int
    language_count: int
    conflicts: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What an export as a whole is: ``identity`` is made of what was asked for, and stays.

    ``page_url`` is where people see the same, ``own_url`` where the export itself lies;
    ``desk_url`` is the URL of the pages, without a slash at the end. An empty one is unknown.
    ``bound`` says in words what of the whole is in it.
    """

    title: str
    identity: str
    bound: str
    updated_at: datetime
    page_url: str = ""
    own_url: str = ""
    desk_url: str = ""

    def story_url(self, article: ExportedArticle) -> str:
        """Return the page of an article's story, "" if pages are not known."""
        return f"{self.desk_url}/-/stories/{article.story_id}" if self.desk_url else ""


def flat(text: str) -> str:
    """Return text on one line, without characters that turn or hide what follows."""
    return safe(re.sub(r"\s+", " ", text)).strip()


def beginning(article: ExportedArticle) -> str:
    """Return the first lines of an article's text, at most 420 characters, cut at a word's end."""
    return "".join(piece.text for piece in quote_of(article.text, ())).strip()


def stable_id(name: str) -> str:
    """Return a URN that is the same for the same ``name`` for ever (RFC 9562, UUID version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def moment(at: datetime | None) -> str:
    """Return a moment as ISO 8601 in UTC, "" for None."""
    return utc_text(at.astimezone(UTC)) if at else ""
