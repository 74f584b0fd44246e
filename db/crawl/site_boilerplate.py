"""What recurs on a host's pages: the blocks of its newest pages, and those known as boilerplate."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from db.store import Store, iso
from pipelines.items import PageBlocks
from pipelines.page.repeated_text import KnownPage
from pipelines.page.site_boilerplate import LEAST_PAGES, boilerplate_of

PAGES_KEPT = 100
"""Of each host; what its newest pages have no longer is forgotten with the older ones."""
SAMPLE_LETTERS = 200


def remember_page(store: Store, url: str, blocks: PageBlocks, now: datetime) -> None:
    """Keep the blocks of the page at ``url``, in place of an earlier visit's.

    Within the caller's transaction.
    """
    store.execute(
        "INSERT OR REPLACE INTO page_blocks (url, host, seen_at, core, digests, taken, headline, "
        "words, confidence) VALUES (:url, :host, :now, :core, :digests, :taken, :headline, :words, "
        ":confidence)",
        {
            "url": url,
            "host": blocks.host,
            "now": iso(now),
            "core": blocks.core,
            "digests": " ".join(sorted(blocks.digests)),
            "taken": " ".join(sorted(blocks.taken)),
            "headline": blocks.headline,
            "words": blocks.words,
            "confidence": blocks.confidence,
        },
    )


def known_pages(store: Store, host: str) -> list[KnownPage]:
    """Return the newest pages of a host with their headlines and blocks, the newest last."""
    rows = store.rows(
        "SELECT url, headline, digests, coalesce(words, 0) AS words FROM page_blocks "
        "WHERE host = ? ORDER BY seen_at DESC, url LIMIT ?",
        (host, PAGES_KEPT),
    )
    return [
        KnownPage(row["url"], row["headline"], frozenset(row["digests"].split()), row["words"])
        for row in reversed(rows)
    ]


def known_boilerplate(store: Store, host: str) -> frozenset[str]:
    """Return the digests of the blocks that are known as boilerplate of ``host``."""
    rows = store.rows("SELECT digest FROM furniture WHERE host = ?", (host,))
    return frozenset(row["digest"] for row in rows)


def learn(store: Store, host: str, now: datetime) -> frozenset[str]:
    """Find the boilerplate of a host from its newest pages, keep it, and return its digests.

    What is found depends on which pages are known, not on the order in which they came.
    """
    if not known_boilerplate(store, host) and _count(store, host) < LEAST_PAGES:
        return frozenset()
    with store.transaction():
        store.execute(
            "DELETE FROM page_blocks WHERE host = ?1 AND url NOT IN (SELECT url FROM page_blocks "
            "WHERE host = ?1 ORDER BY seen_at DESC, url LIMIT ?2)",
            (host, PAGES_KEPT),
        )
        articles: dict[str, set[str]] = defaultdict(set)
        for row in _pages(store, host):
            articles[row["core"]].update(row["digests"].split())
        found = boilerplate_of((core, frozenset(blocks)) for core, blocks in articles.items())
        before = known_boilerplate(store, host)
        store.execute_many(
            "DELETE FROM furniture WHERE host = ? AND digest = ?",
            [(host, digest) for digest in before - found],
        )
        samples = dict(_samples(store, host, found - before))
        store.execute_many(
            "INSERT INTO furniture (host, digest, pages, sample, since_at) VALUES (?, ?, 0, ?, ?)",
            [(host, digest, samples.get(digest, ""), iso(now)) for digest in found - before],
        )
        counts = [
            (sum(digest in blocks for blocks in articles.values()), host, digest)
            for digest in found
        ]
        store.execute_many("UPDATE furniture SET pages = ? WHERE host = ? AND digest = ?", counts)
    return found


def _count(store: Store, host: str) -> int:
    row = store.row("SELECT count(*) AS pages FROM page_blocks WHERE host = ?", (host,))
    return int(row["pages"]) if row else 0


def _pages(store: Store, host: str) -> list[dict[str, str]]:
    rows = store.rows("SELECT * FROM page_blocks WHERE host = ? ORDER BY url", (host,))
    return [dict(row) for row in rows]


def _samples(store: Store, host: str, wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield a digest and a text for those of the ``wanted`` blocks that stand in an article."""
    from pipelines.page.extract import Block

    rows = store.rows(
        "SELECT a.text FROM page_blocks p JOIN links l ON l.url = p.url "
        "JOIN articles a ON a.id = l.article_id WHERE p.host = ? ORDER BY p.url",
        (host,),
    )
    left = set(wanted)
    for row in rows:
        for text in row["text"].split("\n\n"):
            if not left:
                return
            digest = Block("p", text).digest
            if digest in left:
                left.discard(digest)
                yield digest, text[:SAMPLE_LETTERS]


def unlearned_hosts(store: Store) -> list[str]:
    """Return the hosts of pages that came in passes which were interrupted, since one that ended.

    What their pages have in common was not learned yet.
    """
    rows = store.rows(
        "SELECT DISTINCT host FROM page_blocks WHERE seen_at >= "
        "(SELECT min(started_at) FROM passes WHERE outcome = 'interrupted' "
        "AND id > (SELECT coalesce(max(id), 0) FROM passes WHERE ended_at IS NOT NULL))"
    )
    return [row["host"] for row in rows]


def articles_to_clean(store: Store, host: str, known: frozenset[str]) -> list[int]:
    """Return the articles that were cleaned by other boilerplate than what is ``known`` now."""
    outdated = [
        row["url"]
        for row in _pages(store, host)
        if known.intersection(row["digests"].split()) != frozenset(row["taken"].split())
    ]
    found = (
        store.row(
            "SELECT a.id FROM links l JOIN articles a ON a.id = l.article_id "
            "WHERE l.url = ? AND a.archive_file IS NOT NULL",
            (url,),
        )
        for url in outdated
    )
    return list(dict.fromkeys(row["id"] for row in found if row))
