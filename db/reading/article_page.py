"""What is told of one article: text, where each fact comes from, what was taken out, its links."""

from dataclasses import dataclass

from db.articles.revisions import Revision, revisions_of_article
from db.reading.marked_text import marked_paragraphs, matched_spans
from db.store import Store, is_as_stored
from pipelines.alerts.highlight import Passage, matched_words


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of an article beside its text; times are ISO 8601 UTC.

    ``published_from`` says which part of the page or feed dated it, ``published_confidence`` is
    0..1; ``text_confidence`` is 0..1, how good the text is likely to be, None if not judged.
    ``judged`` is what a person said of its relevance, None if nobody did.
    """

    id: int
    url: str
    title: str
    story_id: int
    source_id: str
    outlet: str
    country: str
    language: str
    kind: str
    byline: str
    agency: str
    section: str
    published_at: str | None
    published_from: str
    published_confidence: float
    modified_at: str | None
    first_seen_at: str
    text_from: str
    text_confidence: float | None
    truncated: str | None
    garbled: str | None
    word_count: int
    relevance: str
    score: float
    relevance_rules: str
    judged: str | None
    copy_kind: str | None
    copy_of: int | None
    archive_file: str | None
    page_sha256: str


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A part of the page that is not in the text: which rule took it out, and why."""

    text: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link by which an article was found: where it stood, and what became of it."""

    url: str
    via: str
    found_at: str
    state: str
    reason: str
    detail: str
    attempts: int
    settled_at: str | None
    title: str


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """An article with all that a person is shown of it; ``words`` are what rules matched in it.

    ``as_stored`` is false if its words have changed on the disk since they were stored.
    """

    facts: ArticleFacts
    as_stored: bool
    paragraphs: tuple[tuple[Passage, ...], ...]
    rules: tuple[str, ...]
    words: tuple[str, ...]
    removed: tuple[TakenOut, ...]
    links: tuple[FoundLink, ...]
    revisions: tuple[Revision, ...]


_COLUMNS = ", ".join(
    {
        "outlet": "s.name AS outlet",
        "country": "s.country",
        "judged": "j.relevance AS judged",
    }.get(name, f"a.{name}")
    for name in ArticleFacts.__dataclass_fields__
)
_ARTICLE = (
    f"SELECT a.text, a.text_sum, {_COLUMNS} FROM articles a JOIN sources s ON s.id = a.source_id "  # noqa: S608 - ours
    "LEFT JOIN judgements j ON j.article_id = a.id WHERE a.id = ?"
)


def whole_article(store: Store, article_id: int) -> WholeArticle | None:
    """Return all that a person is shown of an article, None if there is none of that number."""
    row = store.row(_ARTICLE, (article_id,))
    if row is None:
        return None
    found = dict(row)
    text = found.pop("text")
    del found["text_sum"]
    spans, rules = matched_spans(store, article_id)
    removed = store.rows(
        "SELECT text, rule, evidence FROM removed_blocks WHERE article_id = ? ORDER BY id",
        (article_id,),
    )
    links = store.rows(
        "SELECT url, via, found_at, state, reason, detail, attempts, settled_at, title FROM links "
        "WHERE article_id = ? ORDER BY found_at, url",
        (article_id,),
    )
    return WholeArticle(
        ArticleFacts(**found),
        is_as_stored(row),
        marked_paragraphs(store, article_id, text),
        rules,
        tuple(matched_words(spans)),
        tuple(TakenOut(*one) for one in removed),
        tuple(FoundLink(*one) for one in links),
        tuple(revisions_of_article(store, article_id)),
    )
