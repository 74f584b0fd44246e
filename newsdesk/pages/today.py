"""The first page: is all well, what came lately, what was changed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.articles.revisions import Revision, revisions_since
from db.crawl.leads import recent_leads
from db.people.saved_searches import saved_searches
from db.reading.choices import choices
from db.reading.crossings import crossings
from db.reading.days import days_until
from db.reading.event_cards import event_cards
from db.reading.story_cards import (
    MOST_CARDS,
    Choice,
    Order,
    cards_of,
    chosen_stories,
    place_of,
)
from db.status import condition
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.pages.day_bars import day_bars
from newsdesk.pages.state import state_of
from pipelines.items import LANGUAGES
from pipelines.stories.revisions import is_significant

if TYPE_CHECKING:
    from datasette.app import Datasette

DAYS = 30
WIDEST = 30
"""So many stories stand on the first page; all are on the page of stories."""
MOST_CHANGES = 8
MOST_TO_JUDGE = 5
MOST_LEADS = 8
MOST_COUNTED = 100
SPANS = {"1": "24 hours", "3": "3 days", "7": "7 days", "30": "30 days"}
"""How far back a list of stories may go, in days."""
_CHOICES = ("language", "country", "rule", "relevance", "crossing", "told")
TOLD_BY = {"countries": "outlets of two countries or more", "languages": "two languages or more"}
"""What may be asked of who tells of an event."""


async def today_page(datasette: "Datasette", request: Any) -> Response:
    """Answer / with the stories of the last day, the widest first."""
    now = datetime.now(UTC)
    days = days_asked(request, "1")
    choice = choice_of(request, now - timedelta(days=int(days)))

    def facts(store: Store) -> dict[str, Any]:
        return {
            "state": state_of(condition(store), now),
            "bars": day_bars(days_until(store, now.date(), DAYS)),
            "cards": event_cards(store, choice, limit=WIDEST),
            "changes": _changes(store, now - timedelta(days=7)),
            "crossings": crossings(store, now),
            "searches": saved_searches(store),
            "leads": recent_leads(store, now, MOST_LEADS),
            "choices": choices(store),
            **_to_judge(store, choice.since),
        }

    found = await read(datasette, facts)
    about = {"widest": WIDEST, **_asked(request, days)}
    return await answer(datasette, request, "today.html", {**found, **about})


async def stories_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/stories with the stories of a time, the newest first, a page at a time."""
    now = datetime.now(UTC)
    days = days_asked(request, "7")
    choice = choice_of(request, now - timedelta(days=int(days)))
    order: Order = "widest" if request.args.get("order") == "widest" else "newest"
    after = place_of(str(request.args.get("after") or ""))

    def facts(store: Store) -> dict[str, Any]:
        cards = event_cards(store, choice, order, MOST_CARDS + 1, after)
        following = str(cards[MOST_CARDS - 1].place) if len(cards) > MOST_CARDS else ""
        shown = {"cards": cards[:MOST_CARDS], "next": following}
        return {**shown, "crossings": crossings(store, now), "choices": choices(store)}

    found = await read(datasette, facts)
    about = {"order": order, "after": bool(after), **_asked(request, days)}
    return await answer(datasette, request, "stories.html", {**found, **about})


def days_asked(request: Any, usual: str) -> str:
    """Return how many days back a request goes, one of ``SPANS``."""
    asked = request.args.get("days") or ""
    return asked if asked in SPANS else usual


def choice_of(request: Any, since: datetime) -> Choice:
    """Return which stories a request asks for."""
    return Choice(since, *(str(request.args.get(name) or "") for name in _CHOICES))


def _asked(request: Any, days: str) -> dict[str, Any]:
    """Return what was asked for, and what can be."""
    asked = {name: str(request.args.get(name) or "") for name in _CHOICES}
    return {
        "asked": asked,
        "days": days,
        "spans": SPANS,
        "told_by": TOLD_BY,
        "languages": LANGUAGES,
    }


def _changes(store: Store, since: datetime) -> list[Revision]:
    found = []
    for revision in revisions_since(store, since):
        if is_significant(revision.change, revision.before, revision.after):
            found.append(revision)
            if len(found) == MOST_CHANGES:
                break
    return found


def _to_judge(store: Store, since: datetime) -> dict[str, Any]:
    """Return how many stories a person should judge, and the widest of them."""
    unsure = chosen_stories(store, Choice(since, relevance="review"), "widest", MOST_COUNTED)
    return {
        "to_judge": len(unsure),
        "unsure": cards_of(store, unsure[:MOST_TO_JUDGE], since),
    }
