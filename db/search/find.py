"""Searching the stored articles: the index proposes, the matcher decides, as it does for alerts."""

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from db.search.concept_index import is_complete, read_places
from db.store import Store, changed_text, is_as_stored, iso, moment_of
from pipelines.items import Span
from pipelines.query.article_view import ArticleView
from pipelines.query.matcher import TooCostly, match
from pipelines.query.search_plan import SearchPlan, plan_search, versions_of
from pipelines.query.token_index import Place, TokenIndex
from pipelines.query.tree import Query, likes_of

if TYPE_CHECKING:
    from pipelines.meaning.asked import AskedTexts

_COLUMNS = (
    "a.id, a.url, a.title, a.text, a.byline, a.section, a.language, a.published_at, "
    "a.first_seen_at, a.text_sum, a.source_id, a.relevance, a.story_id, s.name AS outlet, s.country"
)
_READ = f"SELECT {_COLUMNS} FROM articles a JOIN sources s ON s.id = a.source_id"  # noqa: S608 - ours
_LAST_ID = 2**63 - 1
_PLACES_OF = (
    "(SELECT places FROM concept_places "
    "WHERE article_id = a.id AND concept IN (SELECT value FROM json_each(?)))"
)
# The articles of one concept lie in order; those of several are sorted and told once.
_NAMED = "(SELECT article_id FROM concept_places WHERE concept = ?)"
_NAMED_ONE_OF = (
    "(SELECT DISTINCT article_id FROM concept_places "
    "WHERE concept IN (SELECT value FROM json_each(?)))"
)
_COUNTED = (
    "SELECT count(*) FROM (SELECT 1 FROM concept_places "
    "WHERE concept IN (SELECT value FROM json_each(?)) LIMIT ?)"
)
_OFTEN = (
    "a.id IN (SELECT doc FROM temp.word_places WHERE term IN (SELECT value FROM json_each(?)) "
    "GROUP BY doc HAVING count(*) >= ?)"
)
_ENOUGH = 2_000
MOST_SORTED = 5_000
"""So many articles of an outlet or a country are sorted; of more, the newest of all are tried."""
FEWEST_AT_ONCE, MOST_AT_ONCE = 32, 1_024
"""The vectors of so many articles are compared at once, of more the longer a search goes on."""
ALL_COMPARED = 1_000
"""So many are compared before the signs of all are read, which takes a tenth of a second a million.
"""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What a search needs of a stored article; times are UTC."""

    id: int
    url: str
    title: str
    text: str
    byline: str
    section: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime | None
    source_id: str
    outlet: str
    country: str
    relevance: str
    story_id: int


def find(
    store: Store,
    query: Query,
    limit: int | None,
    since: datetime | None = None,
    stop: Callable[[], bool] = lambda: False,
    before: int | None = None,
) -> Iterator[tuple[StoredArticle, tuple[Span, ...]]]:
    """Yield at most ``limit`` articles that ``query`` fits, newest first, with where it fits.

    ``since`` leaves out what was first seen before; ``stop`` is asked before each article is read
    and ends the search; ``before`` leaves out the article of that id, and those stored later.
    """
    for article, spans, _ in find_near(store, query, limit, since, stop, before):
        yield article, spans


def find_near(
    store: Store,
    query: Query,
    limit: int | None,
    since: datetime | None = None,
    stop: Callable[[], bool] = lambda: False,
    before: int | None = None,
) -> Iterator[tuple[StoredArticle, tuple[Span, ...], Mapping[str, float]]]:
    """Yield what ``find`` does, and how near each article is to the texts that like() asks for."""
    found = 0
    with store.snapshot():  # the index must be the one that was found complete
        indexed = all(is_complete(store, version) for version in versions_of(query))
        plan = plan_search(query, indexed=indexed)
        # Closed here: an error would keep the rows open longer than the store.
        with closing(_fitting_ids(store, plan, since, before)) as ids:
            below = _LAST_ID if before is None else before
            alone = below if since is None and plan == SearchPlan(None, likes=plan.likes) else None
            for article_id, nearness in _with_nearness(store, query, plan, ids, stop, alone):
                if stop():
                    return
                article = _stored(store, store.rows(f"{_READ} WHERE a.id = ?", (article_id,))[0])
                spans = match(query, TokenIndex(stored_view(article, nearness)))
                if spans is None:
                    continue
                # What is too costly to match is shown, without places, rather than left out.
                yield article, () if isinstance(spans, TooCostly) else spans, nearness
                found += 1
                if found == limit:
                    return


def _with_nearness(
    store: Store,
    query: Query,
    plan: SearchPlan,
    ids: Iterator[int],
    stop: Callable[[], bool],
    below: int | None,
) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Yield those of ``ids`` that are as near as the plan asks, with how near to which texts.

    Without the sentence model, and for articles without vectors, that is unknown. ``below`` tells
    that ``ids`` are those of all articles below that id: the plan asks for nearness alone.
    """
    asked = _asked(query)
    if asked is None:
        if not plan.likes:
            yield from ((number, {}) for number in ids)
        return
    if plan.likes:
        first = [*islice(ids, ALL_COMPARED)]
        if below is not None:
            below = min([below, *first])
            ids = iter(first)
        else:
            ids = chain(first, _unless_far(store, asked, plan, ids, stop))
    size = FEWEST_AT_ONCE
    while at_once := [*islice(ids, size)]:
        if stop():
            return
        known = _nearness(store, asked, at_once)
        for number in at_once:
            near = known.get(number, {})
            if all(near.get(like.text, 0.0) >= like.least for like in plan.likes):
                yield number, near
        size = min(2 * size, MOST_AT_ONCE)
    if plan.likes and below is not None:
        from db.meaning.nearest import newest_near

        # To read a row of every article, its text beside it, takes ten times as long.
        yield from newest_near(store, asked, _least(plan), below, stop)


