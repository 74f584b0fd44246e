"""What people decided of events: which stories tell of one, and which never do."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import combinations, product

from db.store import Store, iso


def put_together(store: Store, stories: Collection[int], now: datetime) -> None:
    """Keep that stories tell of one event, whatever was said before.

    It is kept of their first articles, since stories join and part. Within the caller's
    transaction, as what follows.
    """
    _keep(store, combinations(sorted(stories), 2), "merge", now)


def put_apart(store: Store, some: Collection[int], others: Collection[int], now: datetime) -> None:
    """Keep that some stories do not tell of the event of others; either side stays together."""
    put_together(store, some, now)
    put_together(store, others, now)
    _keep(store, product(sorted(some), sorted(others)), "split", now)


def _keep(store: Store, pairs: Iterable[tuple[int, int]], decision: str, now: datetime) -> None:
    known = [*pairs]
    asked = json.dumps(sorted({story for pair in known for story in pair}))
    firsts = {
        row["id"]: row["first_article_id"]
        for row in store.rows(
            "SELECT id, first_article_id FROM stories WHERE id IN (SELECT value FROM json_each(?))",
            (asked,),
        )
    }
    rows = [sorted((firsts[one], firsts[other])) for one, other in known]
    store.execute_many(
        "INSERT OR REPLACE INTO event_decisions (one, other, decision, decided_at) "
        "VALUES (?, ?, ?, ?)",
        [(*row, decision, iso(now)) for row in rows],
    )
