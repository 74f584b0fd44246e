"""What a pass is told: what to watch, by which rules, and where things are kept."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path

from db.people.declarations import Facts, Kind
from messengers.base import MailConfig
from pipelines.items import Rule
from pipelines.sources import Source
from pipelines.web.logins import source_without_logins
from pipelines.web.network_policy import Network
from press_catalogue.decider import DeciderSpec

Clock = Callable[[], datetime]
Tell = Callable[..., None]

OUT_OF_REACH = frozenset({"dns", "connection", "timeout"})
"""Reasons for which nothing came back: the fault may be on our side."""
PASS_BUDGET_S = 1_800.0
LOCK_WAIT_S = 60.0
"""So long a command that writes waits for another one; a crawl waits for a backfill alone."""

HOLD = timedelta(seconds=15)
"""So long mail waits while a crawl goes on. Copies of a story come within seconds of each other:
its first letter then names them all, and two stories that turn out to be one are told once."""

log = logging.getLogger("khabardar")


@dataclass(frozen=True, slots=True)
class PassConfig:
    """All that a pass is told: what to watch, by which rules, and where things are kept.

    ``decider`` holds the keep query and the topic.
    ``operators`` are the e-mail addresses that are told when alerts die; who got no alert for
    ``heartbeat_days`` gets a heartbeat (0: never). ``hold`` is how long mail waits during a crawl;
    ``desk_url`` is where mails link to, "" for no links.
    ``settings_fault`` says why the settings of now cannot be read, "" if they can: these are the
    last ones that could. ``warnings`` are lines on what in them has no effect. ``version`` is
    khabardar's own. For ``vectors_budget_s`` seconds a pass makes vectors of articles at its end.
    """

    database: Path
    archive: Path | None
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    decider: DeciderSpec
    network: Network
    post: MailConfig
    budget_s: float = PASS_BUDGET_S
    operators: tuple[str, ...] = ()
    heartbeat_days: int = 0
    settings_fault: str = ""
    warnings: tuple[str, ...] = ()
    hold: timedelta = HOLD
    desk_url: str = ""
    version: str = ""
    vectors_budget_s: float = 0.0

    def is_operator(self, recipient: str) -> bool:
        """Tell whether ``recipient`` is one of the operators, however the address is written."""
        bare = parseaddr(recipient)[1].casefold()
        return bare in {parseaddr(one)[1].casefold() for one in self.operators}

    @property
    def sender_domain(self) -> str:
        """The right side of the Message-IDs."""
        domain = self.post.sender.rpartition("@")[2].strip("> ") or "localhost"
        return domain.encode("idna").decode("ascii")


def tell_of_wait(holder: str) -> None:
    """Say whom a command waits for."""
    log.warning("waiting for %s", holder)


def declared_now(
    config: PassConfig, paused: frozenset[str] = frozenset()
) -> dict[tuple[Kind, str], Facts]:
    """Return all outlets, rules and settings that decide what is found.

    It is kept, so that counts can be cited: no password and no recipient is among it. ``paused``
    names the rules that a person switched off in the browser. Files of the user's own stand there
    by their SHA-256.
    """
    decider = config.decider
    settings = {
        "version": config.version,
        "keep": decider.keep,
        "relevant": decider.relevant or "the catalogue's definition",
        "concepts": _digest(decider.concepts),
        "agencies": _digest(decider.agencies),
    }
    return {
        **{("outlet", source.id): _outlet(source) for source in config.sources},
        **{("rule", rule.name): _rule(rule, rule.name in paused) for rule in config.rules},
        **{("setting", name): {"value": value} for name, value in settings.items() if value},
    }


def _outlet(source: Source) -> Facts:
    plain = source_without_logins(source)
    return {
        "name": plain.name,
        "homepage": plain.homepage,
        "country": plain.country,
        "languages": plain.languages,
        "asked": [listing.url for listing in plain.visited()],
        "every_s": plain.every_s,
    }


def _rule(rule: Rule, paused: bool) -> Facts:
    state = "paused" if paused else "on" if rule.active else "off"
    return {
        "query": rule.query,
        "when": rule.when,
        "timezone": rule.timezone,
        "tells": rule.on,
        "max_age_days": rule.max_age_days,
        "state": state,
    }


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}" if text else ""
