"""Builds the Datasette over the database, for reading only, and runs it."""

import asyncio
import ipaddress
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datasette.app import Datasette

HIDDEN = ("validators", "hosts", "robots", "_sqlite_migrations", "articles_fts")
SETTINGS = {"sql_time_limit_ms": 3_000, "num_sql_threads": 3, "max_returned_rows": 1_000}


def application(database: Path, *, allow_sql: bool = True) -> "Datasette":
    """Return a Datasette over ``database``; ``allow_sql`` lets people write their own queries."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from desk import plugin

    if not pm.is_registered(plugin):
        pm.register(plugin, name="khabardar")
    settings: dict[str, Any] = {**SETTINGS, "default_allow_sql": allow_sql}
    return Datasette(
        [str(database)],
        metadata=metadata(database.stem),
        settings=settings,
        static_mounts=[("desk", str(files("desk").joinpath("static")))],
    )


def metadata(name: str) -> dict[str, Any]:
    """Return what Datasette is told of the database called ``name``: words, facets, queries."""
    tables: dict[str, Any] = {}
    text = files("desk").joinpath("descriptions.toml").read_text(encoding="utf8")
    for table, words in tomllib.loads(text).items():
        about = words.pop("description")
        tables[table] = {"description": about, "columns": words, "size": 50}
    tables["articles"] |= {
        "facets": ["source_id", "language", "day", "relevance"],
        "sort_desc": "first_seen_at",
        "label_column": "title",
        "fts_table": "articles_fts",
        "fts_pk": "id",
    }
    tables["sources"] |= {"label_column": "name", "facets": ["health", "country"]}
    tables["links"] |= {"facets": ["state", "reason", "source_id"], "sort_desc": "found_at"}
    tables["stories"] |= {"label_column": "title", "sort_desc": "last_seen_at"}
    tables["rules"] |= {"label_column": "name"}
    tables["outbox"] |= {"facets": ["state", "rule_id"], "sort_desc": "id"}
    tables["visits"] |= {"facets": ["outcome"], "sort_desc": "id"}
    tables["passes"] |= {"sort_desc": "id"}
    tables |= {table: {"hidden": True} for table in HIDDEN}
    return {
        "title": "khabardar",
        "description": "News on the deportation and forced return of Afghan refugees",
        "extra_css_urls": ["/desk/desk.css"],
        "databases": {name: {"tables": tables, "queries": _queries()}},
    }


def _queries() -> dict[str, dict[str, str]]:
    text = files("desk").joinpath("queries.toml").read_text(encoding="utf8")
    queries: dict[str, dict[str, str]] = tomllib.loads(text)
    return queries


def serve(
    database: Path, host: str, port: int, on_ready: Callable[[str], None] | None = None
) -> None:
    """Show ``database`` on a web address until the process is told to stop.

    Only this machine may write its own SQL: other people get the prepared queries.
    """
    import uvicorn

    desk = application(database, allow_sql=_is_loopback(host))
    asyncio.run(desk.invoke_startup())
    config = uvicorn.Config(desk.app(), host=host, port=port, log_level="warning", lifespan="on")
    server = uvicorn.Server(config)
    if on_ready:
        shown = f"[{host}]" if ":" in host else host
        on_ready(f"http://{shown}:{port}/")
    server.run()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
