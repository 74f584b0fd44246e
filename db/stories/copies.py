"""Copies: which stored articles a text is a copy of, found by its MinHash and compared."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.store import Store
from db.stories import minhash_index
from db.stories.minhash_index import Sharers
from pipelines.items import Kept
from pipelines.stories.copies import CopyVerdict, DuplicateText, compare, strangers, surely_strange
from pipelines.stories.minhash import MINHASH_VERSION, candidates, minhash
from pipelines.text.fold import fold

EXACT_COPY_WORDS = 20
"""Shorter texts are copies only under the same title: a caption or a tally may well recur."""
MOST_RENEWED = 5_000
"""So many articles get a MinHash of the present version in one pass, the newest first."""
_RENEWED_AT_ONCE = 500
_MOST_EQUAL = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A stored article that a text was compared with; without ``verdict`` a number differs."""

    article_id: int
    story_id: int
    verdict: CopyVerdict | None


def compared(store: Store, kept: Kept, shared: Sharers) -> list[Pair]:
    """Return the stored articles that ``kept`` is a copy of, or that say it with other numbers."""
    equal = store.rows(
        "SELECT id FROM articles WHERE text_digest = ? ORDER BY id LIMIT ?",
        (kept.text_digest, _MOST_EQUAL),
    )
    chosen = candidates(shared)
    wanted = dict.fromkeys([*(row["id"] for row in equal), *chosen])
    if not wanted:
        return []
    mine = DuplicateText(kept.folded_text, kept.folded_title)
    found = (_pair(store, article_id, kept, mine) for article_id in wanted)
    return [pair for pair in found if pair]


def _pair(store: Store, article_id: int, kept: Kept, mine: DuplicateText) -> Pair | None:
    row = store.row("SELECT story_id, title, text FROM articles WHERE id = ?", (article_id,))
    if row is None:
        return None
    if surely_strange(mine, row["text"]):
        return None
    theirs = DuplicateText(fold(row["text"]), fold(row["title"]))
    verdict = compare(mine, theirs)
    if verdict is None:
        return None
    if verdict == "apart":
        return Pair(article_id, row["story_id"], None)
    if kept.word_count < EXACT_COPY_WORDS and row["title"] != kept.article.title:
        return None
    return Pair(article_id, row["story_id"], verdict)


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
    rows = store.rows("SELECT title, text FROM articles WHERE id IN (?, ?)", (one, other))
    strange = strangers(*(DuplicateText(fold(row["text"]), fold(row["title"])) for row in rows))
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
