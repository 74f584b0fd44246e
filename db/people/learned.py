"""What was learned of the topic: the model in use, and what it made of articles."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from db.store import Store, iso
from pipelines.items import Relevance

LEAD_LETTERS = 300
_LAST_ID = 2**63 - 1
_WITH_VECTORS = """
SELECT a.id FROM articles a JOIN article_vectors v ON v.article_id = a.id
JOIN sentence_models m ON m.id = v.model_id AND m.digest = :sentence_model
LEFT JOIN learned_judgements l ON l.article_id = a.id
WHERE a.id < :before AND a.first_seen_at >= :since
AND NOT EXISTS (SELECT 1 FROM judgements j WHERE j.article_id = a.id)
AND NOT EXISTS (SELECT 1 FROM vectors_wanted w WHERE w.article_id = a.id)
AND (:model = '' OR l.article_id IS NULL OR l.model <> :model OR l.text_sum <> a.text_sum
    OR l.relevance <> a.relevance)
ORDER BY a.id DESC LIMIT :limit
"""


# The words CROSS JOIN let SQLite begin with the stories of the time, and not with all articles.
_DOUBTFUL = """
WITH doubts AS (
    SELECT a.id, l.chance, row_number() OVER (PARTITION BY a.story_id
        ORDER BY abs(l.chance - 0.5) NULLS LAST, a.id DESC) AS place
    FROM stories t CROSS JOIN articles a ON a.story_id = t.id
        LEFT JOIN learned_judgements l ON l.article_id = a.id
    WHERE t.last_seen_at >= :since AND a.relevance = 'review' AND a.first_seen_at >= :since
    AND (:languages = '[]' OR a.language IN (SELECT value FROM json_each(:languages)))
    AND NOT EXISTS (SELECT 1 FROM judgements j JOIN articles b ON b.id = j.article_id
        WHERE b.story_id = a.story_id)),
chosen AS (SELECT id, chance FROM doubts WHERE place = 1
    ORDER BY abs(chance - 0.5) NULLS LAST, id DESC LIMIT :limit)
SELECT a.id, a.title, s.name, a.language, c.chance, substr(a.text, 1, :letters)
FROM chosen c JOIN articles a ON a.id = c.id JOIN sources s ON s.id = a.source_id
ORDER BY abs(c.chance - 0.5) NULLS LAST, a.id DESC
"""


class LearnedLabel(NamedTuple):
    """What a model made of an article: its label, and how likely it is on topic, from 0 to 1."""

    article_id: int
    relevance: Relevance
    chance: float


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An article that a person should judge, with its probability of being on topic.

    That is None where only the topic's query judged it. ``lead`` is the start of its text.
    """

    id: int
    title: str
    outlet: str
    language: str
    chance: float | None
    lead: str


def model_in_use(store: Store) -> str | None:
    """Return the text of the model that judges now; None if it is the package's."""
    row = store.row("SELECT body FROM learned_models ORDER BY used_at DESC, id DESC LIMIT 1")
    return str(row["body"]) if row else None


def use_model(store: Store, digest: str, body: str, now: datetime) -> None:
    """Let a model judge from now on; those before it stay, as what they judged names them."""
    with store.transaction():
        store.execute(
            "INSERT INTO learned_models (digest, body, used_at) VALUES (?, ?, ?) "
            "ON CONFLICT (digest) DO UPDATE SET used_at = excluded.used_at",
            (digest, body, iso(now)),
        )


def judged_by_people(store: Store) -> dict[int, bool]:
    """Return the ids of the articles that people judged, and whether each is on topic."""
    rows = store.rows("SELECT article_id, relevance FROM judgements ORDER BY article_id")
    return {row["article_id"]: row["relevance"] == "relevant" for row in rows}


def to_judge(
    store: Store,
    sentence_model: str,
    since: datetime,
    limit: int,
    before: int | None = None,
    unjudged_by: str = "",
) -> list[int]:
    """Return articles that a model can judge, the newest first: those with vectors of their text.

    They were first seen at ``since`` or later, and stored before the article with the id
    ``before``; what people judged is left out. ``sentence_model`` is the digest of that which made
    the vectors. ``unjudged_by`` leaves out what the model of that digest judged, unless its text
    was changed since, or its label written anew by the topic's query.
    """
    rows = store.rows(
        _WITH_VECTORS,
        {
            "sentence_model": sentence_model,
            "since": iso(since),
            "before": _LAST_ID if before is None else before,
            "model": unjudged_by,
            "limit": limit,
        },
    )
    return [row["id"] for row in rows]


def note_learned(store: Store, digest: str, judged: Sequence[LearnedLabel]) -> None:
    """Write down what the model with ``digest`` made of articles; their labels stay as they are."""
    with store.transaction():
        for one in judged:
            store.execute(
                "INSERT OR REPLACE INTO learned_judgements "
                "(article_id, model, chance, relevance, text_sum) "
                "SELECT id, ?, ?, ?, text_sum FROM articles WHERE id = ?",
                (digest, round(one.chance, 4), one.relevance, one.article_id),
            )


def doubtful(
    store: Store, since: datetime, limit: int, languages: Sequence[str] = ()
) -> list[Doubtful]:
    """Return the articles for a person to judge, the most doubtful first, one of each story.

    Those that no model judged follow, the newest first. Of a story the article is one in
    ``languages`` (any if there are none).
    """
    rows = store.rows(
        _DOUBTFUL,
        {
            "since": iso(since),
            "limit": limit,
            "letters": LEAD_LETTERS,
            "languages": json.dumps([*languages]),
        },
    )
    found = [Doubtful(*row) for row in rows]
    return [replace(one, lead=_whole_words(one.lead)) for one in found]


def _whole_words(text: str) -> str:
    """Return the start of a text without the word in which it was cut."""
    return text if len(text) < LEAD_LETTERS else f"{text.rsplit(maxsplit=1)[0]} …"


def count_judged(store: Store) -> int:
    """Return how many articles people judged."""
    return int(store.rows("SELECT count(*) FROM judgements")[0][0])
