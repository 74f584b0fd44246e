"""The articles of other stories that are nearest in meaning to one."""

import json
from dataclasses import dataclass

from db.meaning.nearest import article_vector, nearest
from db.store import Store
from pipelines.meaning.engine import DIMENSIONS, NoModel, find_model

SHOWN = 6
COMPARED = 40
"""So many of the nearest are looked at; those of one story count once."""
LEAST = 0.5
"""Nineteen of twenty pairs of reports of one event in two languages are as near."""


@dataclass(frozen=True, slots=True)
class NearArticle:
    """An article, and how near it is to another one (0 to 1); the moment is ISO 8601 UTC."""

    id: int
    title: str
    outlet: str
    country: str
    language: str
    first_seen_at: str
    story_id: int
    nearness: float


@dataclass(frozen=True, slots=True)
class MoreLike:
    """The articles like one, the nearest first; or in words why there are none."""

    articles: tuple[NearArticle, ...] = ()
    missing: str = ""


def more_like(store: Store, article_id: int) -> MoreLike:
    """Return the articles of other stories that are nearest to one, one of each story.

    Vectors alone are compared: it works without the sentence model, for what that has read.
    """
    row = store.row(
        "SELECT m.digest, length(v.head) AS size, a.story_id FROM articles a "
        "LEFT JOIN article_vectors v ON v.article_id = a.id "
        "LEFT JOIN sentence_models m ON m.id = v.model_id WHERE a.id = ?",
        (article_id,),
    )
    wanted = None
    if row is not None and row["digest"] is not None and row["size"] == DIMENSIONS:
        wanted = article_vector(store, row["digest"], article_id)
    if row is None or wanted is None:
        model = find_model()
        why = str(model) if isinstance(model, NoModel) else "a pass will read it"
        return MoreLike(missing=f"This article is not compared by meaning yet: {why}.")
    near = nearest(store, row["digest"], wanted, COMPARED, leave_out=article_id)
    found = _of_other_stories(store, dict(one for one in near if one[1] >= LEAST), row["story_id"])
    return MoreLike(found, "" if found else "No article of another story is near to it in meaning.")


def _of_other_stories(
    store: Store, nearness: dict[int, float], story_id: int
) -> tuple[NearArticle, ...]:
    rows = store.rows(
        "SELECT a.id, a.title, s.name AS outlet, s.country, a.language, a.first_seen_at, "
        "a.story_id FROM articles a JOIN sources s ON s.id = a.source_id "
        "WHERE a.id IN (SELECT value FROM json_each(?)) AND a.story_id <> ?",
        (json.dumps([*nearness]), story_id),
    )
    known = {row["id"]: NearArticle(**dict(row), nearness=nearness[row["id"]]) for row in rows}
    stories: dict[int, NearArticle] = {}
    for number in nearness:
        if number in known:
            stories.setdefault(known[number].story_id, known[number])
    return tuple(stories.values())[:SHOWN]
