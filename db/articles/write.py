"""The one writer of an article: its row, and all that is derived from its text and metadata."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Row

from db.articles.identity import Identity
from db.crawl.revisits import NO_MARKS, Marks
from db.outbox.new_alerts import note_unmailed, write_alerts
from db.outbox.rules import active_rules
from db.outbox.withdrawn import withdraw_matches
from db.search.concept_index import note_concepts
from db.store import Store, iso
from db.stories import copies, minhash_index, stories
from db.stories.alerts import CarryPolicy, carry_alerts
from db.stories.event_marks import note_marks
from pipelines.items import ArchivePlace, Kept, RuleHit
from pipelines.stories.minhash import MinHash, minhash
from pipelines.text.fold import fold
from pipelines.text.text_sum import text_sum

Columns = dict[str, str | float | None]


@dataclass(frozen=True, slots=True)
class SaveContext:
    """What storing needs to know beside the article: when, where its page lies, who is told.

    ``sender_domain`` is the right side of the Message-IDs of its alerts. ``revisit_at`` is when the
    article is looked at again, None for never; with it go the server's marks of this version.
    ``captured_at`` is when the page was fetched, by whomever; None if nobody wrote that down.
    """

    now: datetime
    place: ArchivePlace | None
    page_sha256: str
    sender_domain: str
    alerts: bool = True
    revisit_at: datetime | None = None
    marks: Marks = NO_MARKS
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An article as it was written: its story, and what it copies.

    ``alerts`` counts what was queued since stories moved; ``new_rules`` match for the first time.
    """

    article_id: int
    story_id: int
    copy_of: int | None
    alerts: int
    new_rules: list[int]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A text beside the stored ones; ``before`` are those that the article was compared with."""

    hashed: MinHash
    shared: minhash_index.Sharers
    pairs: list[copies.Pair]
    before: list[int]


def write_article(
    store: Store,
    article: Identity,
    kept: Kept,
    context: SaveContext,
    *,
    anew: bool = False,
    recorded: bool = False,
) -> Written:
    """Write a new article, or give a stored one another text, with all that follows from it.

    Whatever is derived from text and metadata is written here and nowhere else: the row, the
    full-text index, concepts, blocks taken out, marks of events, matches, copies and the story. So
    an article that was changed or read again is as if it had come like that at first.

    What stays is history: when it was first seen, where its page lies if ``context.place`` is
    None, and when it was published, unless that was unknown. A copy that its outlet changed stays
    in its story, and may join others; with ``anew`` the text was never another one: its story is
    found by it alone, a time of publication that no revision followed is read anew, and what only
    an earlier reading matched is taken back, unless somebody was told of it.

    A new one that comes from ``recorded`` pages is news of the day when it was published.

    Within the caller's transaction; ``tell_rules`` queues what rules alert of.
    """
    old = store.row("SELECT * FROM articles WHERE id = ?", (article.id,))
    found = _compared(store, article, old, kept, anew=anew)
    columns = _columns(store, old, kept, context, anew=anew)
    if old is None:
        story_id = stories.story_for(store, kept, found.pairs if found else (), context.now)
        columns["recorded"] = int(recorded)
        article_id = _insert(store, article, columns, story_id, context.now)
    else:
        article_id = _update(store, old, columns)
    _write_texts(store, article_id, kept, known=old is not None)
    note_marks(store, article_id, kept.event_marks)
    if old is not None and anew:
        withdraw_matches(store, article_id, kept)
    new_rules = _write_matches(store, article_id, kept, context.now)
    stored = replace(article, id=article_id)
    alerts = _find_story(store, stored, old, columns, found, context, anew=anew)
    row = store.rows("SELECT story_id, copy_of FROM articles WHERE id = ?", (article_id,))[0]
    return Written(article_id, row["story_id"], row["copy_of"], alerts, new_rules)


def tell_rules(store: Store, written: Written, context: SaveContext) -> int:
    """Queue the alerts of an article that was written; return how many, those of moves among them.

    After the link that it was found by points to it, and within the caller's transaction.
    """
    if not context.alerts:
        note_unmailed(store, written.article_id, written.new_rules, "not_asked")
        return written.alerts
    rules = active_rules(store, written.new_rules)
    domain, now = context.sender_domain, context.now
    return written.alerts + write_alerts(store, written.article_id, rules, domain, now)


def _columns(
    store: Store, old: Row | None, kept: Kept, context: SaveContext, *, anew: bool
) -> Columns:
    """Return the columns that follow from what the page says, and their values."""
    article, place = kept.article, context.place
    columns: Columns = {
        "kind": article.kind,
        "title": article.title,
        "byline": "; ".join(article.byline),
        "agency": kept.agency,
        "section": article.section,
        "image": article.image,
        "modified_at": iso(article.modified_at),
        "language": article.language,
        "text": article.text,
        "text_from": article.text_from,
        "text_digest": kept.text_digest,
        "text_sum": text_sum(article.title, "; ".join(article.byline), article.text),
        "word_count": kept.word_count,
        "relevance": kept.relevance,
        "score": kept.score,
        "relevance_rules": " ".join(kept.relevance_rules),
        "lexicon_version": kept.lexicon_version,
        "page_sha256": context.page_sha256,
        "captured_at": iso(context.captured_at),
        "truncated": article.truncated,
        "garbled": article.garbled,
        "text_confidence": article.text_confidence,
    }
    if place is not None or old is None:
        columns["archive_file"] = place.file if place else None
        columns["archive_offset"] = place.offset if place else None
    if old is None or old["published_at"] is None or (anew and not _was_revised(store, old["id"])):
        columns["published_at"] = iso(article.published_at)
        columns["published_from"] = article.published_from
        columns["published_confidence"] = article.published_confidence
    return columns


def _was_revised(store: Store, article_id: int) -> bool:
    return bool(store.row("SELECT 1 FROM revisions WHERE article_id = ?", (article_id,)))


def _insert(store: Store, article: Identity, columns: Columns, story_id: int, now: datetime) -> int:
    values = columns | {
        "url": article.url,
        "url_key": article.url_key,
        "source_id": article.source_id,
        "declared_url": article.declared_url,
        "first_seen_at": iso(now),
        "story_id": story_id,
        "first_in_story": 1,
    }
    made = store.execute(
        f"INSERT INTO articles ({', '.join(values)}) "  # noqa: S608 - the names are ours, above
        f"VALUES ({', '.join(f':{name}' for name in values)})",
        values,
    )
    return made.lastrowid or 0


def _update(store: Store, old: Row, columns: Columns) -> int:
    store.execute(  # the index holds no text, so what it forgets must be told word for word
        "INSERT INTO articles_fts (articles_fts, rowid, title, text) "
        "VALUES ('delete', :id, :title, :text)",
        {"id": old["id"], "title": fold(old["title"]), "text": fold(old["text"])},
    )
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    store.execute(
        f"UPDATE articles SET {changes} WHERE id = :id",  # noqa: S608 - the names are ours, above
        columns | {"id": old["id"]},
    )
    return int(old["id"])


def _write_texts(store: Store, article_id: int, kept: Kept, *, known: bool) -> None:
    """Write the indexes of words and concepts, and the blocks that are not in the text."""
    store.execute(
        "INSERT INTO articles_fts (rowid, title, text) VALUES (:id, :title, :text)",
        {"id": article_id, "title": kept.folded_title, "text": kept.folded_text},
    )
    note_concepts(store, article_id, kept.concepts, kept.lexicon_version, anew=known)
    if known:
        store.execute("DELETE FROM removed_blocks WHERE article_id = ?", (article_id,))
    store.execute_many(
        "INSERT INTO removed_blocks (article_id, text, rule, evidence) "
        "VALUES (:article, :text, :rule, :evidence)",
        [
            {
                "article": article_id,
                "text": block.text,
                "rule": block.rule,
                "evidence": block.evidence,
            }
            for block in kept.article.removed
        ],
    )


def _write_matches(store: Store, article_id: int, kept: Kept, now: datetime) -> list[int]:
    """Write down what matches now, and return the rules that match for the first time.

    A match of an earlier text is history, and stays without its places.
    """
    rows = store.rows("SELECT rule_id FROM matches WHERE article_id = ?", (article_id,))
    before = {row["rule_id"] for row in rows}
    if before:
        store.execute("UPDATE matches SET spans = '[]' WHERE article_id = ?", (article_id,))
    add_matches(store, article_id, kept.hits, now)
    return [hit.rule_id for hit in kept.hits if hit.rule_id not in before]


def add_matches(store: Store, article_id: int, hits: Sequence[RuleHit], now: datetime) -> None:
    """Write down what matches an article now, and where; within the caller's transaction."""
    store.execute_many(
        "INSERT INTO matches (rule_id, article_id, matched_at, spans) "
        "VALUES (:rule, :article, :now, :spans) "
        "ON CONFLICT (rule_id, article_id) DO UPDATE SET spans = excluded.spans",
        [
            {
                "rule": hit.rule_id,
                "article": article_id,
                "now": iso(now),
                "spans": json.dumps([span._asdict() for span in hit.spans], ensure_ascii=False),
            }
            for hit in hits
        ],
    )


