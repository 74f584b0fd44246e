"""What a search finds, story by story, and how what was counted of it divides by its facts."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from db.search.find import StoredArticle, find_near, fits_before
from db.store import Store
from pipelines.items import Span
from pipelines.query.tree import Query

Hit = tuple[StoredArticle, tuple[Span, ...]]
MOST_COUNTED = 1_000
"""So many articles that fit are counted at most, the newest ones."""


@dataclass(slots=True)
class FoundStory:
    """A story that a search found: its article that fits and was seen last, and the others.

    ``nearness`` is how near the first is to what like() asks for, None if nothing is asked so.
    """

    story_id: int
    newest: Hit
    nearness: float | None = None
    others: list[StoredArticle] = field(default_factory=list)


@dataclass(slots=True)
class Counts:
    """How many of the counted articles are of each kind.

    ``outlets`` are keyed by id and name, ``days`` by the day of publication (ISO, UTC), "" if that
    is unknown; ``rules`` by name and query.
    """

    languages: Counter[str] = field(default_factory=Counter)
    outlets: Counter[tuple[str, str]] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    relevance: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, article: StoredArticle) -> None:
        """Count an article."""
        self.languages[article.language] += 1
        self.outlets[article.source_id, article.outlet] += 1
        self.countries[article.country] += 1
        self.days[article.published_at.date().isoformat() if article.published_at else ""] += 1
        self.relevance[article.relevance] += 1


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: ``counted`` articles fit, and no more if ``is_all``.

    ``before`` is where the next page begins, None if there is none.
    """

    stories: tuple[FoundStory, ...]
    counted: int
    is_all: bool
    counts: Counts
    before: int | None


def found_stories(
    store: Store,
    query: Query,
    most: int,
    before: int | None,
    enough: Callable[[], bool],
    stop: Callable[[], bool],
) -> Found:
    """Return the ``most`` stories that a query finds, those with the newest article first.

    ``before`` is that of the page before. When the page is full, articles are counted until
    ``enough`` says so; ``stop`` ends the search, be the page full or not.
    """
    stories: dict[int, FoundStory] = {}
    counts, ids, ended = Counts(), list[int](), False

    def over() -> bool:
        nonlocal ended
        ended = ended or stop() or (len(stories) >= most and enough())
        return ended

    last = before
    with store.snapshot():
        for article, spans, near in find_near(
            store, query, MOST_COUNTED + 1, stop=over, before=before
        ):
            if len(ids) == MOST_COUNTED:
                ended = True
                break
            if before and fits_before(store, query, article.story_id, before):
                continue
            ids.append(article.id)
            counts.add(article)
            known = stories.get(article.story_id)
            if known:
                known.others.append(article)
            elif len(stories) < most:
                stories[article.story_id] = FoundStory(
                    article.story_id, (article, spans), max(near.values(), default=None)
                )
                last = article.id
        counts.rules.update(_rules(store, ids))
    shown = sum(1 + len(story.others) for story in stories.values())
    more = last if stories and (ended or shown < len(ids)) else None
    return Found(tuple(stories.values()), len(ids), not ended, counts, more)


def _rules(store: Store, ids: list[int]) -> dict[tuple[str, str], int]:
    rows = store.rows(
        "SELECT r.name, r.query, count(*) AS n FROM json_each(?) j "
        "JOIN matches m ON m.article_id = j.value JOIN rules r ON r.id = m.rule_id GROUP BY r.id",
        (json.dumps(ids),),
    )
    return {(row["name"], row["query"]): row["n"] for row in rows}
