"""What a pass is told, and what it says of itself at the end."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from messengers.base import MailConfig
from pipelines.items import Rule, Source
from pipelines.web.network_policy import Network
from press_catalogue.decider import LineSpec

Clock = Callable[[], datetime]
Tell = Callable[..., None]

_WORDS = {"read_again": "cleaned again, since their outlet is known better"}
"""What is counted under a name that says too little."""
OUT_OF_REACH = frozenset({"dns", "connection", "timeout"})
"""Reasons for which nothing came back: the fault may be on our side."""
PASS_BUDGET_S = 1_800.0
LOCK_WAIT_S = 60.0
"""So long a command that writes waits for another one; a crawl does not wait."""

log = logging.getLogger("khabardar")


@dataclass(frozen=True, slots=True)
class Orders:
    """All that a pass is told: what to watch, by which rules, and where things are kept.

    ``line`` holds the net and the topic; its rules are filled in from ``rules``. ``operators`` are
    the addresses that are told when alerts die; whom nothing was owed for ``heartbeat_days`` gets
    a sign of life (0: never).
    """

    database: Path
    archive: Path | None
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    line: LineSpec
    network: Network
    post: MailConfig
    budget_s: float = PASS_BUDGET_S
    operators: tuple[str, ...] = ()
    heartbeat_days: int = 0

    @property
    def sender_domain(self) -> str:
        """The right side of the Message-IDs."""
        domain = self.post.sender.rpartition("@")[2].strip("> ") or "localhost"
        return domain.encode("idna").decode("ascii")


MOST_LINES = 3
"""More outlets that fail for one reason share a line."""


@dataclass(slots=True)
class PassReport:
    """What a pass did; ``trouble`` has a line for each thing that failed.

    ``notes`` are lines on the settings: what may not be meant, what a new rule would have found.
    ``silent`` are the outlets of which no address answered, by the reason, ``refused`` counts the
    reasons of what was dropped. ``next_due_at`` is when something is due again (ISO 8601 UTC), ""
    if unknown.
    """

    counts: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    silent: dict[str, list[str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    next_due_at: str = ""

    @property
    def exit_code(self) -> int:
        """0 if all went well, 1 if some source or delivery failed."""
        return 1 if self.trouble or self.silent else 0

    @property
    def outcome(self) -> Literal["ok", "trouble"]:
        """The same as it is written down."""
        return "trouble" if self.exit_code else "ok"

    def counted(self) -> list[str]:
        """Return what was done and how often, in words."""
        said = []
        for what, count in self.counts.items():
            why = ", ".join(f"{n} {reason}" for reason, n in self.refused.most_common())
            more = f" ({why})" if what == "dropped" and why else ""
            words = _WORDS.get(what, what).replace("_", " ")
            if count == 1:
                words = re.sub(r"^(new )?(mail|alert|link|source|revision|page)s\b", r"\1\2", words)
            said.append(f"{count} {words}{more}")
        return said

    def lines(self) -> list[str]:
        """Return what to say at the end, notes and troubles first."""
        idle = "nothing was due"
        if self.next_due_at:
            idle += f" before {self.next_due_at}; `khabardar crawl --all` asks every outlet now"
        done = ", ".join(self.counted()) or idle
        return [*self.notes, *self._silent_lines(), *self.trouble, done]

    def _silent_lines(self) -> Iterator[str]:
        """Yield who did not answer: a line each, or one for many with the same reason."""
        for why, names in self.silent.items():
            if len(names) > MOST_LINES:
                yield f"{len(names)} outlets: {why}: {', '.join(sorted(names))}"
            else:
                yield from (f"{name}: {why}" for name in names)


def tell_of_wait(holder: str) -> None:
    """Say whom a command waits for."""
    log.warning("waiting for %s", holder)