def _compared(
    store: Store, article: Identity, old: Row | None, kept: Kept, *, anew: bool
) -> _Compared | None:
    """Compare a text with the stored ones; None if it is the one that was compared before."""
    if old is None:
        hashed = minhash(kept.folded_text)
        shared = minhash_index.sharers(store, hashed)
        pairs = copies.compared(store, kept, shared, article.source_id)
        return _Compared(hashed, shared, pairs, [])
    if (old["text_digest"], old["title"]) == (kept.text_digest, kept.article.title):
        return None
    before = copies.partners(store, old["id"])
    copies.forget(store, old["id"], pairs=anew)
    hashed = minhash(kept.folded_text)
    shared = minhash_index.sharers(store, hashed)
    pairs = [
        pair
        for pair in copies.compared(store, kept, shared, article.source_id, old["id"])
        if anew or pair.verdict
    ]
    return _Compared(hashed, shared, pairs, before)


def _find_story(
    store: Store,
    article: Identity,
    old: Row | None,
    columns: Columns,
    found: _Compared | None,
    context: SaveContext,
    *,
    anew: bool,
) -> int:
    """Write down an article's copies and group its story; return how many alerts moves queued."""
    article_id = article.id or 0
    if found is not None:
        copies.remember(store, article_id, found.pairs)
        minhash_index.index(store, article_id, found.hashed, found.shared)
    alone = old is None and found is not None and not any(pair.verdict for pair in found.pairs)
    redated = old and columns.get("published_at", old["published_at"]) != old["published_at"]
    queued = 0
    if alone:
        stories.begin_story(store, article_id)
    elif found is not None or redated:
        policy = CarryPolicy(inherit=not anew, queue=old is None or context.alerts)
        touched = [article_id, *(found.before if found else ())]
        new = () if old else (article_id,)
        queued = _group_anew(store, touched, policy, context, new)
    if old is None:
        # Two stories that only seemed one, since their outlet puts the same text around both.
        changed = copies.reconsider(store, article.source_id, article_id)
        policy = CarryPolicy(inherit=False, queue=context.alerts)
        queued += _group_anew(store, changed, policy, context, (article_id,)) if changed else 0
    return queued


def _group_anew(
    store: Store,
    articles: Iterable[int],
    policy: CarryPolicy,
    context: SaveContext,
    new: Sequence[int],
) -> int:
    """Group stories anew, with their alerts; return how many alerts that queued."""
    moves = stories.group_anew(store, articles)
    carried = {number: move for number, move in moves.items() if number not in new}
    queued = carry_alerts(store, carried, context.sender_domain, context.now, policy)
    stories.end_stories(store, moves)
    return queued
