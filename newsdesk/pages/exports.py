"""What people and programs take along: a search, a rule, stories or one story in six formats."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import AsgiStream, NotFound, Response

from db.reading.exports import (
    articles_of_rule,
    articles_of_story,
    exported_articles,
    first_of_story,
    rule_by_id,
)
from db.reading.story_cards import Order, first_articles
from db.search.find import find
from db.store import Store
from newsdesk.pages.answer import read, url_of
from newsdesk.pages.today import SPANS, choice_of, days_asked
from newsdesk.searching import searched_by
from pipelines.errors import KhabardarError, OperatorError
from pipelines.exports.citations import plain_citation
from pipelines.exports.entry import ExportedArticle, Heading
from pipelines.exports.formats import FORMATS, Format, piece
from pipelines.query.parser import understand

if TYPE_CHECKING:
    from datasette.app import Datasette

LONGEST_S = 60.0
"""A search that is taken along must be whole: after so long it is refused, not cut."""
BATCH = 200
"""So many articles are read and sent at once."""
_SEARCHES_AT_ONCE = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export is of. ``choose`` returns the ids of at most so many articles.

    ``page`` is the path of the page that shows the same, ``file`` what a saved file is called.
    """

    title: str
    identity: str
    page: str
    file: str
    choose: Callable[[Store, int], list[int]]


async def search_export(datasette: "Datasette", request: Any) -> Response | AsgiStream:
    """Answer /-/search.FORMAT?q=QUERY with the articles that fit, the newest first."""
    asked = str(request.args.get("q") or "").strip()
    searched = searched_by(datasette)

    def choose(store: Store, limit: int) -> list[int]:
        if not asked:
            raise OperatorError("give a query: ?q=torkham")
        end = time.monotonic() + LONGEST_S
        query = understand(asked, searched.concepts).query
        found = find(store, query, limit, stop=lambda: time.monotonic() > end)
        ids = [article.id for article, _ in found]
        if time.monotonic() > end:
            raise OperatorError(
                f"the search took longer than {LONGEST_S:.0f} s and would not be whole; "
                "ask for rarer words, or for fewer articles: &most=100"
            )
        return ids

    page = f"/-/search?{urlencode({'q': asked})}"
    wanted = Wanted(f"khabardar: {asked}", f"khabardar:search:{asked}", page, "search", choose)
    async with _SEARCHES_AT_ONCE:
        return await _export(datasette, request, wanted)


async def rule_export(datasette: "Datasette", request: Any) -> Response | AsgiStream:
    """Answer /-/rules/NUMBER.FORMAT with the articles that a rule matched, the newest first.

    Raises:
        NotFound: there is no rule of that number.
    """
    number = int(request.url_vars["number"])
    rule = await read(datasette, lambda store: rule_by_id(store, number))
    if rule is None:
        raise NotFound(f"There is no rule {number}.")
    name, identity = rule
    page = f"/-/alerts?{urlencode({'rule': name})}"
    wanted = Wanted(
        *(f"khabardar: {name}", f"khabardar:rule:{identity}", page, f"rule-{number}"),
        lambda store, limit: articles_of_rule(store, number, limit),
    )
    return await _export(datasette, request, wanted)


async def story_export(datasette: "Datasette", request: Any) -> Response | AsgiStream:
    """Answer /-/stories/NUMBER.FORMAT with the articles of a story, the first one in front.

    Raises:
        NotFound: there is no story of that number.
    """
    number = int(request.url_vars["number"])
    first = await read(datasette, lambda store: first_of_story(store, number))
    if first is None:
        raise NotFound(f"There is no story {number}; it may have become part of another.")
    title, url = first
    wanted = Wanted(
        *(f"khabardar: {title}", f"khabardar:story:{url}"),
        *(f"/-/stories/{number}", f"story-{number}"),
        lambda store, limit: articles_of_story(store, number)[:limit],
    )
    return await _export(datasette, request, wanted)


async def stories_export(datasette: "Datasette", request: Any) -> Response | AsgiStream:
    """Answer /-/stories.FORMAT with the first article of each story that the page would list."""
    days = days_asked(request, "7")
    choice = choice_of(request, datetime.now(UTC) - timedelta(days=int(days)))
    order: Order = "widest" if request.args.get("order") == "widest" else "newest"
    asked = {"days": days, "language": choice.language, "country": choice.country}
    asked |= {"rule": choice.rule, "relevance": choice.relevance, "order": order}
    asked |= {"crossing": choice.crossing} if choice.crossing else {}
    asked |= {"told": choice.told} if choice.told else {}
    page = f"/-/stories?{urlencode(asked)}"
    wanted = Wanted(
        *(f"khabardar: stories of the last {SPANS[days]}", f"khabardar:{page}", page, "stories"),
        lambda store, limit: first_articles(store, choice, order, limit),
    )
    return await _export(datasette, request, wanted)


def cited(store: Store, article_id: int) -> str:
    """Return a stored article's citation as plain text, for its page and its story's to offer."""
    [article] = exported_articles(store, [article_id])
    return plain_citation(article)


async def _export(datasette: "Datasette", request: Any, wanted: Wanted) -> Response | AsgiStream:
    """Return the chosen articles: which they are is known before the first is sent."""
    form = FORMATS[request.url_vars["format"]]
    asked = str(request.args.get("most") or "")
    most = min(int(asked[:6]) if asked.isdecimal() else form.most, form.most) or form.most
    try:
        chosen = await read(datasette, lambda store: wanted.choose(store, most + 1))
        ids = chosen[:most]
        first = await read(datasette, lambda store: exported_articles(store, ids[:BATCH]))
    except KhabardarError as error:
        status = 400 if isinstance(error, OperatorError) else 503
        return Response.text(f"{error}\n", status=status)
    cut = len(chosen) > most
    heading = _heading(datasette, request, wanted, first, len(ids), cut=cut)

    async def send(writer: Any) -> None:
        await writer.write(form.begin(heading) + piece(form, heading, first, first=True))
        for at in range(BATCH, len(ids), BATCH):
            await writer.write(await read(datasette, partial(_part, ids[at : at + BATCH])))
        await writer.write(form.end)

    def _part(batch: list[int], store: Store) -> str:
        return piece(form, heading, exported_articles(store, batch), first=False)

    kind = f"{form.content_type}; charset=utf-8"
    return AsgiStream(
        send, headers=_headers(request, form, wanted, len(ids), cut=cut), content_type=kind
    )


def _heading(
    datasette: "Datasette",
    request: Any,
    wanted: Wanted,
    first: list[ExportedArticle],
    count: int,
    *,
    cut: bool,
) -> Heading:
    desk = url_of(datasette, request)
    return Heading(
        title=wanted.title,
        identity=wanted.identity,
        bound=f"the first {count} articles; there are more" if cut else f"all {count} articles",
        updated_at=max((article.updated_at for article in first), default=datetime.now(UTC)),
        page_url=desk + wanted.page,
        own_url=desk + request.full_path,
        desk_url=desk,
    )


def _headers(
    request: Any, form: Format, wanted: Wanted, count: int, *, cut: bool
) -> dict[str, str]:
    """Return the name that a saved file gets, which says if there is more than it holds."""
    if form.is_feed:
        return {}
    bound = f"-first-{count}" if cut else ""
    name = f"khabardar-{wanted.file}{bound}.{request.url_vars['format']}"
    return {"content-disposition": f'attachment; filename="{name}"'}
