"""Builds the Datasette over the database and runs it; it opens the file for reading only."""

import asyncio
import socket
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.store import open_store
from db.upkeep import last_care
from newsdesk.login import Login, behind_login
from newsdesk.metadata import metadata
from newsdesk.own_hosts import is_loopback, only_under, own_names
from newsdesk.plugins import NO_PLUGINS, Plugins, load_plugins
from newsdesk.policy import widen_policy
from newsdesk.safe_csv import with_safe_csv
from pipelines.errors import OperatorError, StoreError
from pipelines.query.concepts import Concepts

if TYPE_CHECKING:
    from datasette.app import Datasette

    from newsdesk.writing.errands import Run
    from newsdesk.writing.forms import Write

REFUSED_OPEN = (
    "--host {host}: others could read everything here; set a password in the environment, "
    "KHABARDAR_DESK__PASSWORD=... (or KHABARDAR_DESK__PASSWORD_FILE=/path/to/file), or leave "
    "--host away and come through a tunnel (ssh -L 8001:127.0.0.1:8001 MACHINE)"
)
SETTINGS = {"sql_time_limit_ms": 3_000, "num_sql_threads": 3, "max_returned_rows": 1_000}


def application(
    database: Path,
    concepts: Concepts,
    *,
    allow_sql: bool = True,
    write: "Write | None" = None,
    run: "Run | None" = None,
    archive: Path | None = None,
    plugins: Plugins = NO_PLUGINS,
) -> "Datasette":
    """Return a Datasette over ``database``; ``allow_sql`` lets people write their own SQL.

    Searches know ``concepts``. With ``write``, forms on the pages change things, and with ``run``
    they start work that takes long. ``archive`` is the folder of archived pages, which they lead
    to. Of the plugins that are installed, only ``plugins`` are loaded.

    Raises:
        OperatorError: a plugin is not installed, or is none.
    """
    load_plugins(plugins.names)
    from datasette.app import Datasette
    from datasette.plugins import pm

    from newsdesk import plugin
    from newsdesk.pages.answer import show_database, show_notice
    from newsdesk.pages.archived import offer_archive
    from newsdesk.searching import SearchedDatabase, offer_search
    from newsdesk.writing.errands import offer_errands
    from newsdesk.writing.forms import offer_writing

    if not pm.is_registered(plugin):
        pm.register(plugin, name="khabardar-pages")
    settings: dict[str, Any] = {**SETTINGS, "default_allow_sql": allow_sql}
    desk = Datasette(
        [str(database)],
        metadata=metadata(database.stem) | {"plugins": dict(plugins.options)},
        template_dir=str(files("newsdesk").joinpath("templates")),
        settings=settings,
        static_mounts=[("desk", str(files("newsdesk").joinpath("static")))],
    )
    show_database(desk, database)
    show_notice(desk, _notice(database))
    widen_policy(desk, plugins.needs())
    if write:
        offer_writing(desk, write)
    if write and run:
        offer_errands(desk, run)
    if archive:
        offer_archive(desk, archive)
    offer_search(desk, SearchedDatabase(database, concepts))
    return desk


def _notice(database: Path) -> str:
    """Return what each page is to say of what is stored, "" for nothing."""
    try:
        with open_store(database, write=False) as store:
            said = last_care(store, "notice")
    except StoreError:  # each page says what is wrong with it
        return ""
    return said[1] if said else ""


def serve(
    database: Path,
    concepts: Concepts,
    host: str,
    port: int,
    on_ready: Callable[[str], None] | None = None,
    names: Iterable[str] = (),
    password: str = "",
    write: "Write | None" = None,
    run: "Run | None" = None,
    archive: Path | None = None,
    plugins: Plugins = NO_PLUGINS,
) -> None:
    """Show ``database`` on a web address until the process is told to stop; port 0 picks one.

    Only this machine may write its own SQL: other people get the prepared queries. ``names`` are
    further host names under which it is asked for; it answers to no strange ones. With a
    ``password``, browsers must give it first. ``write`` changes things for them, ``run`` does work
    that takes long: for this machine alone, or with a password. ``archive`` is the folder of
    archived pages. ``plugins`` of Datasette are loaded, and no others.

    Raises:
        OperatorError: the address cannot be used, another program uses it, others could reach it
            without a password, or a plugin is not installed.
    """
    import uvicorn

    if not is_loopback(host) and not password:
        raise OperatorError(REFUSED_OPEN.format(host=host))

    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise OperatorError(f"{host}:{port} cannot be used; name another --port") from error
    names = [*names]
    guarded_write = write if password or not names else None
    desk = application(
        *(database, concepts),
        allow_sql=is_loopback(host),
        write=guarded_write,
        run=run,
        archive=archive,
        plugins=plugins,
    )
    asyncio.run(desk.invoke_startup())
    app = with_safe_csv(desk.app())
    guarded = behind_login(app, Login(password)) if password else app
    answering = only_under(guarded, own_names(host, names))
    config = uvicorn.Config(answering, log_level="warning", lifespan="on")
    with listener:
        if on_ready:
            shown = f"[{host}]" if ":" in host else host
            on_ready(f"http://{shown}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])
