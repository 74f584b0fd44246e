"""The page of outlets, worst first, and the short answer for a watchdog."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.outbox.coverage import watched_outlets
from db.reading.outlets import outlet_rows
from db.status import SourceStatus, condition
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.pages.day_bars import WORDS, day_strip
from newsdesk.pages.state import state_of
from pipelines.errors import KhabardarError
from pipelines.items import LANGUAGES
from pipelines.newsrooms import CORRIDORS, Cell, WatchedOutlet, coverage_matrix
from pipelines.web.source_health import TROUBLED

if TYPE_CHECKING:
    from datasette.app import Datasette

AT_ONCE = 50
"""So many outlets stand on one page: those in trouble come first, so the first page has them."""
_ORDER = (*TROUBLED, "quiet", "ok", "unproven", "off")


async def outlets_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/outlets with the outlets, those in trouble first; ?outlet=ID with one alone.

    ``?start=N`` goes on behind the first N; ``?corridor=PK&language=ur`` shows those of a cell of
    the table alone.
    """
    now = datetime.now(UTC)
    chosen, corridor, language = (
        str(request.args.get(name) or "") for name in ("outlet", "corridor", "language")
    )
    start = first_shown(str(request.args.get("start") or ""))

    def facts(store: Store) -> dict[str, Any]:
        found = condition(store)
        watched = watched_outlets(store, now)
        in_cell = {one.id for one in watched if _is_in(one, corridor, language)}
        wanted = [
            one
            for one in sorted(found.sources, key=_worst_first)
            if chosen in ("", one.id) and (not (corridor or language) or one.id in in_cell)
        ]
        cells = () if chosen or corridor or language or start else coverage_matrix(watched)
        return {
            "state": state_of(found, now),
            "outlets": outlet_rows(store, wanted[start : start + AT_ONCE], now.date()),
            "watched": len(wanted),
            "coverage": table_rows(cells),
            "next": start + AT_ONCE if len(wanted) > start + AT_ONCE else None,
        }

    cell = " in ".join(
        words for words in (_named(CORRIDORS, corridor), _named(LANGUAGES, language)) if words
    )
    about = {
        **{"chosen": chosen, "cell": cell, "corridor": corridor, "language": language},
        **{"day_words": WORDS, "strip": day_strip, "corridors": CORRIDORS, "spoken": LANGUAGES},
    }
    found = await read(datasette, facts)
    return await answer(datasette, request, "outlets.html", found, about=about)


def table_rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells of each corridor, which are languages in one order."""
    return [list(group) for _, group in groupby(cells, key=lambda cell: cell.corridor)]


def _is_in(outlet: WatchedOutlet, corridor: str, language: str) -> bool:
    return corridor in ("", *outlet.corridors) and language in ("", *outlet.languages)


def _named(names: Mapping[Any, str], code: str) -> str:
    return names.get(code, code)


def first_shown(given: str) -> int:
    """Return behind how many outlets a page goes on, 0 if what is ``given`` is no such number."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


def _worst_first(source: SourceStatus) -> tuple[int, str]:
    on_trial = source.unproven and source.health != "off"
    health = "unproven" if on_trial else source.health
    return (_ORDER.index(health) if health in _ORDER else 0, source.name.casefold())


async def health_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/health with JSON: status 200 if all is well, 503 if not, for a watchdog."""
    now = datetime.now(UTC)
    try:
        state = await read(datasette, lambda store: state_of(condition(store), now))
    except KhabardarError as error:
        return Response.json({"well": False, "error": str(error)}, status=503)
    parts = {
        "outlets": {"well": state.outlets_well, "said": state.outlets},
        "last_pass": {"well": state.last_pass_well, "said": state.last_pass},
        "mail": {"well": state.mail_well, "said": state.mail},
    }
    return Response.json({"well": state.well, **parts}, status=200 if state.well else 503)