def _least(plan: SearchPlan) -> dict[str, float]:
    """Return how near an article must be to each text, the largest number that is asked for."""
    return {like.text: like.least for like in sorted(plan.likes, key=lambda one: one.least)}


def _unless_far(
    store: Store,
    asked: "AskedTexts",
    plan: SearchPlan,
    ids: Iterator[int],
    stop: Callable[[], bool],
) -> Iterator[int]:
    """Yield those of ``ids`` whose signs do not differ too much for what the plan asks."""
    from db.meaning.nearest import near_enough

    fitting = near_enough(store, asked, _least(plan))
    while (at_once := [*islice(ids, MOST_AT_ONCE)]) and not stop():
        yield from fitting(at_once)


def _asked(query: Query) -> "AskedTexts | None":
    """Return the texts that a query asks for by like(); None if it asks for none, or nothing can.

    Without likes nothing of the model is loaded: each pass would begin a tenth of a second later.
    """
    likes = likes_of(query)
    if not likes:
        return None
    from pipelines.meaning.asked import AskedTexts, asked_texts

    asked = asked_texts(like.text for like in likes)
    return asked if isinstance(asked, AskedTexts) else None


def _nearness(
    store: Store, asked: "AskedTexts | None", article_ids: Sequence[int]
) -> dict[int, dict[str, float]]:
    """Return how near articles are to the texts that a query asks for, by their id."""
    if asked is None:
        return {}
    from db.meaning.nearest import nearness_to

    return nearness_to(store, asked, article_ids)


def stored_view(article: StoredArticle, nearness: Mapping[str, float] | None = None) -> ArticleView:
    """Return what queries can ask of a stored article: the same as when it was new.

    ``nearness`` is how near it is to texts that they ask for.
    """
    return ArticleView(
        title=article.title,
        text=article.text,
        url=article.url,
        source=f"{article.source_id} {article.outlet}",
        author=article.byline,
        language=article.language,
        country=article.country,
        section=article.section,
        published_at=article.published_at,
        relevance=article.relevance,
        nearness=nearness or {},
    )


def fits_before(store: Store, query: Query, story_id: int, before: int) -> bool:
    """Tell whether a query fits an article of a story that was stored as ``before`` or later."""
    rows = store.rows(f"{_READ} WHERE a.story_id = ? AND a.id >= ?", (story_id, before))
    asked = _asked(query)
    known = _nearness(store, asked, [row["id"] for row in rows])
    views = (stored_view(_stored(store, row), known.get(row["id"])) for row in rows)
    return any(match(query, TokenIndex(view)) is not None for view in views)


def candidates(
    store: Store, plan: SearchPlan, since: datetime | None = None, before: int | None = None
) -> Iterator[StoredArticle]:
    """Yield the articles that have all that ``plan`` asks for, the last stored first.

    ``since`` leaves out what was first seen before; ``before`` what is not stored before that id.
    """
    for article_id in _fitting_ids(store, plan, since, before):
        yield _stored(store, store.rows(f"{_READ} WHERE a.id = ?", (article_id,))[0])


def _fitting_ids(
    store: Store, plan: SearchPlan, since: datetime | None, before: int | None
) -> Generator[int, None, None]:
    last = _LAST_ID if before is None else before - 1
    for article_id, *sides in store.stream(*_statement(store, plan, iso(since) or "", last)):
        pairs = zip(plan.nearness, sides[::2], sides[1::2], strict=True)
        if all(near.fits(_places(left), _places(right)) for near, left, right in pairs):
            yield article_id


def _stored(store: Store, row: Row) -> StoredArticle:
    if not is_as_stored(row):
        raise changed_text(store.path, row["id"], row["url"])
    found = {name: row[name] for name in row.keys() if name != "text_sum"}  # noqa: SIM118 - a Row
    found["published_at"] = moment_of(found["published_at"])
    found["first_seen_at"] = moment_of(found["first_seen_at"])
    return StoredArticle(**found)


