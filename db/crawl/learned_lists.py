"""The lists of outlets that were declared without any: found by a search, used at each visit."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from db.store import Store, iso
from pipelines.sources import LISTING_FIELDS, Source
from pipelines.visits import LearnedList

AGAIN_AFTER = timedelta(days=1)
LEAST_FAILURES = 3
"""So many visits in a row must fail until other lists are looked for."""
_TO_SEARCH = """
SELECT id, learned FROM sources WHERE health <> 'off' AND last_visit_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM json_each(:fields) f, json_each(declaration, '$.' || f.value))
AND homepage <> '' AND CASE WHEN searched_at IS NULL THEN failures = 0
ELSE searched_at <= :before AND learned <> ''
AND (failures >= :failures OR health IN ('broken', 'stale', 'thin')) END ORDER BY id
"""


def outlets_to_search(store: Store, now: datetime) -> list[str]:
    """Return the outlets whose lists are to be looked for: declared by their front page alone.

    Each once its front page has answered, and again, at most once a day, when what was found
    has died.
    """
    values = {
        "before": iso(now - AGAIN_AFTER),
        "failures": LEAST_FAILURES,
        "fields": json.dumps([field.name for field in LISTING_FIELDS]),
    }
    return [row["id"] for row in store.rows(_TO_SEARCH, values)]


def keep_learned(
    store: Store, source_id: str, learned: Sequence[LearnedList], now: datetime
) -> None:
    """Write down that the lists of an outlet were looked for; with none the old ones stay."""
    written = json.dumps([one._asdict() for one in learned], ensure_ascii=False)
    with store.transaction():
        store.execute(
            "UPDATE sources SET searched_at = :now, learned = iif(:some, :learned, learned) "
            "WHERE id = :id",
            {"now": iso(now), "some": bool(learned), "learned": written, "id": source_id},
        )


def learned_lists(store: Store, source_id: str) -> tuple[LearnedList, ...]:
    """Return the lists that were found for an outlet; none if it is not known."""
    row = store.row("SELECT learned FROM sources WHERE id = ?", (source_id,))
    return learned_of(row["learned"]) if row else ()


def learned_of(written: str) -> tuple[LearnedList, ...]:
    """Return the lists that a row's ``learned`` (JSON, or "" for none) holds."""
    return tuple(LearnedList(**one) for one in json.loads(written)) if written else ()


def with_learned(source: Source, learned: Sequence[LearnedList]) -> Source:
    """Return an outlet with the lists that were found for it, if it is declared without any."""
    if source.listings() or not learned:
        return source
    return replace(
        source,
        feeds=tuple(one.url for one in learned if one.kind == "feed"),
        sitemaps=tuple(one.url for one in learned if one.kind == "sitemap"),
        wordpress=tuple(one.url for one in learned if one.kind == "wordpress"),
    )
