"""Giving a stored article another text, with all that hangs on it."""

import json
from dataclasses import dataclass
from datetime import datetime

from db.articles.insert import SaveContext
from db.crawl.site_boilerplate import remember_page
from db.outbox.outbox import write_alerts
from db.outbox.rules import active_rules
from db.search.concept_index import note_concepts
from db.store import Store, iso
from db.stories import copies, minhash_index, stories
from db.stories.alerts import carry_alerts
from pipelines.items import Kept
from pipelines.stories.minhash import MinHash, minhash
from pipelines.text.fold import fold


def update_article(
    store: Store, article_id: int, kept: Kept, context: SaveContext, *, anew: bool = False
) -> int:
    """Give an article another text, with its index, removed blocks, copies and matches.

    A copy that its outlet changed stays in its story, and may join others; with ``anew`` the text
    was never another one, and its story is found by it alone.

    ``context.place`` None leaves the place of its page as it is. Returns how many alerts newly
    matching rules owe. Within the caller's transaction.
    """
    old = store.row("SELECT title, text, text_digest FROM articles WHERE id = ?", (article_id,))
    if old is None:
        return 0
    store.execute(  # the index holds no text, so what it forgets must be told word for word
        "INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        (article_id, fold(old["title"]), fold(old["text"])),
    )
    store.execute(
        "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
        (article_id, kept.folded_title, kept.folded_text),
    )
    note_concepts(store, article_id, kept.concepts, kept.lexicon_version, anew=True)
    changed = old["text_digest"] != kept.text_digest
    found = _compare_again(store, article_id, kept, anew=anew) if changed else None
    article, place = kept.article, context.place
    store.execute(
        "UPDATE articles SET title = ?, text = ?, text_digest = ?, word_count = ?, kind = ?, "
        "language = ?, text_from = ?, truncated = ?, relevance = ?, score = ?, "
        "relevance_rules = ?, lexicon_version = ?, modified_at = coalesce(?, modified_at), "
        "archive_file = coalesce(?, archive_file), archive_offset = coalesce(?, archive_offset), "
        "page_sha256 = ? WHERE id = ?",
        (
            *(article.title, article.text, kept.text_digest, kept.word_count, article.kind),
            *(article.language, article.text_from, article.truncated, kept.relevance, kept.score),
            *(" ".join(kept.relevance_rules), kept.lexicon_version, iso(article.modified_at)),
            *(place.file if place else None, place.offset if place else None),
            *(context.page_sha256, article_id),
        ),
    )
    store.execute("DELETE FROM removed_blocks WHERE article_id = ?", (article_id,))
    store.execute_many(
        "INSERT INTO removed_blocks (article_id, text, rule, evidence) VALUES (?, ?, ?, ?)",
        [(article_id, block.text, block.rule, block.evidence) for block in article.removed],
    )
    if kept.blocks:
        _remember_blocks(store, article_id, kept, context.now)
    owed = _match_again(store, article_id, kept, context)
    if found:
        return owed + _group_again(store, article_id, found, context)
    if old["title"] != article.title:
        stories.group_anew(store, [article_id])  # a story is named after its first article
    return owed


@dataclass(frozen=True, slots=True)
class _Compared:
    """What comparing a changed text gave, and which articles it had to do with before."""

    sketch: MinHash
    shared: minhash_index.Sharers
    pairs: list[copies.Pair]
    before: list[int]


def _compare_again(store: Store, article_id: int, kept: Kept, *, anew: bool) -> _Compared:
    before = copies.partners(store, article_id)
    copies.forget(store, article_id, pairs=anew)
    sketch = minhash(kept.folded_text)
    shared = minhash_index.sharers(store, sketch)
    pairs = [
        pair
        for pair in copies.compared(store, kept, shared)
        if pair.article_id != article_id and (anew or pair.verdict)
    ]
    return _Compared(sketch, shared, pairs, before)


def _group_again(store: Store, article_id: int, found: _Compared, context: SaveContext) -> int:
    copies.remember(store, article_id, found.pairs)
    minhash_index.index(store, article_id, found.sketch, found.shared)
    moves = stories.group_anew(store, [article_id, *found.before])
    domain, now = context.sender_domain, context.now
    owed = carry_alerts(store, moves, domain, now, owe=context.alerts)
    stories.end_stories(store, moves)
    return owed


def _remember_blocks(store: Store, article_id: int, kept: Kept, now: datetime) -> None:
    """Keep the blocks for every address of the article whose page is still remembered."""
    rows = store.rows(
        "SELECT p.url FROM links l JOIN page_blocks p ON p.url = l.url WHERE l.article_id = ?",
        (article_id,),
    )
    for row in rows:
        assert kept.blocks is not None  # noqa: S101 - the caller looked
        remember_page(store, row["url"], kept.blocks, now)


def _match_again(store: Store, article_id: int, kept: Kept, context: SaveContext) -> int:
    """Write down what matches now; places of earlier matches are those in the new text."""
    rows = store.rows("SELECT rule_id FROM matches WHERE article_id = ?", (article_id,))
    before = {row["rule_id"] for row in rows}
    store.execute("UPDATE matches SET spans = '[]' WHERE article_id = ?", (article_id,))
    store.execute_many(
        "INSERT INTO matches (rule_id, article_id, matched_at, spans) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (rule_id, article_id) DO UPDATE SET spans = excluded.spans",
        [
            (
                *(hit.rule_id, article_id, iso(context.now)),
                json.dumps([span._asdict() for span in hit.spans], ensure_ascii=False),
            )
            for hit in kept.hits
        ],
    )
    new = [hit.rule_id for hit in kept.hits if hit.rule_id not in before]
    if not new or not context.alerts:
        return 0
    rules = active_rules(store, new)
    return write_alerts(store, article_id, rules, context.sender_domain, context.now)
