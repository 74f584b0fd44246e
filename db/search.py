"""Reading articles back: candidates of a search, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from db.store import Store, moment_of

_COLUMNS = (
    "a.id, a.url, a.title, a.text, a.byline, a.section, a.language, a.published_at, "
    "a.first_seen_at, a.source_id, a.relevance, a.story_id, s.name AS outlet, s.country"
)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What a search needs of a stored article; times are UTC."""

    id: int
    url: str
    title: str
    text: str
    byline: str
    section: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime | None
    source_id: str
    outlet: str
    country: str
    relevance: str
    story_id: int


def candidates(store: Store, fts_match: str | None) -> Iterator[StoredArticle]:
    """Yield the articles that an FTS5 expression finds (all of them for None), newest first."""
    if fts_match is None:
        rows = store.stream(
            f"SELECT {_COLUMNS} FROM articles a JOIN sources s ON s.id = a.source_id "  # noqa: S608
            "ORDER BY a.id DESC"
        )
    else:
        rows = store.stream(
            f"SELECT {_COLUMNS} FROM articles_fts f JOIN articles a ON a.id = f.rowid "  # noqa: S608
            "JOIN sources s ON s.id = a.source_id WHERE articles_fts MATCH ? "
            "ORDER BY f.rowid DESC",
            (fts_match,),
        )
    for row in rows:
        values = dict(row)
        values["published_at"] = moment_of(values["published_at"])
        values["first_seen_at"] = moment_of(values["first_seen_at"])
        yield StoredArticle(**values)
