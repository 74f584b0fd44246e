"""The command that shows khabardar at work on invented outlets: demo."""

import os
import socket
import tempfile
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import click

from db.store import open_store
from db.upkeep import gather_into_one_file, note_care
from khabardar.demo.folder import write_settings
from khabardar.demo.newsroom import LOOPBACK, DemoNewsroom
from khabardar.demo.pages import NOTICE
from khabardar.demo.press import demo_press
from khabardar.demo.progress import Progress, begin_visits
from khabardar.demo.visits import VISITS_HOURS_AGO, Visit, open_visits
from khabardar.errands import run_errand, writer
from khabardar.settings import PREFIX, environment_settings
from khabardar.wiring import clock, decider_spec, end_on_sigterm, say
from newsdesk.application import serve as serve_desk
from newsdesk.rights import Beside, Rights
from newsdesk.writing.forms import Write
from pipelines.text.moments import ago
from press_catalogue.concepts import load_concepts


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="Where the pages are; 0 takes a free one.",
)
@click.option("--no-browser", is_flag=True, help="Only print where the pages are.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Work in FOLDER and leave all there at the end.",
)
def demo(port: int, no_browser: bool, keep: Path | None) -> int:
    """Show khabardar at work on invented news, without a network. Ctrl-C ends it.

    Twelve invented outlets in six languages are served on this machine and visited four times, as
    in the week before now: by the very passes that `khabardar crawl` makes, with the clock set
    back. Articles, stories, changes and mails (as files) go into a temporary folder, which is
    removed at the end. The pages open in the browser after the first visit, and show what the
    others bring.

    With --keep FOLDER, `khabardar -c FOLDER/khabardar.toml serve` shows them again later.
    """
    end_on_sigterm()
    show_demo(port, keep, (lambda _: None) if no_browser else webbrowser.open)
    return 0


def show_demo(
    port: int,
    keep: Path | None,
    browse: Callable[[str], object],
    hours_ago: Sequence[float] = VISITS_HOURS_AGO,
) -> None:
    """Make the demonstration and serve its pages until they are stopped.

    ``browse`` is called with the address of the pages once they are there; ``hours_ago`` are the
    moments of the visits.

    Raises:
        KhabardarError: a pass could not be made, or the folder or the port cannot be used.
    """
    _forget_real_settings()
    port = port or _free_port()
    newsroom = DemoNewsroom(demo_press(), clock())
    with newsroom.open(), _folder(keep) as folder, suppress(KeyboardInterrupt):
        say(f"twelve invented outlets are visited; mails go into {folder / 'outbox'}")
        config = write_settings(folder, newsroom, f"http://{LOOPBACK}:{port}/")
        _visit_and_serve(config, newsroom, port, browse, hours_ago)
    if keep:
        say(f"ended; {keep} stays, but its outlets were served by this command alone")
    else:
        say("ended; nothing of it stays")


def _visit_and_serve(
    config: Path,
    newsroom: DemoNewsroom,
    port: int,
    browse: Callable[[str], object],
    hours_ago: Sequence[float],
) -> None:
    """Serve the pages from the first visit on, until they are stopped."""
    database = environment_settings(config).database_path
    thread = None
    try:
        with open_visits(config) as visit:
            visits = partial(crawl_demo, visit, newsroom, database, hours_ago)
            progress, thread = begin_visits(visits, len(hours_ago))
            import newsdesk.plugin  # noqa: F401 - what the pages need is loaded meanwhile

            progress.wait_for_the_first()
            _serve(config, port, browse, progress)
    finally:
        if thread:  # without the process that makes the visits it has ended
            thread.join()
        gather_into_one_file(database)


def crawl_demo(
    visit: Visit,
    newsroom: DemoNewsroom,
    database: Path,
    hours_ago: Sequence[float] = VISITS_HOURS_AGO,
    one_made: Callable[[], None] = lambda: None,
) -> None:
    """Visit the outlets of ``newsroom`` as of so many hours ago, each a pass of its own.

    ``one_made`` is called after each; from the first one on all pages say that it is invented.

    Raises:
        KhabardarError: a pass could not be made.
    """
    begin = newsroom.moment(max(hours_ago, default=0.0))  # a pass takes back what is of its future
    with open_store(database, write=True) as store:
        note_care(store, "notice", begin, NOTICE)
    for hours in hours_ago:
        newsroom.hours_ago = hours
        when = ago(newsroom.moment(hours), newsroom.now) if hours else "now"
        say(f"the outlets as of {when}: {visit(hours)}")
        one_made()
    say("all visits are made")


def _serve(config: Path, port: int, browse: Callable[[str], object], progress: Progress) -> None:
    """Serve the pages until they are stopped, as `khabardar serve` does."""

    def ready(address: str) -> None:
        say(f"open {address} in a browser; Ctrl-C ends the demonstration")
        browse(f"{address}?days=7")  # the first visit is of six days ago

    settings = environment_settings(config)
    concepts = load_concepts(decider_spec(settings).concepts)
    serve_desk(
        settings.database_path,
        concepts,
        (LOOPBACK, port),
        demo_rights(config),
        Beside(settings.archive_path, going_on=progress.words),
        on_ready=ready,
    )


def demo_rights(config: Path) -> Rights:
    """Return what people may do on the pages: all that they may on those of `khabardar serve`."""
    write = partial(_write_and_visit, config, writer(config))
    return Rights(write=write, run=partial(run_errand, config))


def _write_and_visit(
    config: Path, write: Write, what: str, about: str, value: str, address: str
) -> str:
    """Do what a person asks for; make the pass that an outlet is asked with: no clock makes one."""
    said = write(what, about, value, address)
    if what != "ask":
        return said
    with open_visits(config) as visit:
        return f"{said} The demonstration made that pass now: {visit(VISITS_HOURS_AGO[-1])}."


def _forget_real_settings() -> None:
    """Take settings out of the environment, also of the passes: they are of a real database."""
    for variable in [*os.environ]:
        if variable.startswith(PREFIX) and "__" in variable:
            del os.environ[variable]


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Yield the folder of the demonstration: a new one that goes at the end, or ``keep``."""
    if keep:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="khabardar-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])
