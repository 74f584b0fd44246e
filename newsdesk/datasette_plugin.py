"""What `datasette khabardar.db` has of khabardar: folded search, cells, prepared questions.

Datasette loads this by the package's entry point, for every database that anyone opens with it. It
does nothing for those that khabardar did not make; `khabardar serve` has its own, and not this.
"""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.utils.asgi import Response
from datasette.utils.sqlite import sqlite3

from newsdesk.cells import Connection, add_functions, shown_cell
from newsdesk.metadata import metadata

if TYPE_CHECKING:
    from datasette.app import Datasette
    from markupsafe import Markup

_STYLES = "/-/khabardar-cells.css"
_MIGRATIONS = (
    "SELECT count(*) FROM sqlite_master WHERE name IN ('_sqlite_migrations', 'articles_fts')"
)
_OURS: "WeakKeyDictionary[Datasette, set[str]]" = WeakKeyDictionary()


class Asked(Connection, Protocol):
    """A connection that is asked whose database it shows."""

    def execute(self, sql: str, /) -> Any:
        """Run one statement."""


def is_khabardar(conn: Asked) -> bool:
    """Tell whether khabardar made the database: its steps are in the list of migrations."""
    try:
        if conn.execute(_MIGRATIONS).fetchone()[0] < 2:
            return False
        made = "SELECT 1 FROM _sqlite_migrations WHERE migration_set = 'khabardar' LIMIT 1"
        return conn.execute(made).fetchone() is not None
    except sqlite3.DatabaseError:  # Datasette says itself what it cannot read
        return False


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: Asked, database: str, datasette: "Datasette") -> None:
    """Give a database of khabardar the functions that search as its index was made."""
    if is_khabardar(conn):
        _OURS.setdefault(datasette, set()).add(database)
        add_functions(conn)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: "Datasette") -> Callable[[], Awaitable[None]]:
    """Look at each database once, so that the first page knows which ones are khabardar's."""

    async def look() -> None:
        for name, database in datasette.databases.items():
            if await database.execute_fn(is_khabardar):
                _OURS.setdefault(datasette, set()).add(name)

    return look


@hookimpl  # type: ignore[untyped-decorator]
def get_metadata(datasette: "Datasette") -> dict[str, Any]:
    """Say of each database of khabardar what its tables hold, and which questions are prepared."""
    return {"databases": {name: deepcopy(_told(name)) for name in _OURS.get(datasette, ())}}


@cache
def _told(name: str) -> dict[str, Any]:
    told: dict[str, Any] = metadata(name)["databases"][name]
    return told


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: "Datasette"
) -> "Markup | None":
    """Show the cells of khabardar's databases as `khabardar serve` does."""
    if database not in _OURS.get(datasette, ()):
        return None
    return shown_cell(
        *(row, value, column, table),
        article_url=lambda number: datasette.urls.row(database, "articles", str(number)),
    )


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(database: str | None, datasette: "Datasette") -> list[str]:
    """Style the cells of khabardar's databases, and nothing else."""
    return [datasette.urls.path(_STYLES)] if database in _OURS.get(datasette, ()) else []


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Hand out the styles of the cells."""
    return [(rf"^{_STYLES}$".replace(".", r"\."), _styles)]


def _styles() -> Response:
    css = files("newsdesk").joinpath("static", "cells.css").read_text(encoding="utf8")
    return Response(css, content_type="text/css; charset=utf-8")
