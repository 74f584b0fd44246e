"""The search page: a query of the rules' language, how it was understood, which stories fit."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.crawl.sources import known_sources
from db.events.read import Event, events_of_stories
from db.reading.found_stories import Counts, FoundStory, found_stories
from db.search.find import StoredArticle
from db.search.like import like_warnings
from db.search.silence import silence_of_query
from db.store import open_store
from newsdesk.pages.answer import answer
from newsdesk.searching import SearchedDatabase, searched_by
from pipelines.alerts.highlight import Passage, matched_words, passages, quote_of
from pipelines.errors import KhabardarError
from pipelines.items import LANGUAGES
from pipelines.query.concepts import Concepts
from pipelines.query.lint import Outlets, lint
from pipelines.query.parser import Understood, understand
from pipelines.query.tree import Not, Or
from pipelines.text.fold import fold, folded_words

if TYPE_CHECKING:
    from datasette.app import Datasette

LONGEST_S = 10.0
"""After so long a search shows what it has found."""
COUNTING_S = 0.12
"""So long a search goes on counting when its page is full."""
SHOWN, MOST_SHOWN = 20, 100
MOST_VALUES = 8
"""So many values of each fact are offered, those of most articles."""
MOST_OFFERS, MOST_EXAMPLES = 3, 6
OPERATORS = frozenset(("AND", "OR", "NOT", "NEAR"))
JUDGED = {"relevant": "on topic", "review": "for a person to judge", "off": "off topic"}
_LIKE = re.compile(r'like\s*\(\s*["“][^"”]*["”]', re.IGNORECASE)
_AT_ONCE = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that fits, as the page shows it by its article that fits and was seen last.

    ``nearness`` is how near that is to what like() asks for, from 0 to 1, None if nothing is asked.
    ``event`` is what it tells of with other stories, None if none of them does.
    """

    story_id: int
    article: "ShownArticle"
    title: list[Passage]
    quote: list[Passage]
    words: list[str]
    nearness: float | None
    others: tuple["ShownArticle", ...]
    event: Event | None


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """What is said of an article that fits; times are ISO 8601 UTC."""

    id: int
    url: str
    headline: str
    outlet: str
    country: str
    language: str
    relevance: str
    published_at: str | None
    first_seen_at: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A word list that ``said`` is in, with some of its words, and the query that asks for it."""

    name: str
    said: str
    examples: list[str]
    query: str


@dataclass(frozen=True, slots=True)
class LanguageNamed:
    """A language that is ``said`` among the words, and the query for articles in it."""

    said: str
    query: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a fact, how many of the counted articles have it, and the query for these."""

    name: str
    count: int
    query: str | None


@dataclass(frozen=True, slots=True)
class Facet:
    """A fact by which what was found divides, with its values."""

    name: str
    values: tuple[Value, ...]


