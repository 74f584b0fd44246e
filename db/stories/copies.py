"""Copies: which stored articles a text is a copy of, found by its MinHash and compared."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from sqlite3 import Row
from typing import Literal

from db.store import Store
from db.stories import minhash_index
from db.stories.minhash_index import Sharers
from pipelines.items import Kept
from pipelines.stories.copies import (
    CopyVerdict,
    DuplicateText,
    compare,
    share_little,
    strangers,
    surely_strange,
)
from pipelines.stories.host_text import as_near, own_text, shared_passages, stored_text
from pipelines.stories.minhash import MINHASH_VERSION, MinHash, candidates, minhash
from pipelines.text.fold import fold

EXACT_COPY_WORDS = 20
"""Shorter texts are copies only under the same title: a caption or a tally may well recur."""
MOST_RENEWED = 5_000
"""So many articles get a MinHash of the present version in one pass, the newest first."""
_RENEWED_AT_ONCE = 500
_MOST_EQUAL = 4
_NEIGHBOURS = 12
"""So many of an outlet's newest articles show what it puts around all of them."""
_FEW = 6
"""While an outlet has no more articles, what is common to them is not known well."""
_COPIES = ("exact", "near", "excerpt")
_UNCHANGED_COPIES = """
SELECT p.id, p.kind FROM (
    SELECT other AS id, kind FROM copy_pairs WHERE one = :id
    UNION ALL SELECT one, kind FROM copy_pairs WHERE other = :id
) AS p WHERE p.kind IN (SELECT value FROM json_each(:kinds))
AND NOT EXISTS (SELECT 1 FROM revisions WHERE article_id IN (p.id, :id))
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A stored article that a text was compared with; without ``verdict`` a number differs."""

    article_id: int
    story_id: int
    verdict: CopyVerdict | None


@dataclass(frozen=True, slots=True)
class _Side:
    """A text that is compared, with its outlet and the number of its article, 0 if it is new.

    ``passages`` are what it shares with its outlet's newest articles, once that was looked for;
    ``own`` is what is left without them, by the one of them that is left out, 0 if none is.
    """

    text: DuplicateText
    digest: str
    title: str
    word_count: int
    source_id: str
    article_id: int
    passages: dict[int, list[bool]] = field(default_factory=dict)
    own: dict[int, DuplicateText] = field(default_factory=dict)


def compared(
    store: Store, kept: Kept, shared: Sharers, source_id: str, article_id: int | None = None
) -> list[Pair]:
    """Return the stored articles that ``kept`` is a copy of, or that say it with other numbers.

    ``source_id`` is its outlet and ``article_id`` its own number, if it is stored already. What
    other articles of its outlet say too counts for nothing.
    """
    mine = _Side(
        *(DuplicateText(kept.folded_text, kept.folded_title), kept.text_digest),
        *(kept.article.title, kept.word_count, source_id, article_id or 0),
    )
    return _pairs(store, mine, shared)


def _pairs(store: Store, mine: _Side, shared: Sharers) -> list[Pair]:
    equal = store.rows(
        "SELECT id FROM articles WHERE text_digest = ? ORDER BY id LIMIT ?",
        (mine.digest, _MOST_EQUAL),
    )
    wanted = dict.fromkeys([*(row["id"] for row in equal), *candidates(shared)])
    found = (_pair(store, number, mine) for number in wanted if number != mine.article_id)
    return [pair for pair in found if pair]


def reconsider(store: Store, source_id: str, newest: int) -> set[int]:
    """Compare an outlet's few articles anew, since its ``newest`` shows what it puts around all.

    Returns the articles whose copies are others now. Later ones are compared with enough of its
    articles at once. Those that it changed keep their copies. Within the caller's transaction.
    """
    changed: set[int] = set()
    known = store.rows("SELECT id FROM articles WHERE source_id = ? LIMIT ?", (source_id, _FEW + 1))
    if len(known) > _FEW:
        return changed
    rows = store.rows(
        "SELECT a.*, s.keys FROM articles a JOIN copy_signatures s ON s.article_id = a.id "
        "WHERE a.source_id = ? ORDER BY a.id",
        (source_id,),
    )
    for row in rows:
        if row["id"] != newest:
            shared = minhash_index.sharers(store, MinHash.from_bytes(row["keys"]))
            changed |= _replace_pairs(store, row["id"], _pairs(store, _side(row), shared))
    return changed


def _replace_pairs(store: Store, article_id: int, pairs: Sequence[Pair]) -> set[int]:
    """Write down which copies an unchanged article has now; return the articles this concerns."""
    known = {
        row["id"]: row["kind"]
        for row in store.rows(_UNCHANGED_COPIES, {"id": article_id, "kinds": json.dumps(_COPIES)})
    }
    gone = known.keys() - {pair.article_id for pair in pairs}
    store.execute_many(
        "DELETE FROM copy_pairs WHERE (one, other) = (?, ?)",
        [(min(article_id, other), max(article_id, other)) for other in gone],
    )
    come = [pair for pair in pairs if (pair.verdict is None) == (pair.article_id in known)]
    remember(store, article_id, come)
    others: set[int] = gone | {pair.article_id for pair in come}
    return {article_id, *others} if others else set()


