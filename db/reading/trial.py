"""What a query would have mailed in the last days, had it been a rule then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.outbox.new_alerts import placement_when_stored
from db.search.find import StoredArticle, find
from db.store import Store
from pipelines.query.tree import Query


@dataclass(frozen=True, slots=True)
class TrialStory:
    """A story that a query fits; headline and outlet are those of its first article that fits."""

    story_id: int
    title: str
    language: str
    outlet: str
    first_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a query would have told, the newest first.

    ``mailed`` are the stories that would each have been an alert; ``base_line`` counts those that
    were there at an outlet's first visit, ``old`` those that were too old to be mailed. ``whole``
    is False if time was up before all articles were read: there may be more of everything.
    """

    articles: int
    mailed: tuple[TrialStory, ...]
    base_line: int
    old: int
    whole: bool


def try_query(
    store: Store,
    query: Query,
    since: datetime,
    max_age_days: int,
    stop: Callable[[], bool] = lambda: False,
) -> Trial:
    """Return what a rule with ``query`` would have told of what was first seen from ``since`` on.

    ``stop`` is asked before each article is read, and ends the search.
    """
    whole, articles = True, 0

    def stopped() -> bool:
        nonlocal whole
        whole = not stop()
        return not whole

    firsts: dict[int, StoredArticle] = {}
    placed: dict[int, set[str]] = {}
    for article, _ in find(store, query, None, since, stopped):
        articles += 1
        firsts[article.story_id] = article  # the newest come first
        known = placed.setdefault(article.story_id, set())
        if "new" not in known:
            known.add(placement_when_stored(store, article.id, max_age_days))
    mailed = [_story(firsts[number]) for number, known in placed.items() if "new" in known]
    others = [known for known in placed.values() if "new" not in known]
    base_line = sum("base_line" in known for known in others)
    return Trial(articles, tuple(mailed), base_line, len(others) - base_line, whole)


def _story(article: StoredArticle) -> TrialStory:
    return TrialStory(
        *(article.story_id, article.title, article.language),
        *(article.outlet, article.first_seen_at),
    )