async def search_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/search?q=QUERY&most=NUMBER&before=NUMBER, also as JSON at /-/search.json."""
    searched = searched_by(datasette)
    asked = str(request.args.get("q") or "").strip()
    most = min(_number(request, "most") or SHOWN, MOST_SHOWN)
    before = _number(request, "before")
    facts: dict[str, Any] = {"asked": asked, "most": most}
    if asked:
        try:
            async with _AT_ONCE:
                facts |= await asyncio.to_thread(_found, searched, asked, most, before)
        except KhabardarError as error:
            facts |= _fault(str(error), asked)
    about = {
        "lists": sorted(searched.concepts.about.items()),
        "languages": LANGUAGES,
        "judged": JUDGED,
        "behind": before,
    }
    status = 400 if "fault" in facts else 200
    return await answer(datasette, request, "search.html", facts, status, about)


def _number(request: Any, name: str) -> int | None:
    asked = str(request.args.get(name) or "")
    return int(asked) if re.fullmatch("[0-9]{1,15}", asked) else None


def _fault(said: str, asked: str) -> dict[str, Any]:
    """Return what is wrong with a query, and the query cut where it is wrong."""
    found = re.match(r"column ([0-9]+):", said)
    at = min(int(found[1]) - 1, len(asked)) if found else None
    return {"fault": said, "wrong": None if at is None else (asked[:at], asked[at:])}


def _found(searched: SearchedDatabase, asked: str, most: int, before: int | None) -> dict[str, Any]:
    """Return how a query was understood, the stories that it finds, and what they divide by."""
    understood = understand(asked, searched.concepts)
    began = time.monotonic()

    def passed(seconds: float) -> bool:
        return time.monotonic() > began + seconds

    with open_store(searched.database, write=False) as store:
        outlets = Outlets(known_sources(store).values())
        waiting = like_warnings(store, understood.query)
        warnings = [*understood.warnings, *lint(understood.query, outlets), *waiting]
        found = found_stories(
            *(store, understood.query, most, before),
            *(lambda: passed(COUNTING_S), lambda: passed(LONGEST_S)),
        )
        events = events_of_stories(store, [story.story_id for story in found.stories])
        if not found.stories and before is None:
            silent = silence_of_query(store, understood.query, datetime.now(UTC))
            warnings += [silent] if silent else []
    return {
        "understood": str(understood.query),
        "warnings": warnings,
        "offers": _offers(asked, searched.concepts),
        "languages_named": _languages_named(asked),
        "hits": [_hit(story, events.get(story.story_id)) for story in found.stories],
        "counted": found.counted,
        "is_all": found.is_all,
        "spent": not found.is_all and len(found.stories) < most and passed(LONGEST_S),
        "next": found.before,
        "facets": [] if before else _facets(found.counts, _narrowed(asked, understood)),
    }


def _offers(asked: str, concepts: Concepts) -> list[Offer]:
    """Return the word lists that plain words of a query are in, longest words first.

    What like() asks for is found by meaning, and its words are left alone.
    """
    plain = _LIKE.sub(lambda found: " " * len(found[0]), asked)
    words = [*re.finditer(r"(?<![\w@:\"*])\w+(?![\w:\"*])", plain)]
    found: list[Offer] = []
    for size in (3, 2, 1):
        for first, last in zip(words, words[size - 1 :], strict=False):
            said = asked[first.start() : last.end()]
            name = None if said in OPERATORS else concepts.named_by(said)
            if name and name not in {offer.name for offer in found}:
                query = f"{asked[: first.start()]}@{name}{asked[last.end() :]}"
                found.append(Offer(name, said, _examples(concepts, name), query))
    return found[:MOST_OFFERS]


def _languages_named(asked: str) -> list[LanguageNamed]:
    """Return the languages that plain words of a query name, as in "chaman in Pashto".

    Among operators, brackets and quotation marks a word cannot be taken out.
    """
    if OPERATORS & {*asked.split()} or re.search(r'["()]', asked):
        return []
    found = []
    for code, name in LANGUAGES.items():
        said = re.search(rf"(?<![\w@:*-])(?:in\s+)?({re.escape(name)})(?![\w:*])", asked, re.I)
        if said:
            rest = f"{asked[: said.start()]} {asked[said.end() :]}".split()
            found.append(LanguageNamed(said[1], " ".join([*rest, f"lang:{code}"])))
    return found


def _examples(concepts: Concepts, name: str) -> list[str]:
    """Return some words of a list, those of each language in turn."""
    turns = zip_longest(*(terms for language, terms in concepts.terms[name].items() if language))
    mixed = (term for turn in turns for term in turn if term and "*" not in term)
    return [*islice(dict.fromkeys(mixed), MOST_EXAMPLES)]


def _hit(story: FoundStory, event: Event | None) -> Hit:
    article, spans = story.newest
    return Hit(
        story.story_id,
        _shown(article),
        passages(article.title, [span for span in spans if span.field == "title"]),
        quote_of(article.text, [span for span in spans if span.field == "text"]),
        matched_words(spans),
        story.nearness,
        tuple(map(_shown, story.others)),
        event,
    )


def _shown(article: StoredArticle) -> ShownArticle:
    published, seen = article.published_at, article.first_seen_at
    return ShownArticle(
        *(article.id, article.url, article.title, article.outlet, article.country),
        *(article.language, article.relevance, published.isoformat() if published else None),
        seen.isoformat() if seen else "",
    )


def _narrowed(asked: str, understood: Understood) -> str:
    """Return a query so that what is written behind it is asked for as well."""
    return f"({asked})" if isinstance(understood.query, Or | Not) else asked


def _facets(counts: Counts, query: str) -> list[Facet]:
    """Return what was counted, each value with the query that asks for it alone.

    What narrows a search is written into its query, so that exports and alerts have it, too.
    """

    def facet(name: str, found: Counter[Any], said: dict[Any, str], asks: dict[Any, str]) -> Facet:
        common = found.most_common(MOST_VALUES)
        values = (
            Value(said.get(key, str(key)), count, f"{query} {asks[key]}" if key in asks else None)
            for key, count in common
        )
        return Facet(name, tuple(values))

    languages = {key: f"lang:{key}" for key in counts.languages}
    countries = {key: f"country:{key}" for key in counts.countries if key}
    outlets = {key: _outlet(key) for key in counts.outlets}
    relevance = {key: f"relevance:{key}" for key in counts.relevance}
    rules = {key: f"({key[1]})" for key in counts.rules}
    periods = _periods(counts.days)
    facets = [
        facet("Language", counts.languages, dict(LANGUAGES), languages),
        facet("Country", counts.countries, {"": "unknown"}, countries),
        facet("Outlet", counts.outlets, {key: key[1] for key in counts.outlets}, outlets),
        Facet("Published", tuple(Value(*one) for one in _asked_days(periods, query))),
        facet("Rule", counts.rules, {key: key[0] for key in counts.rules}, rules),
        facet("Topic", counts.relevance, JUDGED, relevance),
    ]
    return [one for one in facets if one.values]


def _outlet(key: tuple[str, str]) -> str:
    """Return the query for one outlet: by id and name together, which no other has in it."""
    return f'source:"{" ".join(folded_words(fold(" ".join(key))))}"'


def _periods(days: Counter[str]) -> Counter[tuple[date, date] | None]:
    """Return counts by day, or by month if the days are many: the first and the day after."""
    known = sorted(date.fromisoformat(day) for day in days if day)
    by_month = bool(known) and known[-1] - known[0] > timedelta(days=MOST_VALUES)
    found: Counter[tuple[date, date] | None] = Counter()
    for day, count in days.items():
        found[_period(date.fromisoformat(day), by_month) if day else None] += count
    return found


def _period(day: date, by_month: bool) -> tuple[date, date]:
    if not by_month:
        return day, day + timedelta(days=1)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _asked_days(
    periods: Counter[tuple[date, date] | None], query: str
) -> Iterable[tuple[str, int, str | None]]:
    """Yield the newest periods: their name, their count, and the query that asks for them."""
    known = sorted((key for key in periods if key), reverse=True)
    for first, end in known[:MOST_VALUES]:
        day = first.isoformat()
        shown = day if end - first == timedelta(days=1) else day[:7]
        yield shown, periods[first, end], f"{query} after:{day} before:{end.isoformat()}"
    if periods[None]:
        yield "unknown day", periods[None], None
