"""The desk's search page: a query of the rules' language, how it was understood, what fits."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from db.crawl.sources import known_sources
from db.search.find import StoredArticle, find
from db.store import open_store
from pipelines.alerts.highlight import Passage, matched_words, passages, quote_of
from pipelines.errors import KhabardarError
from pipelines.items import LANGUAGES, Span
from pipelines.query.concepts import Concepts
from pipelines.query.lint import Outlets, lint
from pipelines.query.parser import understand
from pipelines.text.language import is_rtl

if TYPE_CHECKING:
    from datasette.app import Datasette

LONGEST_S = 10.0
"""After so long a search shows what it has found."""
SHOWN = 50
MOST_SHOWN = 500
_JUDGED = {"relevant": "on topic", "review": "for a person to judge", "off": "off topic"}
_AT_ONCE = asyncio.Semaphore(2)
_SEARCHED: "WeakKeyDictionary[Datasette, SearchedDatabase]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class SearchedDatabase:
    """What a search page searches: a database, by the word lists of its settings."""

    database: Path
    concepts: Concepts


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that fits, as the page shows it."""

    article: StoredArticle
    language: str
    judged: str
    direction: str
    title: list[Passage]
    quote: list[Passage]
    words: list[str]


def offer_search(datasette: "Datasette", searched: SearchedDatabase) -> None:
    """Let the search page of ``datasette`` search a database."""
    _SEARCHED[datasette] = searched


def searched_by(datasette: "Datasette") -> SearchedDatabase:
    """Return what the search page of ``datasette`` searches."""
    return _SEARCHED[datasette]


async def search_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/search?q=QUERY&most=NUMBER."""
    searched = searched_by(datasette)
    asked = str(request.args.get("q") or "").strip()
    wanted = str(request.args.get("most") or "")
    most = min(int(wanted[:6]) if wanted.isdecimal() else SHOWN, MOST_SHOWN) or SHOWN
    facts: dict[str, Any] = {
        "asked": asked,
        "most": most,
        "more": MOST_SHOWN if most < MOST_SHOWN else 0,
        "lists": sorted(searched.concepts.about.items()),
        "database": searched.database.stem,
    }
    if asked:
        try:
            async with _AT_ONCE:
                facts |= await asyncio.to_thread(_found, searched, asked, most)
        except KhabardarError as error:
            facts |= {"fault": str(error)}
    page = await datasette.render_template("search.html", facts, request=request)
    return Response.html(page, status=400 if "fault" in facts else 200)


def _found(searched: SearchedDatabase, asked: str, most: int) -> dict[str, Any]:
    """Return how a query was understood, what fits it, and if time was up before all was read."""
    understood = understand(asked, searched.concepts)
    end = time.monotonic() + LONGEST_S
    spent = False

    def stop() -> bool:
        nonlocal spent
        spent = time.monotonic() > end
        return spent

    with open_store(searched.database, write=False) as store:
        outlets = Outlets(known_sources(store).values())
        warnings = [*understood.warnings, *lint(understood.query, outlets)]
        found = find(store, understood.query, most, stop=stop)
        hits = [_hit(article, spans) for article, spans in found]
    return {"understood": understood, "hits": hits, "spent": spent, "warnings": warnings}


def _hit(article: StoredArticle, spans: tuple[Span, ...]) -> Hit:
    return Hit(
        article,
        LANGUAGES.get(article.language, "unknown language"),
        _JUDGED.get(article.relevance, article.relevance),
        "rtl" if is_rtl(article.language) else "ltr",
        passages(article.title, [span for span in spans if span.field == "title"]),
        quote_of(article.text, [span for span in spans if span.field == "text"]),
        matched_words(spans),
    )
