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
from newsdesk.plugins import load_plugins
from newsdesk.policy import widen_policy
from newsdesk.rights import NOTHING, READ_ONLY, Beside, Rights
from newsdesk.safe_csv import with_safe_csv
from pipelines.errors import OperatorError, StoreError
from pipelines.query.concepts import Concepts

if TYPE_CHECKING:
    from datasette.app import Datasette


REFUSED_OPEN = (
    "--host {host}: others could read everything here; set a password in the environment, "
    "KHABARDAR_DESK__PASSWORD=... (or KHABARDAR_DESK__PASSWORD_FILE=/path/to/file), or leave "
    "--host away and come through a tunnel (ssh -L 8001:127.0.0.1:8001 MACHINE)"
)
SETTINGS = {"sql_time_limit_ms": 3_000, "num_sql_threads": 3, "max_returned_rows": 1_000}


def application(
    database: Path, concepts: Concepts, rights: Rights = READ_ONLY, beside: Beside = NOTHING
) -> "Datasette":
    """Return a Datasette over ``database`` whose searches know ``concepts``.

    Raises:
        OperatorError: a plugin is not installed, or is none.
    """
    load_plugins(beside.plugins.names)
    from datasette.app import Datasette
    from datasette.plugins import pm

    from newsdesk import plugin
    from newsdesk.pages.answer import show_database, show_going_on, show_notice, show_url
    from newsdesk.pages.archived import offer_archive
    from newsdesk.searching import SearchedDatabase, offer_search
    from newsdesk.writing.errands import offer_errands
    from newsdesk.writing.forms import offer_writing

    if not pm.is_registered(plugin):
        pm.register(plugin, name="khabardar-pages")
    settings: dict[str, Any] = {**SETTINGS, "default_allow_sql": rights.sql}
    desk = Datasette(
        [str(database)],
        metadata=metadata(database.stem) | {"plugins": dict(beside.plugins.options)},
        template_dir=str(files("newsdesk").joinpath("templates")),
        settings=settings,
        static_mounts=[("desk", str(files("newsdesk").joinpath("static")))],
    )
    show_database(desk, database)
    show_notice(desk, _notice(database))
    show_url(desk, beside.url)
    show_going_on(desk, beside.going_on)
    widen_policy(desk, beside.plugins.needs())
    if rights.write:
        offer_writing(desk, rights.write)
    if rights.write and rights.run:
        offer_errands(desk, rights.run)
    if beside.archive:
        offer_archive(desk, beside.archive)
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
    place: tuple[str, int],
    rights: Rights = READ_ONLY,
    beside: Beside = NOTHING,
    names: Iterable[str] = (),
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Show ``database`` on a host and port until the process is told to stop; port 0 picks one.

    ``names`` are further host names under which it is asked for; it answers to no strange ones.
    Under these, and beyond this machine, ``rights`` shrink. ``on_ready`` is told the address.

    Raises:
        OperatorError: the address cannot be used, another program uses it, others could reach it
            without a password, or a plugin is not installed.
    """
    import uvicorn

    host, port = place
    if not is_loopback(host) and not rights.password:
        raise OperatorError(REFUSED_OPEN.format(host=host))

    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise OperatorError(f"{host}:{port} cannot be used; name another --port") from error
    names = [*names]
    left = rights.beyond(names, is_loopback=is_loopback(host))
    desk = application(database, concepts, left, beside)
    asyncio.run(desk.invoke_startup())
    app = with_safe_csv(desk.app())
    guarded = behind_login(app, Login(rights.password)) if rights.password else app
    answering = only_under(guarded, own_names(host, names))
    config = uvicorn.Config(answering, log_level="warning", lifespan="on")
    with listener:
        if on_ready:
            shown = f"[{host}]" if ":" in host else host
            on_ready(f"http://{shown}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])
