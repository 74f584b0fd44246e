"""Turns the settings into the configuration of each package; the clock, signals and messages."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import resource_tracker
from pathlib import Path

import click

from khabardar import __version__
from khabardar.exit_codes import EXIT_INTERRUPTED, EXIT_TERMINATED
from khabardar.settings import Settings, environment_settings
from messengers.base import MailConfig
from passes.config import PassConfig
from passes.lists.outlet_names import ids_near
from pipelines.errors import OperatorError
from pipelines.text.moments import utc_text
from pipelines.web.network_policy import Network
from press_catalogue.agencies import load_agencies
from press_catalogue.check_rules import named
from press_catalogue.concepts import load_concepts
from press_catalogue.decider import DeciderSpec
from press_catalogue.sources import built_in_sources, catalogue

_NO_WARNING = "ignore:resource_tracker:UserWarning"
"""For the process that gives back the locks of one that ended at once: it would warn of them."""


def clock() -> datetime:
    """Return the present moment; the only place where it is read."""
    return datetime.now(UTC)


def kept_path(path: Path) -> Path:
    """Return where the last good copy of a settings file is kept: beside it, hidden."""
    whole = path.resolve()
    return whole.with_name(f".{whole.name}.last-good")


def pass_config(path: Path, *, kept: bool = False) -> PassConfig:
    """Return all that a pass is told, as the settings at ``path`` say it; ``kept``: its last copy.

    Raises:
        OperatorError: the settings are missing or wrong.
    """
    settings = environment_settings(kept_path(path) if kept else path)
    return PassConfig(
        database=settings.database_path,
        archive=settings.archive_path,
        sources=settings.sources(built_in_sources()),
        rules=settings.rules(),
        decider=decider_spec(settings, kept=kept),
        network=network_from(settings),
        post=_post(settings),
        operators=settings.operators(),
        desk_url=settings.desk.url,
        version=__version__,
        heartbeat_days=settings.mail.heartbeat_days,
        vectors_budget_s=settings.meaning.budget_s,
        warnings=settings_warnings(settings),
    )


def settings_warnings(settings: Settings) -> tuple[str, ...]:
    """Return a line for each id in [catalogue] off that no outlet has, with those like it."""
    known = {entry.source.id: entry.source for entry in catalogue()}
    own = {one.id for one in settings.source}
    lines = []
    for name in settings.catalogue.off:
        if name not in known and name not in own:
            near = ids_near(name, known)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            lines.append(f"[catalogue] off: no outlet has the id {name!r}{hint}")
    return tuple(lines)


def decider_spec(settings: Settings, *, kept: bool = False) -> DeciderSpec:
    """Return what the decider is built from, without rules; ``kept``: by last copies of files.

    Raises:
        OperatorError: a file of the user's own cannot be read or is wrong; names file and line.
    """
    topic = settings.topic

    def place(name: str) -> Path | None:
        path = settings.folder / name
        return (kept_path(path) if kept else path) if name else None

    concepts = _own_file("concepts", place(topic.concepts), load_concepts)
    agencies = _own_file("agencies", place(topic.agencies), load_agencies)
    return DeciderSpec(topic.keep, topic.relevant, concepts, agencies)


def _own_file(key: str, path: Path | None, load: Callable[[str], object]) -> str:
    """Return the text of a file that [topic] names, "" if it names none, once it can be loaded."""
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: [topic] {key} cannot be read") from error
    with named(str(path)):
        load(text)
    return text


def network_from(settings: Settings) -> Network:
    """Return how the network is used."""
    network = settings.network
    return Network(network.contact, network.proxy, network.allow_private, network.delay_s)


def _post(settings: Settings) -> MailConfig:
    mail = settings.mail
    return MailConfig(
        sender=mail.sender,
        folder=settings.folder / "outbox",
        host=mail.host,
        port=mail.port,
        tls=mail.tls,
        user=mail.user,
        password=mail.password.get_secret_value(),
        ca_file=str(settings.folder / mail.ca_file) if mail.ca_file else "",
    )


def pass_command(config: Path) -> list[str]:
    """Return the command line that makes one pass with the same settings."""
    command = [sys.executable, "-m", "khabardar", "-c", str(config)]
    return [*command, "crawl", "--log", "--last-good"]


def stop_at_once_on_sigterm(*, timed: bool = False) -> None:
    """End at once on SIGTERM and on Ctrl-C.

    Every unit of work is a transaction, and the rest stays pending.
    ``timed``: the last line begins with the time, as those before it.
    """

    def stop(number: int, *_: object) -> None:
        start = utc_text(clock()) if timed else "khabardar:"
        os.write(2, f"{start} stopped; what was not finished is still pending\n".encode())
        os._exit(EXIT_INTERRUPTED if number == signal.SIGINT else EXIT_TERMINATED)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.warnoptions.append(_NO_WARNING)  # for one process alone: others look at them, too
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(_NO_WARNING)


def end_on_sigterm() -> None:
    """End in order on SIGTERM: what is to be done at the end is done."""

    def stop(*_: object) -> None:
        sys.exit(EXIT_TERMINATED)

    signal.signal(signal.SIGTERM, stop)


def say(line: str) -> None:
    """Write a message to stderr; work goes on if nobody reads it any more."""
    with suppress(OSError):
        click.echo(line, err=True)
