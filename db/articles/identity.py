"""Which article a page is: a known one, a new one, or one whose URL others claim, too."""

from dataclasses import dataclass
from sqlite3 import Row

from db.store import Store
from pipelines.items import Article
from pipelines.stories.revisions import same_text
from pipelines.web.urls import canonical_url, names_alike, url_key


@dataclass(frozen=True, slots=True)
class Identity:
    """What an article is known by whatever its text becomes; ``id`` None if it is not stored yet.

    ``url`` is canonical, ``url_key`` what all URLs of the article share. ``declared_url`` is what
    its page declared as its URL if other articles declare that, too.
    """

    id: int | None
    url: str
    url_key: str
    source_id: str
    declared_url: str | None = None


def identify(store: Store, article: Article, source_id: str) -> Identity:
    """Return what an article is known by; its ``id`` is None if it is not stored yet.

    Templates may declare one URL for all their articles. So a page's word that it has another URL
    than its own is not believed if an article with another text has that URL by such a word, or
    had it: both then keep the URLs that they were found at. Within the caller's transaction.
    """
    known = _at(store, article.url)
    another = known is not None and not same_text(known["text"], article.text)
    if known and another and _give_up_url(store, known):
        known = None
    doubtful = bool(article.page_url) and not names_alike(article.page_url, article.url)
    if doubtful and (another or (known is None and _is_shared(store, article.url))):
        own = _at(store, article.page_url)
        return _identity(own, article.page_url, source_id, article.url)
    return _identity(known, article.url, source_id)


def correct_url(store: Store, article_id: int, own: str) -> None:
    """Give an article its page's own URL, in place of one that the page is not believed any more.

    One that another article has stays with that. Within the caller's transaction.
    """
    if _at(store, own) is None:
        _move(store, article_id, own)


def _move(store: Store, article_id: int, url: str, declared_url: str | None = None) -> None:
    store.execute(
        "UPDATE articles SET url = :url, url_key = :key, declared_url = :declared WHERE id = :id",
        {"url": url, "key": url_key(url), "declared": declared_url, "id": article_id},
    )


def _identity(
    known: Row | None, url: str, source_id: str, declared_url: str | None = None
) -> Identity:
    return Identity(known["id"] if known else None, url, url_key(url), source_id, declared_url)


def _at(store: Store, url: str) -> Row | None:
    return store.row(
        "SELECT id, url, url_key, title, text FROM articles WHERE url_key = ?", (url_key(url),)
    )


def _is_shared(store: Store, url: str) -> bool:
    return bool(store.row("SELECT 1 FROM articles WHERE declared_url = ?", (url,)))


def _claims_only(store: Store, known: Row) -> list[str]:
    """Return where an article was found, if it has its URL by its page's word alone; else none."""
    rows = store.rows(
        "SELECT url, url_key FROM links WHERE article_id = ? ORDER BY found_at, rowid",
        (known["id"],),
    )
    surely = any(
        row["url_key"] == known["url_key"] or names_alike(row["url"], known["url"]) for row in rows
    )
    return [] if surely else [canonical_url(row["url"]) for row in rows]


def _give_up_url(store: Store, known: Row) -> bool:
    """Give an article the URL that it was found at first, in place of one that it only claims.

    Returns whether it claims its URL only, and has another one that no other article has.
    """
    for url in _claims_only(store, known):
        if _at(store, url) is None:
            _move(store, known["id"], url, known["url"])
            return True
    return False
