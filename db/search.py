"""Reading articles back: candidates of a search, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from db.store import Store, iso, moment_of

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


def candidates(
    store: Store,
    fts_match: str | None,
    since: datetime | None = None,
    language: str | None = None,
) -> Iterator[StoredArticle]:
    """Yield the articles that an FTS5 expression finds (all for None), the last stored first.

    ``since`` leaves out what was first seen before, ``language`` what is in others.
    """
    tables, where, values = "articles a", "", [iso(since) or "", language, language]
    if fts_match is not None:
        tables = "articles_fts f JOIN articles a ON a.id = f.rowid"
        where, values = "AND articles_fts MATCH ?", [*values, fts_match]
    order = "a.id" if fts_match is None else "f.rowid"
    rows = store.stream(
        f"SELECT {_COLUMNS} FROM {tables} JOIN sources s ON s.id = a.source_id "  # noqa: S608
        f"WHERE a.first_seen_at >= ? AND (? IS NULL OR a.language = ?) {where} "
        f"ORDER BY {order} DESC",
        values,
    )
    for row in rows:
        found = dict(row)
        found["published_at"] = moment_of(found["published_at"])
        found["first_seen_at"] = moment_of(found["first_seen_at"])
        yield StoredArticle(**found)
