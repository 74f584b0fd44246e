"""What is to be known of the data before its counts are cited: outlets, days, what was declared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.people.declarations import Declaration, declarations
from db.store import Store

_OUTLETS = """
SELECT s.id, s.name, s.country, s.languages, s.health,
    d.first AS first_day, d.last AS last_day,
    coalesce(d.days, 0) AS days, coalesce(d.silent, 0) AS silent
FROM sources s LEFT JOIN (
    SELECT source_id, min(day) AS first, max(day) AS last, count(*) AS days,
        sum(answered = 0) AS silent
    FROM outlet_days GROUP BY source_id
) d ON d.source_id = s.id
WHERE d.first IS NOT NULL OR s.health <> 'off' ORDER BY s.country, s.name
"""
# By outlet alone, as the index has them: with the topic, SQLite would sort every day.
_ARTICLES = """
SELECT source_id, sum(articles) AS articles,
    sum(iif(relevance = 'relevant', articles, 0)) AS relevant,
    sum(iif(relevance = 'review', articles, 0)) AS review,
    sum(iif(relevance = 'off', articles, 0)) AS off
FROM article_days INDEXED BY article_days_by_outlet GROUP BY source_id
"""


@dataclass(frozen=True, slots=True)
class WatchedOutlet:
    """How an outlet was watched; days are of UTC, ISO 8601, None if it was never asked.

    ``days`` counts those on which it was asked, ``silent`` those on which it never answered.
    ``history`` is how it was declared, the newest first.
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
    them were seen; ``recorded_since`` is since when declarations are kept.
    """

    articles: int
    stories: int
    relevance: Mapping[str, int]
    first_at: str | None
    last_at: str | None
    recorded_since: str | None
    outlets: tuple[WatchedOutlet, ...]
    rules: Mapping[str, tuple[Declaration, ...]]
    settings: Mapping[str, tuple[Declaration, ...]]


def about_data(store: Store) -> AboutData:
    """Return what the counts of this database rest on."""
    known = declarations(store)
    relevance, by_outlet = Counter[str](), Counter[str]()
    for row in store.rows(_ARTICLES):
        relevance.update({topic: row[topic] for topic in ("relevant", "review", "off")})
        by_outlet[row["source_id"]] = row["articles"]
    # Asked for both in one, SQLite would look at every moment.
    span = store.rows(
        "SELECT (SELECT min(first_seen_at) FROM articles) AS a, "
        "(SELECT max(first_seen_at) FROM articles) AS z"
    )[0]
    outlets = _by_name(known, "outlet")
    return AboutData(
        articles=sum(relevance.values()),
        stories=store.rows("SELECT count(*) FROM stories")[0][0],
        relevance=dict(+relevance),
        first_at=span["a"],
        last_at=span["z"],
        recorded_since=min((one.since_at for one in known), default=None),
        outlets=tuple(
            WatchedOutlet(
                **dict(row), articles=by_outlet[row["id"]], history=outlets.get(row["id"], ())
            )
            for row in store.rows(_OUTLETS)
        ),
        rules=_by_name(known, "rule"),
        settings=_by_name(known, "setting"),
    )


def _by_name(known: list[Declaration], kind: str) -> dict[str, tuple[Declaration, ...]]:
    found: dict[str, tuple[Declaration, ...]] = {}
    for one in known:
        if one.kind == kind:
            found[one.name] = (*found.get(one.name, ()), one)
    return found
