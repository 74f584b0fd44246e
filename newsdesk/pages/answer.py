"""How each page is answered: read in a thread, then written as HTML or as JSON."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from db.store import Store, open_store
from pipelines.items import LANGUAGES

if TYPE_CHECKING:
    from datasette.app import Datasette

Facts = TypeVar("Facts")
_DATABASES: "WeakKeyDictionary[Datasette, Path]" = WeakKeyDictionary()
_NOTICES: "WeakKeyDictionary[Datasette, str]" = WeakKeyDictionary()
_GOING_ON: "WeakKeyDictionary[Datasette, Callable[[], str]]" = WeakKeyDictionary()
_URLS: "WeakKeyDictionary[Datasette, str]" = WeakKeyDictionary()
_AT_ONCE = asyncio.Semaphore(4)


def show_database(datasette: "Datasette", database: Path) -> None:
    """Let the pages of ``datasette`` show a database."""
    _DATABASES[datasette] = database


def show_notice(datasette: "Datasette", said: str) -> None:
    """Let each page of ``datasette`` say something of all that is stored; "" for nothing."""
    _NOTICES[datasette] = said


def notice_of(datasette: "Datasette") -> str:
    """Return what each page of ``datasette`` says of all that is stored."""
    return _NOTICES.get(datasette, "")


def show_going_on(datasette: "Datasette", said: Callable[[], str]) -> None:
    """Let each page of ``datasette`` say what is still being made of what it shows."""
    _GOING_ON[datasette] = said


def going_on(datasette: "Datasette") -> str:
    """Return what is still being made of what the pages of ``datasette`` show, "" for nothing."""
    return _GOING_ON[datasette]() if datasette in _GOING_ON else ""


def show_url(datasette: "Datasette", url: str) -> None:
    """Let exports of ``datasette`` name ``url`` as where people open the pages."""
    _URLS[datasette] = url.rstrip("/")


def url_of(datasette: "Datasette", request: Any) -> str:
    """Return where people open the pages, without a slash at the end.

    It is what the settings say: an export has the same URLs then by whatever name it is asked for.
    """
    asked: str = datasette.absolute_url(request, datasette.urls.path("/"))
    return _URLS.get(datasette) or asked.rstrip("/")


def database_of(datasette: "Datasette") -> Path:
    """Return the database that the pages of ``datasette`` show."""
    return _DATABASES[datasette]


async def read(datasette: "Datasette", reader: Callable[[Store], Facts]) -> Facts:
    """Return what ``reader`` finds in the database as it is at this moment.

    Raises:
        StoreError: the database is missing, damaged or of another version.
    """

    def opened() -> Facts:
        with open_store(_DATABASES[datasette], write=False) as store:
            return reader(store)

    async with _AT_ONCE:
        return await asyncio.to_thread(opened)


async def answer(
    datasette: "Datasette",
    request: Any,
    template: str,
    facts: dict[str, Any],
    status: int = 200,
    about: dict[str, Any] | None = None,
) -> Response:
    """Return ``facts`` as a page, or as JSON if the path ends with .json.

    ``about`` is what the page alone needs: words, choices, functions.
    """
    if request.path.endswith(".json"):
        body = json.dumps(_plain(facts), ensure_ascii=False, indent=1)
        kind = "application/json; charset=utf-8"
        return Response(body, status=status, content_type=kind)
    shown = {
        **facts,
        **(about or {}),
        "json_twin": _json_twin(datasette, request),
        "file": database_of(datasette).stem,
        "now": datetime.now(UTC),
        "reader": reader_language(request.headers.get("accept-language") or ""),
    }
    page = await datasette.render_template(template, shown, request=request)
    return Response.html(page, status=status)


def _json_twin(datasette: "Datasette", request: Any) -> str:
    """Return where the page that is asked for stands as JSON, with all that was asked."""
    path = "/-/today" if request.path == datasette.urls.path("/") else request.path
    asked = f"?{request.query_string}" if request.query_string else ""
    return f"{datasette.urls.path(f'{path}.json')}{asked}"


def reader_language(accepted: str) -> str:
    """Return the first language that a browser asks for (Accept-Language) and articles are in.

    English if there is none.
    """
    asked = (part.partition(";")[0].partition("-")[0].strip() for part in accepted.split(","))
    return next((one for one in asked if one in LANGUAGES), "en")


def _plain(value: Any) -> Any:
    """Return a value made of what JSON has; moments and days are ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
