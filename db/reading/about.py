"""What is to be known of the data before its counts are cited: outlets, days, what was declared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.people.declarations import Declaration, declarations
from db.status import NOT_VISITED, SourceStatus, status_of_sources
from db.store import Store

_OUTLETS = """
SELECT s.id, s.name, s.country, s.languages,
    d.first AS first_day, d.last AS last_day,
    coalesce(d.days, 0) AS days, coalesce(d.silent, 0) AS silent
FROM sources s LEFT JOIN (
    SELECT source_id, min(day) AS first, max(day) AS last, count(*) AS days,
        sum(answered = 0) AS silent
    FROM outlet_days GROUP BY source_id
) d ON d.source_id = s.id
WHERE d.first IS NOT NULL OR s.health <> 'off'
    OR EXISTS (SELECT 1 FROM article_days WHERE source_id = s.id)
ORDER BY s.country, s.name
"""
# By outlet alone, as the index has them: with the topic, SQLite would sort every day.
_ARTICLES = """
SELECT source_id, sum(articles) AS articles,
    sum(iif(relevance = 'relevant', articles, 0)) AS relevant,
    sum(iif(relevance = 'review', articles, 0)) AS review,
    sum(iif(relevance = 'off', articles, 0)) AS off
FROM article_days INDEXED BY article_days_by_outlet GROUP BY source_id
"""
# Each asked for alone: for two in one, SQLite would look at every article.
_SPAN = """
SELECT (SELECT min(first_seen_at) FROM articles) AS first_at,
    (SELECT max(first_seen_at) FROM articles) AS last_at,
    (SELECT min(substr(published_at, 1, 10)) FROM articles) AS first_published,
    (SELECT max(substr(published_at, 1, 10)) FROM articles) AS last_published,
    (SELECT count(*) FROM articles WHERE substr(published_at, 1, 10) IS NULL) AS undated
"""


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """How an outlet was watched; days are of UTC, ISO 8601, None if it was never asked.

    Articles of one that was never asked came from recorded pages, or by hand. ``health`` is that
    of its last visits, "not visited yet" or off. ``days`` counts those on which it was asked,
    ``silent`` those on which it never answered. ``history`` is how it was declared, the newest
    first.
    """

    id: str
    name: str
    country: str
    languages: str
    health: str
    articles: int
    first_day: str | None
    last_day: str | None
    days: int
    silent: int
    history: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True)
class AboutData:
    """The whole of what is stored, and by what it came: the newest declaration first in each.

    ``relevance`` counts articles; ``first_at`` and ``last_at`` are when the first and the last of
    them were seen, ``first_published`` and ``last_published`` the days on which they were
    published by their own word, which ``undated`` ones do not say; None if there are none.
    ``outlets_with_articles`` counts the outlets that they are of, and ``never_asked`` those among
    these; ``recorded_since`` is since when declarations are kept.
    """

    articles: int
    stories: int
    relevance: Mapping[str, int]
    first_at: str | None
    last_at: str | None
    first_published: str | None
    last_published: str | None
    undated: int
    outlets_with_articles: int
    never_asked: int
    recorded_since: str | None
    outlets: tuple[KnownOutlet, ...]
    rules: Mapping[str, tuple[Declaration, ...]]
    settings: Mapping[str, tuple[Declaration, ...]]


def about_data(store: Store) -> AboutData:
    """Return what the counts of this database rest on."""
    known = declarations(store)
    relevance, by_outlet = Counter[str](), Counter[str]()
    for row in store.rows(_ARTICLES):
        relevance.update({topic: row[topic] for topic in ("relevant", "review", "off")})
        by_outlet[row["source_id"]] = row["articles"]
    outlets = _outlets(store, by_outlet, _by_name(known, "outlet"))
    with_articles = [one for one in outlets if one.articles]
    return AboutData(
        articles=sum(relevance.values()),
        stories=store.rows("SELECT count(*) FROM stories")[0][0],
        relevance=dict(+relevance),
        **dict(store.rows(_SPAN)[0]),
        outlets_with_articles=len(with_articles),
        never_asked=sum(one.first_day is None for one in with_articles),
        recorded_since=min((one.since_at for one in known), default=None),
        outlets=outlets,
        rules=_by_name(known, "rule"),
        settings=_by_name(known, "setting"),
    )


def _outlets(
    store: Store, articles: Mapping[str, int], declared: Mapping[str, tuple[Declaration, ...]]
) -> tuple[KnownOutlet, ...]:
    states = {one.id: one for one in status_of_sources(store)}
    return tuple(
        KnownOutlet(
            **dict(row),
            health=_health(states[row["id"]]),
            articles=articles[row["id"]],
            history=declared.get(row["id"], ()),
        )
        for row in store.rows(_OUTLETS)
    )


def _health(state: SourceStatus) -> str:
    return state.health if state.known or state.health == "off" else NOT_VISITED


def _by_name(known: list[Declaration], kind: str) -> dict[str, tuple[Declaration, ...]]:
    found: dict[str, tuple[Declaration, ...]] = {}
    for one in known:
        if one.kind == kind:
            found[one.name] = (*found.get(one.name, ()), one)
    return found