def articles_by_id(store: Store, article_ids: Sequence[int]) -> list[StoredArticle]:
    """Return articles in the order of their ids given; those that are not there are left out."""
    rows = store.rows(
        f"{_READ} WHERE a.id IN (SELECT value FROM json_each(?))",  # noqa: S608 - ours
        (json.dumps(list(article_ids)),),
    )
    found = {row["id"]: _stored(store, row) for row in rows}
    return [found[number] for number in article_ids if number in found]


def count_since(store: Store, since: datetime) -> int:
    """Return how many articles were first seen at ``since`` or later."""
    rows = store.rows("SELECT count(*) FROM articles WHERE first_seen_at >= ?", (iso(since),))
    return int(rows[0][0])


def _places(rows: str) -> list[Place]:
    """Return the places of several rows of the index of concepts, a JSON list of their texts."""
    return [place for text in json.loads(rows) for place in read_places(text)]


def _statement(store: Store, plan: SearchPlan, since: str, last: int) -> tuple[str, list[Any]]:
    """Return the SQL for a plan, and its values: one index leads, the others are asked of each.

    Its rows are ids, so that a sort holds no texts, and the places of each side of a nearness.
    """
    sides = [side for near in plan.nearness for side in (near.left, near.right)]
    places = f"(SELECT json_group_array(places) FROM {_PLACES_OF})"  # noqa: S608 - as below
    values: list[Any] = [json.dumps(side) for side in sides]
    concepts = list(plan.concepts)
    lead, order, tables = "true", "a.id", "articles a"
    if plan.expression is not None:
        tables, order = "articles_fts f JOIN articles a ON a.id = f.rowid", "f.rowid"
        lead, values = "articles_fts MATCH ?", [*values, plan.expression]
    elif concepts:
        rarest = min(concepts, key=lambda names: _holders(store, names))
        concepts.remove(rarest)
        named = _NAMED if len(rarest) == 1 else _NAMED_ONE_OF
        tables = f"{named} c CROSS JOIN articles a"
        lead, order = "a.id = c.article_id", "c.article_id"
        values.append(rarest[0] if len(rarest) == 1 else json.dumps(rarest))
    conditions = [lead, f"{order} <= ?", "a.first_seen_at >= ?"]
    values += [last, since]
    for condition, value in _facts(store, plan):
        # From the newest on, the first that fit end a search before all of many are sorted.
        many = lead == "true" and "source_id" in condition and _hold_many(store, condition, value)
        conditions.append(f"+{condition}" if many else condition)
        values.append(value)
    conditions += [f"EXISTS {_PLACES_OF}"] * len(concepts)
    values += map(json.dumps, concepts)
    for often in plan.counts:
        _open_word_places(store)
        conditions.append(_OFTEN)
        values += [json.dumps(often.words), often.count]
    return (
        f"SELECT {', '.join(['a.id', *[places] * len(sides)])} FROM {tables} "  # noqa: S608 - no value is in it
        f"WHERE {' AND '.join(conditions)} ORDER BY {order} DESC",
        values,
    )


def _facts(store: Store, plan: SearchPlan) -> Iterator[tuple[str, str]]:
    """Yield the conditions on what is known of an article, each with its value."""
    countries = "(SELECT id FROM sources WHERE country = ? COLLATE NOCASE)"
    for condition, value in (
        ("a.language = ?", plan.language),
        ("a.relevance = ?", plan.relevance),
        (f"a.source_id IN {countries}", plan.country),
        ("a.published_at >= ?", plan.first_day),
        ("a.published_at < ?", plan.end_day),
    ):
        if value:
            yield condition, value
    if plan.sources:
        yield "a.source_id IN (SELECT value FROM json_each(?))", _sources(store, plan.sources)


def _sources(store: Store, wanted: Sequence[Query]) -> str:
    """Return the ids of the outlets whose names fit all that is ``wanted``, as a JSON list."""
    views = {
        row["id"]: TokenIndex(ArticleView("", "", source=f"{row['id']} {row['name']}"))
        for row in store.rows("SELECT id, name FROM sources")
    }
    fitting = [
        name
        for name, view in views.items()
        if all(match(query, view) is not None for query in wanted)
    ]
    return json.dumps(fitting)


def _holders(store: Store, names: Sequence[str]) -> int:
    """Return how many articles name some concepts, counted as far as it matters."""
    return int(store.rows(_COUNTED, (json.dumps(names), _ENOUGH))[0][0])


def _hold_many(store: Store, condition: str, value: str) -> bool:
    """Tell whether the outlets that a condition names have too many articles to sort them."""
    counted = f"SELECT count(*) FROM (SELECT 1 FROM articles a WHERE {condition} LIMIT ?)"  # noqa: S608 - ours
    return int(store.rows(counted, (value, MOST_SORTED))[0][0]) >= MOST_SORTED


def _open_word_places(store: Store) -> None:
    """Make the view of the full-text index that tells where in an article each word stands."""
    store.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS "
        "temp.word_places USING fts5vocab(main, articles_fts, instance)"
    )