def _pair(store: Store, article_id: int, mine: _Side) -> Pair | None:
    row = store.row("SELECT * FROM articles WHERE id = ?", (article_id,))
    if row is None or surely_strange(mine.text, row["text"]):
        return None
    theirs = _side(row)
    verdict = _verdict(store, mine, theirs)
    if verdict is None:
        return None
    if verdict == "apart":
        return Pair(article_id, row["story_id"], None)
    if mine.word_count < EXACT_COPY_WORDS and row["title"] != mine.title:
        return None
    return Pair(article_id, row["story_id"], verdict)


def _side(row: Row) -> _Side:
    text = stored_text(row["title"], row["text"])
    facts = (row["text_digest"], row["title"], row["word_count"])
    return _Side(text, *facts, row["source_id"], row["id"])


def _verdict(store: Store, one: _Side, other: _Side) -> CopyVerdict | Literal["apart"] | None:
    """Compare two texts by what is their own."""
    if one.text.words == other.text.words:
        return compare(one.text, other.text)
    # What is left out of both makes them no less strange.
    if _are_strange(one.text, other.text):
        return None
    a = _own_text(store, one, other)
    if a is not one.text and _are_strange(a, other.text):
        return None
    verdict = compare(a, _own_text(store, other, one))
    return as_near(verdict, one.text, other.text) if isinstance(verdict, CopyVerdict) else verdict


def _are_strange(one: DuplicateText, other: DuplicateText) -> bool:
    return share_little(one, other) or strangers(one, other)


def _own_text(store: Store, mine: _Side, theirs: _Side) -> DuplicateText:
    """Return a text without what the newest other articles of its outlet say too."""
    if not mine.passages:
        rows = store.rows(
            "SELECT id, title, text FROM articles WHERE source_id = ? AND id <> ? "
            "ORDER BY first_seen_at DESC, id DESC LIMIT ?",
            (mine.source_id, mine.article_id, _NEIGHBOURS),
        )
        mine.passages.update(
            (row["id"], shared_passages(mine.text, stored_text(row["title"], row["text"])))
            for row in rows
        )
    left_out = theirs.article_id if theirs.article_id in mine.passages else 0
    if left_out not in mine.own:
        others = (marks for number, marks in mine.passages.items() if number != left_out)
        mine.own[left_out] = own_text(mine.text, others)
    return mine.own[left_out]


def remember(store: Store, article_id: int, pairs: Iterable[Pair]) -> None:
    """Write down what comparing a stored article gave, within the caller's transaction."""
    rows = []
    for pair in pairs:
        one, other = sorted((article_id, pair.article_id))
        kind, coverage = (
            (pair.verdict.kind, pair.verdict.coverage) if pair.verdict else ("apart", 0.0)
        )
        rows.append((one, other, kind, coverage))
    store.execute_many(
        "INSERT OR REPLACE INTO copy_pairs (one, other, kind, coverage) VALUES (?, ?, ?, ?)", rows
    )


def forget(store: Store, article_id: int, *, pairs: bool) -> None:
    """Take a stored article out of the index, before its text changes.

    With ``pairs`` what it was compared with is forgotten too. Within the caller's transaction.
    """
    minhash_index.unindex(store, article_id)
    if pairs:
        store.execute("DELETE FROM copy_pairs WHERE one = ?1 OR other = ?1", (article_id,))


def partners(store: Store, article_id: int) -> list[int]:
    """Return the articles that a stored article was compared with."""
    rows = store.rows(
        "SELECT other AS id FROM copy_pairs WHERE one = ?1 "
        "UNION SELECT one FROM copy_pairs WHERE other = ?1",
        (article_id,),
    )
    return [row["id"] for row in rows]


def are_strangers(store: Store, one: int, other: int) -> bool:
    """Tell whether two stored articles have next to nothing in common, and remember the answer."""
    a, b = map(_side, store.rows("SELECT * FROM articles WHERE id IN (?, ?)", (one, other)))
    strange = strangers(_own_text(store, a, b), _own_text(store, b, a))
    store.execute(
        "INSERT OR REPLACE INTO copy_pairs (one, other, kind, coverage) VALUES (?, ?, ?, 0)",
        (min(one, other), max(one, other), "stranger" if strange else "kin"),
    )
    return strange


def renew_minhashes(store: Store, limit: int = MOST_RENEWED) -> int:
    """Renew the MinHash of up to ``limit`` articles where it is of another version, newest first.

    Each batch is a transaction of its own; what is left waits for the next pass. Returns how many.
    """
    if store.rows("SELECT oldest_version FROM copy_index")[0][0] >= MINHASH_VERSION:
        return 0
    done = 0
    while done < limit:
        rows = store.rows(
            "SELECT s.article_id, a.text FROM copy_signatures s "
            "JOIN articles a ON a.id = s.article_id WHERE s.version < ? "
            "ORDER BY s.article_id DESC LIMIT ?",
            (MINHASH_VERSION, min(_RENEWED_AT_ONCE, limit - done)),
        )
        if not rows:
            with store.transaction():
                store.execute("UPDATE copy_index SET oldest_version = ?", (MINHASH_VERSION,))
            break
        with store.transaction():
            for row in rows:
                minhash_index.unindex(store, row["article_id"])
                hashed = minhash(fold(row["text"]))
                shared = minhash_index.sharers(store, hashed)
                minhash_index.index(store, row["article_id"], hashed, shared)
        done += len(rows)
    return done
