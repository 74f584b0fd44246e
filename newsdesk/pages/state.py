"""One sentence about the whole: do the outlets answer, is the last pass well, does mail wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.status import OFFLINE, Condition
from pipelines.text.moments import ago
from pipelines.web.source_health import gives_nothing, in_trouble

LONGEST_PAUSE = timedelta(hours=2)
"""A pass that began longer ago than this means that nothing watches the outlets."""

_OUTCOMES = {"trouble": "not all of it went well", "interrupted": "stopped before its end"}
"""How a pass ended that was not well throughout, in words."""


@dataclass(frozen=True, slots=True)
class State:
    """How things stand: each part in words, and whether it is as it should be."""

    outlets: str
    outlets_well: bool
    last_pass: str
    last_pass_well: bool
    mail: str
    mail_well: bool

    @property
    def well(self) -> bool:
        """Whether all of it is as it should be."""
        return self.outlets_well and self.last_pass_well and self.mail_well


def state_of(found: Condition, now: datetime) -> State:
    """Return in words how things stand at ``now``."""
    watched = [one for one in found.sources if one.health != "off" and not one.unproven]
    asked = [one for one in watched if one.known]
    silent = [one for one in asked if gives_nothing(one.health)]
    troubled = [one for one in asked if in_trouble(one.health)]
    gave = "outlet gave what it has" if len(watched) == 1 else "outlets gave what they have"
    outlets = f"{len(asked) - len(silent)} of {len(watched)} {gave}"
    if not watched:
        outlets = "no outlet is watched: name some in khabardar.toml"
    elif troubled:
        outlets += f"; {len(troubled)} in trouble"
    if len(asked) < len(watched):
        outlets += f"; {len(watched) - len(asked)} not visited yet"
    last_pass, well = _last_pass(found, now)
    waiting, dead = found.outbox.get("pending", 0), found.outbox.get("dead", 0)
    late = bool(found.outbox_faults)
    if found.settings_fault:
        last_pass += (
            f"; by the last good settings, for those of now are wrong: {found.settings_fault}"
        )
        well = False
    mail = f"{waiting} {'alert waits' if waiting == 1 else 'alerts wait'}"
    mail += f", {dead} given up" if dead else ""
    return State(
        *(outlets, bool(watched) and not troubled and len(asked) == len(watched)),
        *(last_pass, well),
        *(mail, not late),
    )


def _last_pass(found: Condition, now: datetime) -> tuple[str, bool]:
    if not found.last_pass:
        return "no pass was made yet: `khabardar crawl` or `khabardar run`", False
    began = datetime.fromisoformat(str(found.last_pass["started_at"]))
    words = f"last pass {ago(began, now)}"
    if found.last_pass["outcome"] not in ("ok", "running"):
        outcome = str(found.last_pass["outcome"])
        words += f", {_OUTCOMES.get(outcome, outcome)}"
    if any(str(one).startswith(OFFLINE) for one in _troubles(found)):
        return f"{words}: {OFFLINE}", False
    return words, now - began <= LONGEST_PAUSE


def _troubles(found: Condition) -> list[object]:
    troubles = found.last_pass.get("troubles") if found.last_pass else None
    return troubles if isinstance(troubles, list) else []
