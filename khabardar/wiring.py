"""Turns the settings into the configuration of each package; the clock, signals and messages."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from khabardar.settings import Settings, environment_settings
from messengers.base import MailConfig
from passes.config import PassConfig
from pipelines.errors import OperatorError
from pipelines.web.network_policy import Network
from press_catalogue.decider import DeciderSpec
from press_catalogue.sources import built_in_sources

EXIT_TERMINATED = 143


def clock() -> datetime:
    """Return the present moment; the only place where it is read."""
    return datetime.now(UTC)


def pass_config(path: Path) -> PassConfig:
    """Return all that a pass is told, as the settings at ``path`` say it.

    Raises:
        OperatorError: the settings are missing or wrong.
    """
    settings = environment_settings(path)
    return PassConfig(
        database=settings.database_path,
        archive=settings.archive_path,
        sources=settings.sources(built_in_sources()),
        rules=settings.rules(),
        decider=decider_spec(settings),
        network=network_from(settings),
        post=_post(settings),
        operators=settings.operators(),
        heartbeat_days=settings.mail.heartbeat_days,
    )


def decider_spec(settings: Settings) -> DeciderSpec:
    """Return what the decider is built from, without rules."""
    topic = settings.topic
    changes = ""
    if topic.concepts:
        path = settings.folder / topic.concepts
        try:
            changes = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise OperatorError(f"{path}: [topic] concepts cannot be read") from error
    return DeciderSpec(topic.keep, topic.relevant, (), changes)


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
    return [sys.executable, "-m", "khabardar", "-c", str(config), "crawl"]


def stop_at_once_on_sigterm() -> None:
    """End at once on SIGTERM: every unit of work is a transaction, and the rest stays pending."""

    def stop(*_: object) -> None:
        os.write(2, b"khabardar: stopped; what was not finished is still pending\n")
        os._exit(EXIT_TERMINATED)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def say(line: str) -> None:
    """Write a message to stderr."""
    click.echo(line, err=True)
