"""The page of one outlet: how it is read, what was learned of it, with its undoing."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from db.crawl.learned_lists import learned_lists
from db.crawl.mining_refusals import refusals_of
from db.crawl.past import fates_since, hosts_of, last_visits
from db.crawl.site_boilerplate import learned_lines, learned_titles
from db.crawl.sources import known_source
from db.crawl.trials import trials
from db.reading.outlets import outlet_rows
from db.status import status_of_sources
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.pages.day_bars import WORDS, day_strip
from pipelines.items import LANGUAGES
from pipelines.newsrooms import CORRIDORS

if TYPE_CHECKING:
    from datasette.app import Datasette

DAYS = 7
LINES_SHOWN = 60
_KINDS = {
    "text": "the same words",
    "shape": "the same words but for numbers and names",
    "label": "a label before titles",
    "twice": "words that only two articles have",
    "opening": "words that several articles begin with",
}
_OUTCOMES = {
    "ok": "answered",
    "not_modified": "answered: nothing has changed",
    "not_found": "is not there",
    "not_a_feed": "answered with something that is no list",
}
_STATES = {
    "found": "asked, since none is declared",
    "provisional": "stands in for a list that died, until it has brought five articles",
    "confirmed": "stands in for a list that died, confirmed by what it brought",
    "elsewhere": "on another site, so it is not asked: `khabardar sources accept` takes it",
    "undone": "not asked: a person did not want it",
}
_INDEPENDENCE = {
    "own": "reports of its own",
    "shared": "a newsroom that it shares with other outlets",
    "reprint": "what others report; no newsroom of its own",
    "official": "statements of an authority; no newsroom",
    "index": "finds what others report; no newsroom",
}


async def outlet_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/outlets/ID with what is known of an outlet.

    Raises:
        NotFound: there is no such outlet.
    """
    name, now = str(request.url_vars["id"]), datetime.now(UTC)
    found = await read(datasette, lambda store: _facts(store, name, now))
    if found is None:
        raise NotFound(f"There is no outlet {name}.")
    about = {
        **{"strip": day_strip, "day_words": WORDS, "corridors": CORRIDORS},
        **{"spoken": LANGUAGES, "kinds": _KINDS, "outcomes": _OUTCOMES, "states": _STATES},
        **{"whose": _INDEPENDENCE, "lines_shown": LINES_SHOWN},
    }
    return await answer(datasette, request, "outlet.html", found, about=about)


def _facts(store: Store, name: str, now: datetime) -> dict[str, Any] | None:
    declared = known_source(store, name)
    sources = [one for one in status_of_sources(store) if one.id == name]
    if declared is None or not sources:
        return None
    [row] = outlet_rows(store, sources, now.date())
    fates = fates_since(store, name, now - timedelta(days=DAYS))
    return {
        "declared": declared,
        "one": row,
        "visits": last_visits(store, name),
        "fates": [(count, *key) for key, count in fates.items()],
        "trial": trials(store).get(name),
        "learned": learned_lists(store, name),
        "refusals": [refusal.words for refusal in refusals_of(store, declared)],
        "hosts": [
            {
                "host": host,
                "lines": learned_lines(store, host),
                "titles": learned_titles(store, host),
            }
            for host in hosts_of(store, name)
        ],
    }
